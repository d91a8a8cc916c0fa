//! Errors of the TOML parser → mistakes, with hints for full-width characters of Chinese keyboards.

use std::ops::Range;

use toml::de::Error;

use crate::error::{Mistake, Mistakes, Place, within};

/// Reports the syntax errors of a file. The rest of such a file is not checked.
pub(super) fn report(file: usize, text: &str, mut errors: Vec<Error>, mistakes: &mut Mistakes) {
    errors.sort_by_key(|it| it.span().map_or(0, |it| it.start));
    let mut reported: Vec<Range<usize>> = Vec::new();
    for error in errors {
        let span = within(text, error.span().unwrap_or(0..0));
        if reported.iter().any(|it| it.contains(&span.start)) {
            continue;
        }
        let line = line(text, span.start);
        let mistake = match full_width(&text[line.clone()]) {
            Some((at, wide, ascii)) => {
                reported.push(line.clone());
                let start = line.start + at;
                let place = Place { file, span: start..start + wide.len_utf8() };
                let message =
                    format!("`{wide}` is a full-width character, which is not valid in TOML");
                let label = format!("write `{ascii}` instead");
                Mistake::new(place, message, label, FIRST)
            }
            None if is_single_table(text, &line) => {
                // Every key of the table is a duplicate too; one report is enough.
                let end = text[line.end..].find("\n[").map_or(text.len(), |it| line.end + it);
                reported.push(line.start..end);
                let place = Place { file, span: line };
                let message = "`[endpoint]` is defined twice";
                let label = "single brackets define one table, not an entry of `endpoint`";
                let help =
                    "write the header of every endpoint with double brackets: `[[endpoint]]`";
                Mistake::new(place, message, label, help)
            }
            None => Mistake::new(Place { file, span }, error.message(), "invalid TOML", FIRST),
        };
        mistakes.add(mistake);
    }
}

const FIRST: &str = "correct this first; the rest of the file is not checked until then";

/// Returns the line around a position, without its line break.
fn line(text: &str, at: usize) -> Range<usize> {
    let start = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let end = text[at..].find('\n').map_or(text.len(), |it| at + it);
    start..end
}

/// Returns whether the line is the header `[endpoint]`, which TOML allows only once.
fn is_single_table(text: &str, line: &Range<usize>) -> bool {
    text[line.clone()].trim() == "[endpoint]"
}

/// Full-width characters that are typed by mistake, with their replacements.
const FULL_WIDTH: [(&str, char); 9] = [
    ("“”„＂「」", '"'),
    ("‘’＇", '\''),
    ("，、", ','),
    ("＝", '='),
    ("［【", '['),
    ("］】", ']'),
    ("｛", '{'),
    ("｝", '}'),
    ("＃", '#'),
];

/// Returns the first full-width character of a line outside of strings and comments: its offset, the
/// character and its replacement.
fn full_width(line: &str) -> Option<(usize, char, char)> {
    let mut quote = None;
    let mut escaped = false;
    for (at, it) in line.char_indices() {
        match quote {
            Some(end) if it == end && !escaped => quote = None,
            Some(_) => {}
            None if it == '#' => return None,
            None if matches!(it, '"' | '\'') => quote = Some(it),
            None => {
                let ascii = FULL_WIDTH.iter().find(|(wide, _)| wide.contains(it));
                if let Some((_, ascii)) = ascii {
                    return Some((at, it, *ascii));
                }
            }
        }
        escaped = it == '\\' && quote == Some('"') && !escaped;
    }
    // A string that does not end on its line was probably closed with a full-width quotation mark.
    quote?;
    let quotes = &FULL_WIDTH[..2];
    let ascii = |it| Some(quotes.iter().find(|(wide, _)| wide.contains(it))?.1);
    line.char_indices().rev().find_map(|(at, it)| Some((at, it, ascii(it)?)))
}
