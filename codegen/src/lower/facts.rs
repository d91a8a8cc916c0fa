//! The facts about the whole API.

use std::collections::BTreeMap;

use toml::Spanned;

use super::names;
use crate::error::{Mistake, Mistakes, Place};
use crate::model::{Auth, Code, Facts, Limits, Operator, Paging};
use crate::rust::is_fit;
use crate::spec::{self, Word};

/// The facts; `None` if they are missing or invalid, which is reported.
pub(super) fn facts(apis: &[spec::Api], mistakes: &mut Mistakes) -> Option<Facts> {
    let [api] = apis else {
        let index = apis.last().map_or(0, |it| it.index);
        let (message, help) = if apis.is_empty() {
            ("the spec has no file `api.toml`", "add it; it contains the facts about the whole API")
        } else {
            ("two files have the name `api`", "merge the files")
        };
        let start = Place { file: index, span: 0..0 };
        mistakes.add(Mistake::new(start, message, "in this folder", help));
        return None;
    };
    let mut check = Check { file: api.index, mistakes };
    let id = api.id.as_ref().map(|it| {
        let length = check.size(&it.length);
        let separator = check.size(&it.separator);
        (separator, length, check.text(&it.example))
    });
    let auth = api.auth.as_ref().map(|it| Auth {
        app_id: check.param(&it.app_id),
        app_key: check.param(&it.app_key),
        sign: check.param(&it.sign),
        sign_type: check.param(&it.sign_type),
        timestamp: check.param(&it.timestamp),
    });
    let paging = api.paging.as_ref().map(|it| Paging {
        number: check.param(&it.number),
        size: check.param(&it.size),
        total: check.param(&it.total),
    });
    let limits = api.limits.as_ref().map(|it| Limits {
        conditions: check.size(&it.conditions),
        file_bytes: check.size(&it.file_bytes),
        signature_seconds: check.size(&it.signature_seconds),
    });
    let operators = api.operators.as_ref().map(|it| operators(it, &mut check));
    let codes = api.codes.as_ref().map(|it| codes(it, &mut check));
    let (id_separator, id_length, id_example) = id?;
    Some(Facts {
        id_separator,
        id_length,
        id_example,
        auth: auth?,
        paging: paging?,
        limits: limits?,
        operators: operators?,
        codes: codes?,
    })
}

fn operators(specs: &[spec::Operator], check: &mut Check<'_>) -> Vec<Operator> {
    check.differ(specs.iter().map(|it| &it.word));
    check.differ(specs.iter().map(|it| &it.name));
    let operator = |it: &spec::Operator| Operator {
        word: check.text(&it.word),
        variant: names::ty(check.name(&it.name)),
        method: check.param(&it.method),
        doc: check.text(&it.doc),
    };
    specs.iter().map(operator).collect()
}

fn codes(specs: &[spec::Code], check: &mut Check<'_>) -> Vec<Code> {
    check.differ(specs.iter().map(|it| &it.value));
    check.differ(specs.iter().map(|it| &it.name));
    let code = |it: &spec::Code| Code {
        value: *it.value.get_ref(),
        constant: names::constant(check.name(&it.name)),
        meaning: check.text(&it.meaning),
        advice: check.text(&it.advice),
    };
    specs.iter().map(code).collect()
}

/// Checks the values of the file, and reports those that are invalid. What it returns for an invalid
/// value does not matter, since nothing is generated then.
struct Check<'a> {
    file: usize,
    mistakes: &'a mut Mistakes,
}

impl Check<'_> {
    fn report<T>(&mut self, word: &Spanned<T>, message: String, label: &str, help: &str) {
        let place = Place { file: self.file, span: word.span() };
        self.mistakes.add(Mistake::new(place, message, label, help));
    }

    /// A positive number.
    fn size(&mut self, word: &Spanned<i64>) -> usize {
        let size = u32::try_from(*word.get_ref()).ok().filter(|it| *it > 0);
        if size.is_none() {
            let label = "expected a number from 1 to 4294967295";
            self.report(word, "invalid size".to_owned(), label, "correct the number");
        }
        size.and_then(|it| usize::try_from(it).ok()).unwrap_or(0)
    }

    /// Text without invisible characters.
    fn text(&mut self, word: &Word) -> String {
        let text = word.get_ref();
        if text.trim().is_empty() || !text.chars().all(is_fit) {
            let label = "blank, or with an invisible character";
            self.report(word, "invalid text".to_owned(), label, "write visible text on one line");
        }
        text.clone()
    }

    /// The name of a parameter or of a method.
    fn param(&mut self, word: &Word) -> String {
        if let Err(problem) = names::check_param(word.get_ref()) {
            let message = format!("invalid name `{}`: it {problem}", word.get_ref().escape_debug());
            self.report(word, message, "not a name", names::FIT);
        }
        word.get_ref().clone()
    }

    /// A name that becomes one in Rust.
    fn name<'w>(&mut self, word: &'w Word) -> &'w str {
        if let Err(problem) = names::check(word.get_ref()) {
            let message = format!("invalid name `{}`: it {problem}", word.get_ref().escape_debug());
            self.report(word, message, "not a name", names::FIT);
            return "invalid";
        }
        word.get_ref()
    }

    /// No two values are equal.
    fn differ<'a, T: Ord + 'a>(&mut self, words: impl Iterator<Item = &'a Spanned<T>>) {
        let mut seen = BTreeMap::new();
        for word in words {
            if let Some(first) = seen.insert(word.get_ref(), word) {
                let place = |it: &Spanned<T>| Place { file: self.file, span: it.span() };
                let message = "two entries have the same value";
                let mistake =
                    Mistake::new(place(word), message, "the second", "change one of them");
                self.mistakes.add(mistake.other(place(first), "the first"));
            }
        }
    }
}
