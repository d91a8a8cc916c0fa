//! Preparation of strings from a server for errors.

/// The maximum length of a string from a server in an error, in bytes.
const LONGEST: usize = 4096;

/// The maximum length of a string in which secrets are searched, in bytes. The search takes about
/// 40 times the memory of the string, and a server can send a long one.
const SEARCHED: usize = 1 << 20;

/// Returns the string in one line. White space becomes one space. Characters that control a
/// terminal or the text direction are escaped, such as `\u{202e}`.
pub(crate) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        for char in word.chars() {
            if char.is_control() || sets_direction(char) {
                line.extend(char.escape_unicode());
            } else {
                line.push(char);
            }
        }
    }
    line
}

/// Returns whether a character has the Unicode property `Bidi_Control`. Such characters change the
/// order in which other characters are displayed, and so can hide what a string contains.
fn sets_direction(char: char) -> bool {
    matches!(char, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Removes secrets from a string with `scrub`, and then truncates it if it is too long for an
/// error.
pub(crate) fn scrub_and_shorten(text: &mut String, scrub: impl Fn(&mut String)) {
    let total = text.len();
    cut(text, SEARCHED);
    scrub(text);
    // The first cut can leave a part of a secret at the end. The second cut removes that part,
    // unless the string consists almost only of secrets and is therefore short now.
    if total > SEARCHED && text.len() < SEARCHED / 16 {
        text.clear();
    } else if text.len() <= LONGEST {
        return;
    }
    cut(text, LONGEST);
    text.extend(["… (", &with_commas(total), " bytes in total)"]);
}

/// Truncates a string between characters to at most `longest` bytes.
fn cut(text: &mut String, longest: usize) {
    if text.len() > longest {
        let end = (0..=longest).rev().find(|end| text.is_char_boundary(*end));
        text.truncate(end.unwrap_or_default());
    }
}

/// `2097152` → `2,097,152`
fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[test]
fn escapes_control_characters_but_not_chinese() {
    for (text, expected) in [
        (" 参数\t不能\r\n为空 ", "参数 不能 为空"),
        ("\u{1b}[2Jgone\u{7}", r"\u{1b}[2Jgone\u{7}"),
        ("\0\u{7f}\u{80}\u{9f}", r"\u{0}\u{7f}\u{80}\u{9f}"),
        ("a\u{202e}b\u{2066}c\u{200f}", r"a\u{202e}b\u{2066}c\u{200f}"),
        ("a\u{85}b\u{2028}c", "a b c"),
        ("é😀", "é😀"),
    ] {
        assert_eq!(one_line(text), expected);
    }
}

#[test]
fn truncates_a_long_string_between_characters() {
    let mut short = "a".repeat(LONGEST);
    scrub_and_shorten(&mut short, |_| {});
    assert_eq!(short.len(), LONGEST);
    let mut long = "客".repeat(700_000);
    scrub_and_shorten(&mut long, |_| {});
    let expected = "客".repeat(1365) + "… (2,100,000 bytes in total)";
    assert!(long == expected, "{}", long.len());
    assert_eq!([0, 999, 1000, 12_345].map(with_commas), ["0", "999", "1,000", "12,345"]);
}

#[test]
fn searches_secrets_in_a_string_of_limited_length() {
    let mut long = "客".repeat(1_000_000);
    scrub_and_shorten(&mut long, |text| assert!(text.len() <= SEARCHED, "{}", text.len()));
    assert!(long.ends_with("客… (3,000,000 bytes in total)"));
}

#[test]
fn removes_a_partial_secret_at_the_cut() {
    // Each length moves the cut to another letter of the last secret.
    for before in 0..100 {
        let mut text = format!("{}{}", ".".repeat(before), "secret".repeat(20).repeat(10_000));
        scrub_and_shorten(&mut text, |text| *text = text.replace(&"secret".repeat(20), ""));
        assert!(!text.contains("se"), "{text}");
        assert!(text.ends_with(" bytes in total)"));
    }
}
