//! Text and JSON of a CRM, made safe for a terminal.

use std::borrow::Cow;
use std::fmt::Write;

/// Returns text as one line in which control characters are visible, so that a terminal does not
/// execute them. Characters that change the direction of text are made visible, too.
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for it in text.chars() {
        match it {
            '\n' => safe.push('⏎'),
            '\t' => safe.push(' '),
            '\r' => {}
            it if is_unsafe(it) => safe.extend(it.escape_unicode()),
            it => safe.push(it),
        }
    }
    Cow::Owned(safe)
}

/// Returns JSON of a CRM as one line without such characters. In a string, they are escaped, so that the
/// value is the same.
pub(crate) fn json(json: &str) -> Cow<'_, str> {
    if !json.contains(is_unsafe) {
        return Cow::Borrowed(json);
    }
    let mut safe = String::with_capacity(json.len() + 8);
    for it in json.chars() {
        match it {
            // These are between values, because a string contains them only escaped.
            '\n' | '\r' | '\t' => safe.push(' '),
            it if is_unsafe(it) => {
                // Writing to a string cannot fail.
                let _ = write!(safe, "\\u{:04x}", u32::from(it));
            }
            it => safe.push(it),
        }
    }
    Cow::Owned(safe)
}

/// Returns whether a character is a control character, is invisible, or changes the direction of text.
pub(crate) fn is_unsafe(it: char) -> bool {
    it.is_control()
        || matches!(it, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_control_characters_visible() {
        assert_eq!(line("上海 plain"), "上海 plain");
        assert_eq!(line("a\u{1b}[31mred\u{7}"), r"a\u{1b}[31mred\u{7}");
        assert_eq!(line("two\r\nlines\tand a tab"), "two⏎lines and a tab");
        assert_eq!(line("\u{9b}31m \u{202e}evil"), r"\u{9b}31m \u{202e}evil");
    }

    #[test]
    fn json_keeps_its_values() {
        let text = "{\n\"a\":\t\"上海 \u{9b}31m \u{202e}\u{7f}\"}";
        let safe = json(text);
        assert_eq!(safe, r#"{ "a": "上海 \u009b31m \u202e\u007f"}"#);
        let value = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
        assert_eq!(value(&safe), value(text));
    }
}
