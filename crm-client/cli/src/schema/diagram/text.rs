//! The width of text. The reader's fonts are unknown, so these are upper estimates.

use unicode_width::UnicodeWidthChar;

/// A font of the diagram: its size in pixels, and whether all letters have the same width.
#[derive(Clone, Copy, Debug)]
pub(super) struct Font {
    /// The size in pixels.
    pub size: u32,
    /// Whether all letters have the same width.
    pub is_mono: bool,
}

/// The font of the label of an entity.
pub(super) const TITLE: Font = Font { size: 14, is_mono: false };

/// The font of the label of a field.
pub(super) const LABEL: Font = Font { size: 12, is_mono: false };

/// The font of internal names.
pub(super) const NAME: Font = Font { size: 11, is_mono: true };

impl Font {
    /// Returns the width of text in pixels.
    pub(super) fn width(self, text: &str) -> i64 {
        let per_mille: u64 = text.chars().map(|it| self.char_width(it)).sum();
        i64::try_from((per_mille * u64::from(self.size)).div_ceil(1000)).unwrap_or(i64::MAX)
    }

    /// Returns text that is at most this wide. Longer text ends with an ellipsis.
    pub(super) fn fit(self, text: &str, width: i64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let mut short = String::new();
        for it in text.chars() {
            short.push(it);
            if self.width(&short) + self.width("…") > width {
                short.pop();
                break;
            }
        }
        short.trim_end().to_owned() + "…"
    }

    /// Returns the width of a character, in thousandths of the size.
    fn char_width(self, it: char) -> u64 {
        match it {
            // Some fonts for Chinese show these in full width.
            '…' | '→' | '—' | '“' | '”' | '·' => 1000,
            _ if it.width().unwrap_or(0) > 1 => 1000,
            _ if it.width() == Some(0) => 0,
            _ if self.is_mono => 610,
            'i' | 'j' | 'l' | 'f' | 't' | 'r' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' '
            | '(' | ')' | '[' | ']' | '-' | 'I' => 400,
            'm' | 'w' | 'M' | 'W' | '@' | '%' => 980,
            'A'..='Z' | '&' | '#' => 760,
            _ if it.is_ascii() => 630,
            _ => 800,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_text_is_two_columns_wide() {
        assert_eq!(TITLE.width("客户"), 28);
        assert_eq!(NAME.width("客户"), 22);
        assert!(LABEL.width("ab") < LABEL.width("客户"));
    }

    #[test]
    fn long_text_ends_with_an_ellipsis() {
        assert_eq!(LABEL.fit("客户", 24), "客户");
        let short = LABEL.fit("一二三四五六七八九十", 60);
        assert_eq!(short, "一二三四…");
        assert!(LABEL.width(&short) <= 60);
    }
}
