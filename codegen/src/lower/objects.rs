//! Objects: the items of lists in replies, and the fields of an object anywhere.

use std::rc::Rc;

use super::context::Context;
use super::docs::doc;
use super::names::{self, Names, Scope};
use super::role::{Role, distinct, in_role, unique_on_wire};
use crate::error::{Mistake, Place};
use crate::model::{Object, ObjectName, Param};
use crate::spec::{self, File, Shape, Word};

/// Adds the objects of a file, and then checks that the objects of its lists exist.
pub(super) fn add(file: &File, cx: &mut Context<'_>) {
    cx.objects.add_completeness(file.objects.is_complete);
    for spec in &file.objects.entries {
        let object = lower(spec, cx);
        cx.objects.insert(spec.name.get_ref().clone(), cx.report.place(&spec.name), object);
    }
    for param in &file.params.entries {
        if let Some(Shape::List(word)) = &param.ty {
            known(word, cx);
        }
    }
}

fn lower(spec: &spec::Object, cx: &mut Context<'_>) -> Option<Object> {
    let doc = spec.doc.as_ref().map(|word| doc(word, &mut cx.report));
    let at = cx.report.place(&spec.name);
    let fields = spec.fields.as_ref().and_then(|words| fields(words, Role::Reply, &at, cx));
    if let Err(problem) = names::check(spec.name.get_ref()) {
        let message =
            format!("invalid object name `{}`: it {problem}", spec.name.get_ref().escape_debug());
        cx.report.add(&spec.name, message, "invalid name", "choose another name");
        return None;
    }
    let name = object_name(&spec.name)?;
    cx.names.claim(Scope::Types, name.ty.clone(), &cx.report.place(&spec.name), cx.report.mistakes);
    Some(Object { name, doc: doc?, fields: fields? })
}

/// Returns the name of an object; reports it if the object does not exist.
pub(super) fn known(word: &Word, cx: &mut Context<'_>) -> Option<ObjectName> {
    let name = word.get_ref();
    if cx.objects.get(name).is_some() {
        return object_name(word);
    }
    if cx.objects.is_complete() {
        let header = names::check(name).is_ok().then(|| format!("[object.{name}]"));
        let place = cx.report.place(word);
        let mistake = Mistake::undefined(place, "object", name, cx.objects.names(), header);
        cx.report.mistakes.add(mistake);
    }
    None
}

/// Returns the name of an object, if it is valid.
pub(super) fn object_name(word: &Word) -> Option<ObjectName> {
    names::check(word.get_ref()).ok()?;
    Some(ObjectName { word: word.get_ref().clone(), ty: names::ty(word.get_ref()) })
}

/// Resolves the fields of an object in a body or a reply. There must be at least one, with unique names.
pub(super) fn fields(
    words: &[Word],
    role: Role,
    at: &Place,
    cx: &mut Context<'_>,
) -> Option<Vec<Rc<Param>>> {
    if words.is_empty() {
        let message = "an object needs at least one field";
        cx.report.mistakes.add(Mistake::new(at.clone(), message, "no field", "list the fields"));
        return None;
    }
    let distinct = distinct(words, cx);
    let fields: Vec<_> = words.iter().map(|word| in_role(word, role, cx)).collect();
    distinct.ok()?;
    unique_on_wire(words.iter().map(|it| (it, false)), cx);
    let mut names = Names::empty();
    for (word, param) in words.iter().zip(&fields) {
        if let Some(param) = param {
            names.claim(
                Scope::Reply,
                param.field.clone(),
                &cx.report.place(word),
                cx.report.mistakes,
            );
        }
    }
    fields.into_iter().collect()
}
