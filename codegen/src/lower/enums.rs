//! Enumerations: numbers with documented meanings.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::docs::doc;
use super::names::{self, Names, Scope};
use super::registry::Registry;
use super::report::Reporter;
use crate::error::{Mistake, Mistakes};
use crate::model::{Enum, EnumValue};
use crate::spec::{self, File, Word};

/// Adds the enumerations of a file.
pub(super) fn add(
    enums: &mut Registry<Enum>,
    file: &File,
    names: &mut Names,
    mistakes: &mut Mistakes,
) {
    enums.add_completeness(file.enums.is_complete);
    let mut report = Reporter { file: file.index, mistakes };
    for spec in &file.enums.entries {
        let value = lower(spec, names, &mut report);
        enums.insert(spec.name.get_ref().clone(), report.place(&spec.name), value);
    }
}

fn lower(spec: &spec::Enum, names: &mut Names, report: &mut Reporter<'_>) -> Option<Enum> {
    let doc = spec.doc.as_ref().map(|word| doc(word, report));
    let values = spec.values.as_ref().and_then(|it| values(it, &spec.name, report));
    check_name(&spec.name, report)?;
    let ty = names::ty(spec.name.get_ref());
    names.claim(Scope::Types, ty.clone(), &report.place(&spec.name), report.mistakes);
    Some(Enum { ty, doc: doc?, values: values? })
}

fn values(
    specs: &[spec::EnumValue],
    name: &Word,
    report: &mut Reporter<'_>,
) -> Option<Vec<EnumValue>> {
    if specs.is_empty() {
        let help = "list its values, like `{ value = 1, name = \"system\", doc = \"…\" }`";
        let message = "an enumeration needs at least one value";
        report.add(name, message, "no value", help);
        return None;
    }
    let mut names = Names::of_variants();
    let mut seen = BTreeMap::new();
    let mut values = Vec::new();
    for spec in specs {
        let doc = doc(&spec.doc, report);
        let value = *spec.value.get_ref();
        if let Some(first) = seen.insert(value, &spec.value) {
            let message = format!("the value {value} is listed twice");
            report.add_second(&spec.value, first, message, "remove one of them");
        }
        if check_name(&spec.name, report).is_some() {
            let variant = names::ty(spec.name.get_ref());
            let place = report.place(&spec.name);
            names.claim(Scope::Variants, variant.clone(), &place, report.mistakes);
            values.push(EnumValue { value, name: spec.name.get_ref().clone(), variant, doc });
        }
    }
    Some(values)
}

fn check_name(word: &Word, report: &mut Reporter<'_>) -> Option<()> {
    names::check(word.get_ref())
        .map_err(|problem| {
            let message = format!("invalid name `{}`: it {problem}", word.get_ref().escape_debug());
            report.add(word, message, "invalid name", "choose another name");
        })
        .ok()
}

/// Returns the enumeration with this name; reports it if it does not exist.
pub(super) fn known(
    word: &Word,
    enums: &mut Registry<Enum>,
    report: &mut Reporter<'_>,
) -> Option<Rc<Enum>> {
    let name = word.get_ref();
    if let Some(found) = enums.get(name) {
        return found.ok();
    }
    if enums.is_complete() {
        let place = report.place(word);
        let header = names::check(name).is_ok().then(|| format!("[enum.{name}]"));
        report.mistakes.add(Mistake::undefined(place, "enumeration", name, enums.names(), header));
    }
    None
}
