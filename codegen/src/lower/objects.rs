//! Objects: the shapes that lists in replies are made of.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::docs::doc;
use super::names::{self, Names, Scope};
use super::role::{Role, in_role};
use super::{Context, endpoint};
use crate::error::{Mistake, Mistakes, Place};
use crate::model::{Object, ObjectName, Param};
use crate::spec::{self, File, Word};

/// The objects of a file.
#[derive(Debug, Default)]
pub(super) struct Objects {
    entries: BTreeMap<String, Entry>,
    /// Whether an object could not be read: then none is called unknown.
    broken: bool,
}

#[derive(Debug)]
struct Entry {
    /// `None` where it is there but wrong.
    object: Option<Object>,
    span: Range<usize>,
    used: bool,
}

/// Takes in the objects of a file, and then asks whether those that its lists name are there.
pub(super) fn objects(file: &File, cx: &mut Context<'_>) {
    cx.objects.broken = !file.objects_complete;
    for spec in &file.objects {
        let object = object(spec, cx);
        let entry = Entry { object, span: spec.name.span(), used: false };
        cx.objects.entries.insert(spec.name.get_ref().clone(), entry);
    }
    for param in &file.params {
        if let Some(spec::Shape::List(word)) = &param.ty {
            known(word, cx);
        }
    }
}

fn object(spec: &spec::Object, cx: &mut Context<'_>) -> Option<Object> {
    let doc = spec.doc.as_ref().map(|word| doc(word, cx.file, cx.mistakes));
    let at = cx.place(&spec.name);
    let fields = spec.fields.as_ref().and_then(|words| fields(words, Role::Reply, &at, cx));
    if let Err(problem) = names::check(spec.name.get_ref()) {
        let message = format!("`{}` {problem}", spec.name.get_ref().escape_debug());
        cx.report(&spec.name, message, "unfit for a name", names::FIT);
        return None;
    }
    let name = object_name(&spec.name)?;
    cx.names.claim(Scope::Types, name.ty.clone(), &cx.place(&spec.name), cx.mistakes);
    Some(Object { name, doc: doc?, fields: fields? })
}

/// The name of an object, if it is there.
pub(super) fn known(word: &Word, cx: &mut Context<'_>) -> Option<ObjectName> {
    if let Some(entry) = cx.objects.entries.get_mut(word.get_ref()) {
        entry.used = true;
        return object_name(word);
    }
    if !cx.objects.broken {
        let known = cx.objects.entries.keys().map(String::as_str);
        cx.mistakes.add(Mistake::unknown(cx.place(word), "object", word.get_ref(), known));
    }
    None
}

/// The name of an object, if the word is fit for one.
pub(super) fn object_name(word: &Word) -> Option<ObjectName> {
    names::check(word.get_ref()).ok()?;
    Some(ObjectName { word: word.get_ref().clone(), ty: names::ty(word.get_ref()) })
}

/// The fields of an object in a body or a reply, of which there are some, no two with one name.
pub(super) fn fields(
    words: &[Word],
    role: Role,
    at: &Place,
    cx: &mut Context<'_>,
) -> Option<Vec<Rc<Param>>> {
    if words.is_empty() {
        let help = "name its fields";
        cx.mistakes.add(Mistake::new(at.clone(), "an object has fields", "it has none", help));
        return None;
    }
    let distinct = endpoint::distinct(words, cx);
    let fields: Vec<_> = words.iter().map(|word| in_role(word, role, cx)).collect();
    distinct.ok()?;
    let mut names = Names::of_reply();
    for (word, param) in words.iter().zip(&fields) {
        if let Some(param) = param {
            names.claim(Scope::Reply, param.field.clone(), &cx.place(word), cx.mistakes);
        }
    }
    fields.into_iter().collect()
}

impl Objects {
    /// The fields of an object that is known.
    pub(super) fn fields(&self, name: &ObjectName) -> &[Rc<Param>] {
        let object = self.entries.get(&name.word).and_then(|it| it.object.as_ref());
        object.map_or(&[], |it| &it.fields)
    }

    pub(super) fn report_unused(&self, file: usize, mistakes: &mut Mistakes) {
        for (name, entry) in self.entries.iter().filter(|(_, entry)| !entry.used) {
            let place = Place { file, span: entry.span.clone() };
            let message = format!("the object `{}` is never used", name.escape_debug());
            let (label, help) = ("no list is made of it", "return a list of it, or remove it");
            mistakes.add(Mistake::new(place, message, label, help));
        }
    }

    /// In the order of the text.
    pub(super) fn into_model(self) -> Vec<Object> {
        let mut entries: Vec<_> = self.entries.into_values().collect();
        entries.sort_by_key(|it| it.span.start);
        entries.into_iter().filter_map(|it| it.object).collect()
    }
}
