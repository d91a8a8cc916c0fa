//! Characters that a terminal would interpret instead of showing them.

use std::borrow::Cow;

/// Escapes control characters and characters that change the direction of the text.
///
/// Use it for words that other people chose, such as file names, before they are printed: a terminal
/// would execute or hide these characters. A line break becomes `\n`, the escape character
/// `\u{1b}`. All other characters stay as they are.
///
/// ```
/// assert_eq!(codegen::escape("spec/客户.toml"), "spec/客户.toml");
/// assert_eq!(codegen::escape("\u{1b}[2J\u{202e}.toml"), r"\u{1b}[2J\u{202e}.toml");
/// ```
#[must_use]
pub fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for it in text.chars() {
        if is_hidden(it) {
            escaped.extend(it.escape_default());
        } else {
            escaped.push(it);
        }
    }
    Cow::Owned(escaped)
}

/// Masks the characters of a source that the renderer does not replace. The length in bytes
/// stays the same, and with it the position of every mistake.
pub(super) fn mask(text: &str) -> Cow<'_, str> {
    let is_raw = |it: char| is_hidden(it) && !it.is_ascii();
    if !text.contains(is_raw) {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    for it in text.chars() {
        match it.len_utf8() {
            2 if is_raw(it) => masked.push_str("??"),
            3 if is_raw(it) => masked.push(char::REPLACEMENT_CHARACTER),
            _ => masked.push(it),
        }
    }
    Cow::Owned(masked)
}

fn is_hidden(it: char) -> bool {
    let turns = matches!(
        it,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    );
    it.is_control() || turns
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first and the last character of each range, with their escaped forms.
    const HIDDEN: [(char, &str); 12] = [
        ('\0', r"\u{0}"),
        ('\n', r"\n"),
        ('\u{1b}', r"\u{1b}"),
        ('\u{7f}', r"\u{7f}"),
        ('\u{9f}', r"\u{9f}"),
        ('\u{61c}', r"\u{61c}"),
        ('\u{200e}', r"\u{200e}"),
        ('\u{200f}', r"\u{200f}"),
        ('\u{202a}', r"\u{202a}"),
        ('\u{202e}', r"\u{202e}"),
        ('\u{2066}', r"\u{2066}"),
        ('\u{2069}', r"\u{2069}"),
    ];

    #[test]
    fn escapes_hidden_characters() {
        for (it, escaped) in HIDDEN {
            assert_eq!(escape(&format!("a{it}é客\\")), format!("a{escaped}é客\\"));
        }
    }

    #[test]
    fn masks_characters_without_changing_the_length() {
        for (it, _) in HIDDEN {
            let text = format!("a{it}é客");
            let masked = mask(&text);
            assert_eq!(masked.len(), text.len());
            assert_eq!(masked.contains(it), it.is_ascii(), "{masked:?}");
        }
    }
}
