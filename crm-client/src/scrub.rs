//! A text from outside → the same without what proves who sent a request.

/// How many hexadecimal digits a signature has, by MD5 and by SHA-1.
const SIGNATURES: [usize; 2] = [32, 40];

/// What is shown instead of a signature.
pub(crate) const SIGNATURE: &str = "[the signature]";

/// Hides a secret wherever it stands, whichever of its characters are encoded there as in a URL or as
/// in JSON.
pub(crate) fn hide(text: &mut String, secret: &str, name: &str) {
    replace(text, name, |rest| Some((0, rest.len() - behind(rest, secret)?.len())));
}

/// Hides every signature that stands in a URL: for half a minute it lets in whoever has it.
pub(crate) fn hide_signatures(text: &mut String) {
    replace(text, SIGNATURE, |rest| {
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

/// What comes behind the secret that a text begins with. One text can be read in several ways, such as
/// `%25` as itself or as `%`, so all of them are followed.
fn behind<'a>(text: &'a [u8], secret: &str) -> Option<&'a [u8]> {
    let mut rests = vec![text];
    for char in secret.chars() {
        let ways = |it: &'a [u8]| [plain(it, char), escaped(it, char), percent_encoded(it, char)];
        rests = rests.into_iter().flat_map(ways).flatten().collect();
        rests.dedup();
        if rests.is_empty() {
            return None;
        }
    }
    rests.pop()
}

fn plain(text: &[u8], first: char) -> Option<&[u8]> {
    text.strip_prefix(first.encode_utf8(&mut [0; 4]).as_bytes())
}

/// `\/` or `\u002f`, as in JSON.
fn escaped(text: &[u8], first: char) -> Option<&[u8]> {
    let rest = text.strip_prefix(b"\\")?;
    if let Some((digits, rest)) = rest.strip_prefix(b"u").and_then(|it| it.split_at_checked(4)) {
        let code = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
        return (code == u32::from(first)).then_some(rest);
    }
    plain(rest, first)
}

/// `%2F`, or `%252F` where that was encoded once more.
fn percent_encoded(text: &[u8], first: char) -> Option<&[u8]> {
    first.encode_utf8(&mut [0; 4]).bytes().try_fold(text, |text, byte| {
        let mut digits = text.strip_prefix(b"%")?;
        loop {
            match digits {
                [high, low, rest @ ..] if decoded(*high, *low) == Some(byte) => return Some(rest),
                [b'2', b'5', rest @ ..] => digits = rest,
                _ => return None,
            }
        }
    })
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
    check("K%252B%2525%252Fö=", "K%252B%2525%252Fö=");
    check("K%252B%252F%25C3%25B6%25253D", "[key]");
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
