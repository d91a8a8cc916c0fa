//! Text for the reader of the generated code, and the characters that it must not contain.

use super::report::Reporter;
use crate::model::Doc;
use crate::rust::is_fit;
use crate::spec::Word;

/// Complete sentences, without code that would be run as a test.
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
    text.lines().map(|line| line.trim().to_owned()).collect()
}
