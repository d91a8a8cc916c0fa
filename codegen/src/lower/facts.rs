//! The facts about the whole API.

use std::collections::BTreeMap;

use toml::Spanned;

use super::docs::doc;
use super::names;
use super::report::Reporter;
use crate::error::{Mistake, Mistakes, Place};
use crate::facts::{Code, Fact, FactValue, Facts, Operator};
use crate::rust::is_fit;
use crate::spec::{self, Literal, Word};

/// Lowers the facts; `None` if they are missing or invalid, which is reported.
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
    let mut report = Reporter { file: api.index, mistakes };
    let spec::Api { facts, operators, codes, .. } = api;
    differ(operators.entries.iter().map(|it| &it.word), &mut report);
    differ(operators.entries.iter().map(|it| &it.name), &mut report);
    differ(codes.entries.iter().map(|it| &it.value), &mut report);
    differ(codes.entries.iter().map(|it| &it.name), &mut report);
    let values: Vec<_> = facts.entries.iter().filter_map(|it| fact(it, &mut report)).collect();
    let operators_done = operators.entries.iter().map(|it| operator(it, &mut report));
    let operators_done: Vec<_> = operators_done.collect();
    let codes_done: Vec<_> = codes.entries.iter().map(|it| code(it, &mut report)).collect();
    let is_complete = facts.is_complete && values.len() == facts.entries.len();
    if is_complete {
        missing(&values, &mut report);
    }
    (is_complete && operators.is_complete && codes.is_complete).then_some(Facts {
        values,
        operators: operators_done,
        codes: codes_done,
    })
}

fn fact(spec: &spec::Fact, report: &mut Reporter<'_>) -> Option<Fact> {
    if let Err(problem) = names::check_rust_name(spec.name.get_ref()) {
        let message =
            format!("invalid name `{}`: it {problem}", spec.name.get_ref().escape_debug());
        report.add(&spec.name, message, "not a name", "choose another name");
        return None;
    }
    let doc = doc(&spec.doc, report);
    let value = match spec.value.get_ref() {
        Literal::Int(it) => u32::try_from(*it).ok().map(FactValue::Number),
        Literal::String(it) if is_visible(it) => Some(FactValue::String(it.clone())),
        Literal::String(_) | Literal::Bool(_) => None,
    };
    if value.is_none() {
        let label =
            "expected a number from 0 to 4294967295, or a printable string without line breaks";
        report.add(&spec.value, "invalid value of a fact", label, "correct the value");
    }
    Some(Fact {
        name: spec.name.get_ref().clone(),
        constant: names::constant(spec.name.get_ref()),
        value: value?,
        doc,
    })
}

/// Reports missing facts that the generator needs.
fn missing(facts: &[Fact], report: &mut Reporter<'_>) {
    let find = |name: &str| facts.iter().find(|it| it.name == name).map(|it| &it.value);
    let is_string = |name: &&str| !matches!(find(name), Some(FactValue::String(_)));
    let is_number = |name: &&str| !matches!(find(name), Some(FactValue::Number(_)));
    let strings = Facts::AUTH.into_iter().chain(Facts::STRINGS).filter(is_string);
    let strings = strings.map(|it| (it, "a string"));
    let numbers = Facts::NUMBERS.into_iter().filter(is_number).map(|it| (it, "a number"));
    for (name, what) in strings.chain(numbers) {
        let place = Place { file: report.file, span: 0..0 };
        let message = format!("the fact `{name}` is missing, or is not {what}");
        let help = format!("define it under `[fact.{name}]`");
        report.mistakes.add(Mistake::new(place, message, "in this file", help));
    }
}

fn operator(spec: &spec::Operator, report: &mut Reporter<'_>) -> Operator {
    if let Err(problem) = names::check_rust_name(spec.method.get_ref()) {
        let message = format!("invalid method: it {problem}");
        report.add(
            &spec.method,
            message,
            "invalid name",
            "write the name of a method of the client",
        );
    }
    Operator {
        word: text(&spec.word, report),
        variant: names::ty(name(&spec.name, report)),
        method: spec.method.get_ref().clone(),
        doc: text(&spec.doc, report),
    }
}

fn code(spec: &spec::Code, report: &mut Reporter<'_>) -> Code {
    Code {
        value: *spec.value.get_ref(),
        constant: names::constant(name(&spec.name, report)),
        meaning: text(&spec.meaning, report),
        advice: text(&spec.advice, report),
        example: spec.example.as_ref().map(|it| text(it, report)),
    }
}

/// Checks for a printable string without line breaks. For any other string, the result is not used.
fn text(word: &Word, report: &mut Reporter<'_>) -> String {
    if !is_visible(word.get_ref()) {
        let label = "expected a printable string without line breaks";
        report.add(word, "invalid string", label, "remove invisible characters and line breaks");
    }
    word.get_ref().clone()
}

fn is_visible(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().all(is_fit)
}

/// Checks a name that becomes a name in Rust.
fn name<'a>(word: &'a Word, report: &mut Reporter<'_>) -> &'a str {
    if let Err(problem) = names::check(word.get_ref()) {
        let message = format!("invalid name `{}`: it {problem}", word.get_ref().escape_debug());
        report.add(word, message, "not a name", "choose another name");
        return "invalid";
    }
    word.get_ref()
}

/// Reports values that are equal.
fn differ<'a, T: Ord + 'a>(words: impl Iterator<Item = &'a Spanned<T>>, report: &mut Reporter<'_>) {
    let mut seen = BTreeMap::new();
    for word in words {
        if let Some(first) = seen.insert(word.get_ref(), word) {
            let message = "two entries have the same value";
            report.add_second(word, first, message, "change one of the values");
        }
    }
}
