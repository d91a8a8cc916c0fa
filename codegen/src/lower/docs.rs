//! Text that a reader of the generated code will see, and what must not stand in it.

use crate::error::{Mistake, Mistakes, Place};
use crate::model::Doc;
use crate::rust::is_fit;
use crate::spec::Word;

/// Text for a reader: whole sentences, and no code that would be run as a test.
pub(super) fn doc(word: &Word, file: usize, mistakes: &mut Mistakes) -> Doc {
    let text = word.get_ref().trim();
    let mut report = |message: &str, label: &str, help: &str| {
        let place = Place { file, span: word.span() };
        mistakes.add(Mistake::new(place, message, label, help));
    };
    if !text.ends_with(['.', '!', '?', '。']) {
        report("a doc is whole sentences", "no full stop at its end", "end it with a full stop");
    }
    if let Some(it) = text.lines().flat_map(str::chars).find(|it| !is_fit(*it)) {
        let message = format!("a doc holds no `{}`", it.escape_unicode());
        report(&message, "a character that nobody sees", "leave it out");
    }
    if text.contains("```") || text.contains("~~~") {
        let label = "it would be compiled and run as a test";
        report("a doc holds no code fence", label, "say it in words, or as `code` in a line");
    }
    text.lines().map(|line| line.trim().to_owned()).collect()
}
