//! Splits the text of a filter into names, symbols and values.

use std::ops::Range;

use crate::lang::tr;

/// A mistake in the text of a filter.
#[derive(Debug)]
pub(super) struct Mistake {
    /// The bytes of the text to mark.
    pub span: Range<usize>,
    /// `problem; remedy`
    pub message: String,
}

impl Mistake {
    pub(super) fn new(span: Range<usize>, message: impl Into<String>) -> Mistake {
        Mistake { span, message: message.into() }
    }
}

/// The part of a filter that is not parsed yet.
#[derive(Clone, Copy)]
pub(super) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

/// A part of the text, with its position.
#[derive(Clone, Debug)]
pub(super) struct Piece<'a> {
    pub text: &'a str,
    pub span: Range<usize>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Scanner<'a> {
        Scanner { text, at: 0 }
    }

    /// Returns the next character that is not white space.
    pub(super) fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    /// Returns the position of the next character, or of the end.
    pub(super) fn here(&mut self) -> Range<usize> {
        let length = self.peek().map_or(0, char::len_utf8);
        self.at..self.at + length
    }

    /// Takes the longest piece of such characters, which can be empty.
    pub(super) fn take(&mut self, belongs: impl Fn(char) -> bool) -> Piece<'a> {
        self.peek();
        let rest = &self.text[self.at..];
        let length = rest.find(|it| !belongs(it)).unwrap_or(rest.len());
        let span = self.at..self.at + length;
        self.at = span.end;
        Piece { text: &self.text[span.clone()], span }
    }

    /// Takes a word: everything up to white space, a quote, a parenthesis, a comma or an operator.
    pub(super) fn word(&mut self) -> Piece<'a> {
        self.take(|it| {
            !it.is_whitespace() && !is_quote(it) && !is_parenthesis(it) && !ends_word(it)
        })
    }

    /// Fails if a parenthesis follows.
    pub(super) fn refuse_parenthesis(&mut self) -> Result<(), Mistake> {
        if self.peek().is_some_and(|it| is_parenthesis(it) || matches!(it, '（' | '）')) {
            return Err(Mistake::new(
                self.here(),
                tr!(
                    "the API has no nested conditions; remove the parentheses, or put text that contains them in quotes",
                    "API 不支持嵌套条件；请去掉括号，若括号属于文本请加引号"
                ),
            ));
        }
        Ok(())
    }

    /// Takes text in quotes, and returns it without them.
    pub(super) fn quoted(&mut self) -> Result<(String, Range<usize>), Mistake> {
        self.peek();
        let start = self.at;
        let mut chars = self.text[start..].char_indices();
        let quote = chars.next().map_or('"', |(_, it)| it);
        let mut text = String::new();
        while let Some((index, it)) = chars.next() {
            match it {
                it if it == quote => {
                    self.at = start + index + it.len_utf8();
                    return Ok((text, start..self.at));
                }
                '\\' => match chars.next() {
                    Some((_, it @ ('\\' | '"' | '\''))) => text.push(it),
                    Some((_, 'n')) => text.push('\n'),
                    Some((_, 'r')) => text.push('\r'),
                    Some((_, 't')) => text.push('\t'),
                    Some((end, it)) => {
                        let span = start + index..start + end + it.len_utf8();
                        return Err(Mistake::new(
                            span,
                            tr!(
                                "unknown escape `\\{it}`; write `\\\\` for a backslash",
                                "未知的转义 `\\{it}`；反斜杠请写 `\\\\`"
                            ),
                        ));
                    }
                    None => break,
                },
                it => text.push(it),
            }
        }
        Err(Mistake::new(
            start..start + quote.len_utf8(),
            tr!(
                "the quote is not closed; add `{quote}` after the text",
                "引号没有闭合；请在文本后加上 `{quote}`"
            ),
        ))
    }
}

pub(super) fn is_quote(it: char) -> bool {
    matches!(it, '"' | '\'')
}

fn is_parenthesis(it: char) -> bool {
    matches!(it, '(' | ')')
}

/// Returns whether a character is a part of an operator, or of what others write instead of one.
pub(super) fn is_symbol(it: char) -> bool {
    matches!(it, '=' | '!' | '<' | '>' | '~' | '≥' | '≤' | '≠' | '＝' | '＞' | '＜' | '～' | '！')
}

/// Returns whether a character that is not white space ends a word. Words with such characters need
/// quotes, so that no mistake becomes text.
fn ends_word(it: char) -> bool {
    is_symbol(it) || matches!(it, ',' | ';' | '&' | '|')
}
