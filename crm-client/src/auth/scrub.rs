//! Redaction: removes secrets from text that a server or a transport sent back.

use std::ops::Range;

/// Replaces `secret` with `name` if it is plain, percent-encoded as in a URL, or escaped as in JSON.
pub(crate) fn hide(text: &mut String, secret: &str, name: &str) {
    let forms = [as_it_is, percent_encoded, json_escaped];
    let found = forms.into_iter().flat_map(|form| find(text, secret, form)).collect();
    replace(text, found, name);
}

/// Replaces a signature with `name` in any letter case.
pub(crate) fn hide_signature(text: &mut String, signature: &str, name: &str) {
    let lower = text.to_ascii_lowercase();
    let found = lower.match_indices(signature).map(|(start, it)| start..start + it.len()).collect();
    replace(text, found, name);
}

/// Decodes the escape sequence at the beginning of `text`; also returns its length.
type Form = fn(&[u8]) -> Option<(Vec<u8>, usize)>;

fn as_it_is(_: &[u8]) -> Option<(Vec<u8>, usize)> {
    None
}

/// `%2F`
fn percent_encoded(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    let digits = text.strip_prefix(b"%")?.get(..2)?;
    Some((vec![u8::try_from(hexadecimal(digits)?).ok()?], 3))
}

/// `\/` or `\u002f`
fn json_escaped(text: &[u8]) -> Option<(Vec<u8>, usize)> {
    match text.strip_prefix(b"\\")? {
        [b'u', digits @ ..] => {
            let char = char::from_u32(hexadecimal(digits.get(..4)?)?)?;
            Some((char.to_string().into_bytes(), 6))
        }
        [char, ..] if char.is_ascii() => Some((vec![*char], 2)),
        _ => None,
    }
}

fn hexadecimal(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |code, digit| Some(code * 16 + char::from(*digit).to_digit(16)?))
}

/// Finds `secret` in `text`, of which some characters may be written in this form.
fn find(text: &str, secret: &str, form: Form) -> Vec<Range<usize>> {
    let text = text.as_bytes();
    // The decoded text, and where each of its bytes begins.
    let (mut decoded, mut starts, mut index) = (Vec::new(), Vec::new(), 0);
    while index < text.len() {
        let length = if let Some((bytes, length)) = form(&text[index..]) {
            starts.extend(bytes.iter().map(|_| index));
            decoded.extend(bytes);
            length
        } else {
            starts.push(index);
            decoded.push(text[index]);
            1
        };
        index += length;
    }
    starts.push(index);

    let (mut found, mut index) = (Vec::new(), 0);
    while index < decoded.len() && !secret.is_empty() {
        let end = index + secret.len();
        if decoded[index..].starts_with(secret.as_bytes()) {
            found.push(starts[index]..starts[end]);
            index = end;
        } else {
            index += 1;
        }
    }
    found
}

/// Replaces what was found, of which some may overlap.
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
fn check(text: &str, expected: &str) {
    let mut hidden = text.to_owned();
    hide(&mut hidden, "K+/ö=", "[key]");
    assert_eq!(hidden, expected, "{text}");
}

#[test]
fn a_secret_is_hidden_in_whatever_way_it_is_encoded() {
    check("a K+/ö= b K+/ö=", "a [key] b [key]");
    check("sign=K%2B%2F%C3%B6%3D&", "sign=[key]&");
    check("sign=K%2b/%c3%b6=", "sign=[key]");
    check("%4b%2B/ö%3D", "[key]");
    check("K+/ö and K%2", "K+/ö and K%2");
    check("客K+/ö=客", "客[key]客");
    check(r"K+\/\u00F6\u003d and \u004b+/ö=", "[key] and [key]");
    check(r"K+\/\u00F6\u003", r"K+\/\u00F6\u003");
    for (secret, shown) in [("a%b", "a%25b"), ("%25", "%25"), ("%25", "%2525"), (r"a\", r"a\")] {
        let mut text = format!("<{shown}>");
        hide(&mut text, secret, "[key]");
        assert_eq!(text, "<[key]>", "{secret}");
    }
    let long = "a%".repeat(50_000);
    let mut text = long.clone();
    hide(&mut text, &long, "[key]");
    assert_eq!(text, "[key]");
    let mut text = r#"{\"a\\b\"} "a\b" a\\b"#.to_owned();
    hide(&mut text, r#""a\b""#, "[key]");
    assert_eq!(text, r"{[key]} [key] a\\b");
    let mut text = "key k%65y".to_owned();
    hide(&mut text, "key", "[the key]");
    assert_eq!(text, "[the key] [the key]");
}

#[test]
fn a_signature_is_hidden_in_any_letter_case() {
    let mut text = "?sign=00FF00ff&b=客 00ff".to_owned();
    hide_signature(&mut text, "00ff00ff", "[the signature]");
    assert_eq!(text, "?sign=[the signature]&b=客 00ff");
}
