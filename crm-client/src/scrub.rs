//! A text from outside → the same without what proves who sent a request.

/// How many hexadecimal digits a signature has, by MD5 and by SHA-1.
const SIGNATURES: [usize; 2] = [32, 40];

/// Hides a secret wherever it stands, whichever of its characters are percent-encoded there.
pub(crate) fn hide(text: &mut String, secret: &str, name: &str) {
    replace(text, name, |rest| beginning(rest, secret.as_bytes()).map(|length| (0, length)));
}

/// Hides every signature that stands in a URL: for half a minute it lets in whoever has it.
pub(crate) fn hide_signatures(text: &mut String) {
    replace(text, "[the signature]", |rest| {
        let equals = ["sign=", "sign%3D", "sign%3d"];
        let before = equals.iter().find(|it| rest.starts_with(it.as_bytes()))?.len();
        let digits = rest[before..].iter().take_while(|it| it.is_ascii_hexdigit()).count();
        SIGNATURES.contains(&digits).then_some((before, digits))
    });
}

/// Replaces what is found where a text begins, and begins: so much is kept, and so much replaced.
fn replace(text: &mut String, name: &str, find: impl Fn(&[u8]) -> Option<(usize, usize)>) {
    let mut index = 0;
    while index < text.len() {
        match find(&text.as_bytes()[index..]) {
            Some((kept, length)) if length > 0 => {
                let start = index + kept;
                text.replace_range(start..start + length, name);
                index = start + name.len();
            }
            Some(_) | None => index += text[index..].chars().next().map_or(1, char::len_utf8),
        }
    }
}

/// How much of a text the secret is that it begins with.
fn beginning(text: &[u8], secret: &[u8]) -> Option<usize> {
    let mut rest = text;
    for byte in secret {
        rest = match rest {
            [first, more @ ..] if first == byte => more,
            [b'%', high, low, more @ ..] if decoded(*high, *low) == Some(*byte) => more,
            _ => return None,
        };
    }
    Some(text.len() - rest.len())
}

fn decoded(high: u8, low: u8) -> Option<u8> {
    let digit = |it: u8| char::from(it).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
fn check(text: &str, expected: &str) {
    let mut scrubbed = text.to_owned();
    hide(&mut scrubbed, "K+/ö=", "[key]");
    hide_signatures(&mut scrubbed);
    assert_eq!(scrubbed, expected, "{text}");
}

#[test]
fn a_secret_is_hidden_in_whatever_way_it_is_encoded() {
    check("a K+/ö= b K+/ö=", "a [key] b [key]");
    check("sign=K%2B%2F%C3%B6%3D&", "sign=[key]&");
    check("sign=K%2b/%c3%b6=", "sign=[key]");
    check("%4b%2B/ö%3D", "[key]");
    check("K+/ö and K%2", "K+/ö and K%2");
    check("客K+/ö=客", "客[key]客");
}

#[test]
fn a_signature_is_hidden_and_little_else() {
    let (md5, sha1) = ("0123456789abcdef".repeat(2), "0123456789ABCDEF0123".repeat(2));
    check(&format!("/gw/a?sign={md5}&b=c"), "/gw/a?sign=[the signature]&b=c");
    check(&format!("?sign={sha1}"), "?sign=[the signature]");
    check(&format!("next=%3Fsign%3d{sha1}%26b"), "next=%3Fsign%3d[the signature]%26b");
    check("sign=0123&sign=&sign", "sign=0123&sign=&sign");
    check(&format!("sign={md5}0"), &format!("sign={md5}0"));
}
