//! Reports mistakes in one file.

use toml::Spanned;

use crate::error::{Mistake, Mistakes, Place};

pub(super) struct Reporter<'a> {
    pub(super) file: usize,
    pub(super) mistakes: &'a mut Mistakes,
}

impl Reporter<'_> {
    pub(super) fn place<T>(&self, word: &Spanned<T>) -> Place {
        Place { file: self.file, span: word.span() }
    }

    /// Reports a mistake at a word.
    pub(super) fn add<T>(
        &mut self,
        word: &Spanned<T>,
        message: impl Into<String>,
        label: impl Into<String>,
        help: &str,
    ) {
        self.mistakes.add(Mistake::new(self.place(word), message, label, help));
    }

    /// Reports a word that contradicts or repeats another one.
    pub(super) fn add_second<T, U>(
        &mut self,
        second: &Spanned<T>,
        first: &Spanned<U>,
        message: impl Into<String>,
        help: &str,
    ) {
        let mistake = Mistake::new(self.place(second), message, "the second", help);
        self.mistakes.add(mistake.other(self.place(first), "the first"));
    }
}
