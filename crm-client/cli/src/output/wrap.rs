//! Text in lines that fit the terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Splits text into lines of at most `width`, at spaces where possible. Text without spaces, such as
/// Chinese, is split between characters, but not before a comma.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<&str> {
    let (mut lines, mut start, mut used) = (Vec::new(), 0, 0);
    for (at, piece) in pieces(text) {
        let needed = piece.trim_end().width();
        if used > 0 && used + needed > width {
            lines.push(text[start..at].trim_end());
            (start, used) = (at, 0);
        }
        if needed <= width {
            used += piece.width();
            continue;
        }
        // A word that is wider than a line is split anywhere.
        for (index, it) in piece.char_indices() {
            let wide = it.width().unwrap_or(0);
            if used > 0 && used + wide > width && it != ' ' {
                lines.push(&text[start..at + index]);
                (start, used) = (at + index, 0);
            }
            used += wide;
        }
    }
    lines.push(text[start..].trim_end());
    lines
}

/// Splits text into words with the spaces behind them, and into wide characters with the punctuation
/// behind them. Each piece has its position.
fn pieces(text: &str) -> Vec<(usize, &str)> {
    let (mut pieces, mut start, mut before) = (Vec::new(), 0, None);
    for (index, it) in text.char_indices() {
        let can_break = before.is_some_and(|before| {
            let is_space = before == ' ' && it != ' ';
            let is_wide = (is_wide(before) || is_wide(it)) && it != ' ';
            is_space || (is_wide && !is_closing(it) && !is_opening(before))
        });
        if can_break {
            pieces.push((start, &text[start..index]));
            start = index;
        }
        before = Some(it);
    }
    pieces.push((start, &text[start..]));
    pieces
}

fn is_wide(it: char) -> bool {
    it.width() == Some(2)
}

fn is_closing(it: char) -> bool {
    "，。；：、！？）”》`,.;:)".contains(it)
}

fn is_opening(it: char) -> bool {
    "（“《`(".contains(it)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wraps_at_spaces_and_between_chinese_characters() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(wrap("a bcdefghij k", 4), ["a", "bcde", "fghi", "j k"]);
        assert_eq!(wrap("上海企能软件", 5), ["上海", "企能", "软件"]);
        assert_eq!(wrap("上海，企能", 5), ["上", "海，", "企能"]);
        assert_eq!(wrap("", 5), [""]);
        assert_eq!(wrap("上海", 1), ["上", "海"]);
    }

    #[test]
    fn no_line_is_wider_than_the_terminal() {
        let texts = [
            "use an `https` base URL, or the port for `https`, if the server has one",
            "请检查接口地址中的主机和端口，并确认 CRM 已启动；然后重试（或联系管理员）。",
        ];
        for text in texts {
            for width in 8..60 {
                let lines = wrap(text, width);
                assert!(lines.iter().all(|it| it.width() <= width), "{width} {lines:#?}");
                assert!(lines.iter().all(|it| !it.starts_with(['，', '。', ' '])), "{lines:#?}");
                assert_eq!(lines.concat().replace(' ', ""), text.replace(' ', ""));
            }
        }
    }
}
