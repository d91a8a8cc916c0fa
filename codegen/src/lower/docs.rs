//! Text for the reader of the generated code, and the characters that it must not contain.

use super::report::Reporter;
use crate::model::Doc;
use crate::rust::is_fit;
use crate::spec::Word;

/// Checks a `doc`: complete sentences, without code that rustdoc would run as a test.
pub(super) fn doc(word: &Word, reporter: &mut Reporter<'_>) -> Doc {
    let text = word.get_ref().trim();
    let mut report = |message: &str, label: &str, help: &str| {
        reporter.add(word, message, label, help);
    };
    if !text.ends_with(['.', '!', '?', '。']) {
        let message = "`doc` must consist of complete sentences";
        report(message, "missing full stop", "end the text with `.` or `。`");
    }
    if let Some(it) = text.lines().flat_map(str::chars).find(|it| !is_fit(*it)) {
        let message = format!("`doc` must not contain `{}`", it.escape_unicode());
        report(&message, "contains an invisible character", "remove the character");
    }
    if text.contains("```") || text.contains("~~~") {
        let label = "the code would be compiled and run as a test";
        let help = "describe it in words, or write `code` within a line";
        report("`doc` must not contain a code fence", label, help);
    }
    if has_indented_code(word.get_ref()) {
        let label = "the code would be compiled and run as a test";
        let help = "remove the indentation: use at most 3 spaces, and no tab";
        report("`doc` must not contain an indented code block", label, help);
    }
    text.lines().map(|line| line.trim().to_owned()).collect()
}

/// Returns whether Markdown could read a line as code, before or after the lines are trimmed.
///
/// The indentation that all lines have in common is that of the spec.
fn has_indented_code(text: &str) -> bool {
    let indentation = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let common = lines().map(indentation).min().unwrap_or_default();
    lines().any(|line| is_indented_code(&line[common..]) || is_indented_code(line.trim()))
}

/// Returns whether Markdown could read a line as code, because of its indentation or of the one after the
/// markers of quotes and list items.
fn is_indented_code(line: &str) -> bool {
    let mut rest = line;
    loop {
        let text = rest.trim_start_matches([' ', '\t']);
        let indentation = &rest[..rest.len() - text.len()];
        if indentation.len() > 3 || indentation.contains('\t') {
            return !text.is_empty();
        }
        match after_marker(text) {
            Some(text) => rest = text,
            None => return false,
        }
    }
}

/// Returns the text after the marker of a quote, a list item, a task or a footnote.
fn after_marker(text: &str) -> Option<&str> {
    let bullets = [">", "-", "+", "*", "[ ]", "[x]", "[X]"];
    let number = text.trim_start_matches(|it: char| it.is_ascii_digit());
    let numbered = || number.strip_prefix(['.', ')']).filter(|_| number.len() < text.len());
    let footnote = || text.strip_prefix("[^")?.split_once("]:").map(|(_, text)| text);
    bullets.iter().find_map(|it| text.strip_prefix(it)).or_else(numbered).or_else(footnote)
}

#[cfg(test)]
mod tests {
    use super::{has_indented_code, is_indented_code};

    /// rustdoc runs each of these as a test.
    #[test]
    fn finds_code_after_markers() {
        let lines = [
            "    code",
            "\tcode",
            "  \tcode",
            ">     code",
            ">\t\tcode",
            "-     code",
            "-\t\tcode",
            "+     code",
            "* -      code",
            "- >     code",
            "-     - code",
            "10.     code",
            "1)     code",
            "- [ ]     code",
            "[^x]: -     code",
        ];
        for line in lines {
            assert!(is_indented_code(line), "{line:?}");
        }
    }

    #[test]
    fn ignores_the_indentation_of_the_spec() {
        for text in ["    Words.\n      Words.\n\n    Words.\n", "\tWords.\n\n\tWords.", ""] {
            assert!(!has_indented_code(text), "{text:?}");
        }
        for text in ["    Words.\n\n        code", "Words.\n\n    code", "\u{3000}>     code"] {
            assert!(has_indented_code(text), "{text:?}");
        }
    }

    #[test]
    fn does_not_report_prose_lists_and_tables_as_code() {
        let lines = [
            "",
            "     ",
            "Words.    Words.",
            "   Words.",
            "- A list item.",
            "1.   A list item.",
            "**Words**    and words.",
            "1.5    is a number.",
            "| a      | b |",
            "[x](y)    is a link.",
            "2026",
        ];
        for line in lines {
            assert!(!is_indented_code(line), "{line:?}");
        }
    }
}
