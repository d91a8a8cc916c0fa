//! The context in which the parts of one file are lowered.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::names::{self, Names};
use super::registry::Registry;
use super::report::Reporter;
use crate::error::{Mistake, Place, Reported};
use crate::facts::Facts;
use crate::file::Source;
use crate::model::{Object, Param};
use crate::spec::Word;

pub(super) struct Context<'a> {
    pub(super) report: Reporter<'a>,
    pub(super) source: &'a Source,
    /// The first half of the paths.
    pub(super) module: &'a str,
    /// `None` if they are missing or invalid, which is reported already.
    pub(super) facts: Option<&'a Facts>,
    pub(super) common: &'a mut Registry<Param>,
    /// The parameters of the file itself.
    pub(super) params: Registry<Param>,
    pub(super) objects: Registry<Object>,
    /// The vendor's page for endpoints that name no other; `None` if it is missing or invalid.
    pub(super) page: Option<String>,
    /// All paths so far with their places.
    pub(super) paths: &'a mut BTreeMap<String, Place>,
    pub(super) names: Names,
}

impl Context<'_> {
    /// Returns the parameter with this name, if it exists.
    pub(super) fn find(&mut self, name: &str) -> Option<Result<Rc<Param>, Reported>> {
        self.params.get(name).or_else(|| self.common.get(name))
    }

    /// Returns the parameter with this name; reports it if it does not exist.
    pub(super) fn param(&mut self, word: &Word) -> Option<Rc<Param>> {
        let name = word.get_ref();
        if let Some(param) = self.find(name) {
            return param.ok();
        }
        if self.params.is_complete() && self.common.is_complete() {
            let known = self.params.names().chain(self.common.names());
            let header = names::check_param(name).is_ok().then(|| format!("[param.{name}]"));
            let mistake =
                Mistake::undefined(self.report.place(word), "parameter", name, known, header);
            self.report.mistakes.add(mistake);
        }
        None
    }
}

/// Checks the name of a page of the vendor's documentation.
pub(super) fn page(word: &Word, cx: &mut Context<'_>) -> Option<String> {
    let page = word.get_ref();
    let fit = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    if !page.is_empty() && page.chars().all(fit) {
        return Some(page.clone());
    }
    let message = format!("invalid page `{}`", page.escape_debug());
    let help = "write the last part of the address of the page without `.html`, like `api-account`";
    cx.report.add(word, message, "expected lower-case letters, digits and `-`", help);
    None
}
