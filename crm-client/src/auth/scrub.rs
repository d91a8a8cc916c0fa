//! Redaction: removes secrets from strings that a server or a transport returned.
//!
//! The search takes linear time, because a server can send a long string.

use std::ops::Range;

use super::decoded::Decoded;

/// Replaces `secret` with `name`. It ignores ASCII case, and also finds a secret that is
/// percent-encoded as in a URL, escaped as in JSON, or both.
pub(crate) fn hide(text: &mut String, secret: &str, name: &str) {
    let secret = secret.to_ascii_lowercase();
    let plain = Decoded::of(&text.to_ascii_lowercase());
    let mut found = find(&plain, secret.as_bytes());
    let percent = plain.percent();
    if let Some(percent) = &percent {
        found.extend(find(percent, secret.as_bytes()));
        // A proxy can put an encoded URL into another URL, and so encode it twice.
        if let Some(twice) = percent.percent() {
            found.extend(find(&twice, secret.as_bytes()));
        }
    }
    if let Some(json) = plain.json() {
        found.extend(find(&json, secret.as_bytes()));
        if let Some(percent) = json.percent() {
            found.extend(find(&percent, secret.as_bytes()));
        }
    }
    if !found.is_empty() {
        replace(text, found, name);
    }
}

/// Finds `secret`, which must be in lower case. It uses the algorithm of Knuth, Morris and Pratt,
/// because a naive search takes quadratic time if the text and the secret are repetitive.
fn find(text: &Decoded, secret: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if secret.is_empty() {
        return found;
    }
    let borders = borders(secret);
    let mut matched = 0;
    for (index, byte) in text.bytes.iter().enumerate() {
        matched = extend(secret, &borders, matched, *byte);
        if matched == secret.len() {
            found.push(text.starts[index + 1 - matched]..text.starts[index + 1]);
            matched = 0;
        }
    }
    found
}

/// Returns, for each prefix of `secret`, the length of its longest proper prefix that is also its
/// suffix.
fn borders(secret: &[u8]) -> Vec<usize> {
    let mut borders = vec![0];
    for byte in &secret[1..] {
        let border = borders[borders.len() - 1];
        borders.push(extend(secret, &borders, border, *byte));
    }
    borders
}

/// Returns how many bytes of `secret` match after one more byte.
fn extend(secret: &[u8], borders: &[usize], mut matched: usize, byte: u8) -> usize {
    while matched > 0 && secret[matched] != byte {
        matched = borders[matched - 1];
    }
    matched + usize::from(secret[matched] == byte)
}

/// Replaces the ranges that were found. Ranges can overlap.
fn replace(text: &mut String, mut found: Vec<Range<usize>>, name: &str) {
    found.sort_by_key(|it| it.start);
    let (mut replaced, mut end) = (String::new(), 0);
    for Range { start, end: next } in found {
        if start >= end {
            replaced.push_str(&text[end..start]);
            replaced.push_str(name);
        }
        end = end.max(next);
    }
    replaced.push_str(&text[end..]);
    *text = replaced;
}

#[cfg(test)]
mod tests;
