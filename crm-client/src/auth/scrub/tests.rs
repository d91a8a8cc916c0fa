use proptest::prelude::*;

use super::*;

fn hidden(text: &str, secret: &str) -> String {
    let mut text = text.to_owned();
    hide(&mut text, secret, "[key]");
    text
}

fn check(text: &str, expected: &str) {
    assert_eq!(hidden(text, "K+/ö="), expected, "{text}");
}

#[test]
fn hides_an_encoded_secret() {
    check("a K+/ö= b K+/ö=", "a [key] b [key]");
    check("sign=K%2B%2F%C3%B6%3D&", "sign=[key]&");
    check("sign=K%2b/%c3%b6=", "sign=[key]");
    check("%4b%2B/ö%3D", "[key]");
    check("K+/ö and K%2", "K+/ö and K%2");
    check("客K+/ö=客", "客[key]客");
    check(r"K+\/\u00F6\u003d and \u004b+/ö=", "[key] and [key]");
    check(r"K+\/\u00F6\u003", r"K+\/\u00F6\u003");
    for (secret, shown) in [("a%b", "a%25b"), ("%25", "%25"), ("%25", "%2525"), (r"a\", r"a\")] {
        assert_eq!(hidden(&format!("<{shown}>"), secret), "<[key]>", "{secret}");
    }
    assert_eq!(hidden(r#"{\"a\\b\"} "a\b" a\\b"#, r#""a\b""#), r"{[key]} [key] a\\b");
    assert_eq!(hidden(r"<\ud83d\ude00x> \ud83d", "😀x"), r"<[key]> \ud83d");
    let mut text = "key k%65y".to_owned();
    hide(&mut text, "key", "[the key]");
    assert_eq!(text, "[the key] [the key]");
}

#[test]
fn hides_a_secret_in_any_letter_case() {
    check("k+/ö= K%2b%2f%c3%b6%3d", "[key] [key]");
    check(r"\u006b+\/ö= %6b%2B/ö=", "[key] [key]");
    assert_eq!(hidden("?sign=00FF00ff&b=客 00ff", "00ff00ff"), "?sign=[key]&b=客 00ff");
    assert_eq!(hidden("%30%30%46f00FF", "00ff00ff"), "[key]");
}

#[test]
fn hides_a_secret_that_is_encoded_twice() {
    check("next=%2Fgw%3Fsign%3DK%252B%252F%25C3%25B6%253D", "next=%2Fgw%3Fsign%3D[key]");
    check(r#"{"url":"\/gw?sign=K%2B\u00252F%C3%B6%3D"}"#, r#"{"url":"\/gw?sign=[key]"}"#);
}

#[test]
fn replaces_overlapping_matches_once() {
    assert_eq!(hidden("aaaaa", "aa"), "[key][key]a");
    assert_eq!(hidden("abababac", "ababac"), "ab[key]");
    assert_eq!(hidden("abc", ""), "abc");
}

/// A naive search compares each byte of the text with the whole secret. It takes more than 10^11
/// steps.
#[test]
fn hides_in_linear_time() {
    let secret = format!("{}b", "a".repeat(500_000));
    for unit in ["a", "%61", r"\u0061"] {
        let text = unit.repeat(800_000);
        assert!(hidden(&text, &secret) == text);
        assert!(hidden(&format!("{text}b"), &secret) == unit.repeat(300_000) + "[key]");
    }
    let secret = "a%".repeat(50_000);
    assert_eq!(hidden(&secret, &secret), "[key]");
    let mut many = "key ".repeat(500_000);
    hide(&mut many, "key", "k");
    assert_eq!(many.len(), 1_000_000);
}

proptest! {
    #[test]
    fn hides_the_secret_in_any_string_without_a_panic(
        parts in prop::collection::vec("[%\\\\u0-9a-fö客😀]{0,6}", 0..8),
        secret in "[a-fö客😀%\\\\]{1,4}",
    ) {
        let text = parts.join(&secret);
        let mut hidden = text.clone();
        hide(&mut hidden, &secret, "\n");
        prop_assert!(!hidden.to_ascii_lowercase().contains(&secret), "{text} → {hidden}");
        prop_assert!(parts.len() < 2 || hidden.contains('\n'), "{text}");
    }
}
