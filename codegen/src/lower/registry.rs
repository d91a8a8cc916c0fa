//! The definitions of one kind in a file: parameters, enumerations or objects, by name.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::error::{Mistake, Mistakes, Place, Reported};

#[derive(Debug)]
pub(super) struct Registry<T> {
    /// The kind of the definitions, for messages.
    what: &'static str,
    entries: BTreeMap<String, Entry<T>>,
    /// Whether all definitions could be read. If not, no name is reported as unknown.
    is_complete: bool,
}

#[derive(Debug)]
pub(super) struct Entry<T> {
    /// `None` if the definition is invalid, which is reported already.
    pub(super) value: Option<Rc<T>>,
    pub(super) place: Place,
    is_used: bool,
}

impl<T> Registry<T> {
    pub(super) fn new(what: &'static str) -> Registry<T> {
        Registry { what, entries: BTreeMap::new(), is_complete: true }
    }

    /// Records whether all definitions of a file could be read.
    pub(super) fn add_completeness(&mut self, is_complete: bool) {
        self.is_complete &= is_complete;
    }

    pub(super) fn insert(&mut self, name: String, place: Place, value: Option<T>) {
        let entry = Entry { value: value.map(Rc::new), place, is_used: false };
        self.entries.insert(name, entry);
    }

    /// Returns the definition with this name, if it exists, and marks it as used.
    pub(super) fn get(&mut self, name: &str) -> Option<Result<Rc<T>, Reported>> {
        let entry = self.entries.get_mut(name)?;
        entry.is_used = true;
        Some(entry.value.clone().ok_or(Reported))
    }

    /// Returns the definition with this name, if it is valid, without marking it as used.
    pub(super) fn peek(&self, name: &str) -> Option<&Rc<T>> {
        self.entries.get(name)?.value.as_ref()
    }

    /// Returns the position of the definition with this name, valid or not.
    pub(super) fn place(&self, name: &str) -> Option<&Place> {
        self.entries.get(name).map(|it| &it.place)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.keys().map(String::as_str)
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = (&str, &Entry<T>)> {
        self.entries.iter().map(|(name, it)| (name.as_str(), it))
    }

    pub(super) fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Returns the valid definitions, in the order of the text.
    pub(super) fn values(&self) -> Vec<Rc<T>> {
        let mut entries: Vec<_> = self.entries.values().collect();
        entries.sort_by_key(|it| (it.place.file, it.place.span.start));
        entries.into_iter().filter_map(|it| it.value.clone()).collect()
    }

    /// Reports unused definitions.
    pub(super) fn report_unused(&self, label: &str, help: &str, mistakes: &mut Mistakes) {
        for (name, entry) in self.entries.iter().filter(|(_, entry)| !entry.is_used) {
            let message = format!("the {} `{}` is never used", self.what, name.escape_debug());
            mistakes.add(Mistake::new(entry.place.clone(), message, label, help));
        }
    }
}
