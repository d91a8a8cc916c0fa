//! Text in lines that fit the terminal. Chinese text has no spaces, so it can be broken anywhere.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The smallest width of a line, even on a narrow terminal.
const MIN: usize = 20;

/// Splits a string into lines, each with at most `width` columns. A longer word is not broken.
pub(crate) fn lines(text: &str, width: usize) -> Vec<String> {
    let width = width.max(MIN);
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    for piece in pieces(text) {
        let length = piece.trim_end().width();
        if used > 0 && used + length > width {
            lines.push(line.trim_end().to_owned());
            (line, used) = (String::new(), 0);
        }
        line.push_str(piece);
        used += piece.width();
    }
    if !line.trim().is_empty() || lines.is_empty() {
        lines.push(line.trim_end().to_owned());
    }
    lines
}

/// Splits a string into words with the spaces behind them, and into wide characters with the
/// punctuation behind them.
fn pieces(text: &str) -> Vec<&str> {
    let (mut pieces, mut start, mut before) = (Vec::new(), 0, None);
    for (index, it) in text.char_indices() {
        let can_break = before.is_some_and(|before| {
            let is_space = before == ' ' && it != ' ';
            let is_wide = (is_wide(before) || is_wide(it)) && it != ' ';
            is_space || (is_wide && !is_closing(it) && !is_opening(before))
        });
        if can_break {
            pieces.push(&text[start..index]);
            start = index;
        }
        before = Some(it);
    }
    pieces.push(&text[start..]);
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
    fn no_line_is_wider_than_the_terminal() {
        let texts = [
            "use an `https` base URL, or the port for `https`, if the server has one",
            "请检查接口地址中的主机和端口，并确认 CRM 已启动；然后重试（或联系管理员）。",
        ];
        for text in texts {
            for width in 20..60 {
                let lines = lines(text, width);
                assert!(lines.iter().all(|it| it.width() <= width), "{width} {lines:#?}");
                assert!(lines.iter().all(|it| !it.starts_with(['，', '。', ' '])), "{lines:#?}");
                let joined = lines.concat().replace(' ', "");
                assert_eq!(joined, text.replace(' ', ""));
            }
        }
        assert_eq!(lines("", 40), [""]);
        assert_eq!(lines("a b", 40), ["a b"]);
    }
}
