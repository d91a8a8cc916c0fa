//! Enumerations: numbers with documented meanings.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::docs::doc;
use super::names::{self, Names, Scope};
use super::registry::Registry;
use crate::error::{Mistake, Mistakes, Place};
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
    for spec in &file.enums.entries {
        let place = Place { file: file.index, span: spec.name.span() };
        let value = lower(spec, file.index, names, mistakes);
        enums.insert(spec.name.get_ref().clone(), place, value);
    }
}

fn lower(
    spec: &spec::Enum,
    file: usize,
    names: &mut Names,
    mistakes: &mut Mistakes,
) -> Option<Enum> {
    let doc = spec.doc.as_ref().map(|word| doc(word, file, mistakes));
    let values = spec.values.as_ref().and_then(|it| values(it, &spec.name, file, mistakes));
    check_name(&spec.name, file, mistakes)?;
    let ty = names::ty(spec.name.get_ref());
    let place = Place { file, span: spec.name.span() };
    names.claim(Scope::Types, ty.clone(), &place, mistakes);
    Some(Enum { ty, doc: doc?, values: values? })
}

fn values(
    specs: &[spec::EnumValue],
    name: &Word,
    file: usize,
    mistakes: &mut Mistakes,
) -> Option<Vec<EnumValue>> {
    if specs.is_empty() {
        let place = Place { file, span: name.span() };
        let help = "list its values, like `{ value = 1, name = \"system\", doc = \"…\" }`";
        let message = "an enumeration needs at least one value";
        mistakes.add(Mistake::new(place, message, "it has none", help));
        return None;
    }
    let mut names = Names::of_variants();
    let mut seen = BTreeMap::new();
    let mut values = Vec::new();
    for spec in specs {
        let doc = doc(&spec.doc, file, mistakes);
        let value = *spec.value.get_ref();
        let place = |span| Place { file, span };
        if let Some(first) = seen.insert(value, spec.value.span()) {
            let message = format!("the value {value} is listed twice");
            let here = place(spec.value.span());
            let mistake = Mistake::new(here, message, "again here", "remove one of them");
            mistakes.add(mistake.other(place(first), "first here"));
        }
        if check_name(&spec.name, file, mistakes).is_some() {
            let variant = names::ty(spec.name.get_ref());
            names.claim(Scope::Variants, variant.clone(), &place(spec.name.span()), mistakes);
            values.push(EnumValue { value, name: spec.name.get_ref().clone(), variant, doc });
        }
    }
    Some(values)
}

fn check_name(word: &Word, file: usize, mistakes: &mut Mistakes) -> Option<()> {
    names::check(word.get_ref())
        .map_err(|problem| {
            let place = Place { file, span: word.span() };
            let message = format!("invalid name `{}`: it {problem}", word.get_ref().escape_debug());
            mistakes.add(Mistake::new(place, message, "not a name", "choose another name"));
        })
        .ok()
}

/// The enumeration of that name; reports it if it does not exist.
pub(super) fn known(
    word: &Word,
    enums: &mut Registry<Enum>,
    file: usize,
    mistakes: &mut Mistakes,
) -> Option<Rc<Enum>> {
    let name = word.get_ref();
    if let Some(found) = enums.get(name) {
        return found.ok();
    }
    if enums.is_complete() {
        let place = Place { file, span: word.span() };
        let header = names::check(name).is_ok().then(|| format!("[enum.{name}]"));
        mistakes.add(Mistake::undefined(place, "enumeration", name, enums.names(), header));
    }
    None
}
