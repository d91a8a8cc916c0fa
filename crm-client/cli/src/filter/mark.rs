//! Marks a mistake in the text of a filter.

use std::ops::Range;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::failure::Failure;
use crate::lang::tr;
use crate::{safe, terminal};

/// The columns in front of the text.
const INDENT: usize = 2;

/// Returns the failure of a mistake in the text of a filter, with carets under these bytes.
pub(crate) fn marked(text: &str, span: &Range<usize>, message: &str) -> Failure {
    Failure::usage(tr!("invalid filter: {message}", "过滤条件无效：{message}"))
        .with_excerpt(excerpt(text, span))
}

/// Returns a string with carets under these bytes, as wide as the terminal.
pub(crate) fn excerpt(text: &str, span: &Range<usize>) -> String {
    let width = usize::from(terminal::width()).saturating_sub(INDENT + 1);
    fitted(text, span, width)
}

/// Returns the text and a line with carets. The text is shortened to a width, with the carets in view.
pub(super) fn fitted(text: &str, span: &Range<usize>, width: usize) -> String {
    let part = |range: Range<usize>| safe::line(text.get(range).unwrap_or_default()).into_owned();
    let (mut before, mut marked, mut after) =
        (part(0..span.start), part(span.clone()), part(span.end..text.len()));
    cut_end(&mut marked, width / 2);
    let free = width.saturating_sub(marked.width());
    cut_start(&mut before, free.saturating_sub(after.width().min(free / 4)));
    cut_end(&mut after, free.saturating_sub(before.width()));
    let carets = "^".repeat(marked.width().max(1));
    let (indent, column) = (" ".repeat(INDENT), " ".repeat(INDENT + before.width()));
    // An empty filter gives an empty line.
    let line = format!("{indent}{before}{marked}{after}");
    format!("{}\n{column}{carets}", line.trim_end())
}

/// Shortens text to a width by removing its end.
fn cut_end(text: &mut String, width: usize) {
    if text.width() > width {
        let mut left = width.saturating_sub(1);
        *text = text.chars().take_while(|it| fits(*it, &mut left)).chain(['…']).collect();
    }
}

/// Shortens text to a width by removing its beginning.
fn cut_start(text: &mut String, width: usize) {
    if text.width() > width {
        let mut left = width.saturating_sub(1);
        let kept = text.chars().rev().take_while(|it| fits(*it, &mut left)).chain(['…']);
        *text = kept.collect::<Vec<_>>().into_iter().rev().collect();
    }
}

/// Subtracts the width of a character from what is left, if that is enough.
fn fits(it: char, left: &mut usize) -> bool {
    let rest = left.checked_sub(it.width().unwrap_or(0));
    *left = rest.unwrap_or(0);
    rest.is_some()
}
