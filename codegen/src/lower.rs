//! Spec → model: resolves every word, and keeps every rule. Nothing after it rejects a spec.

pub(crate) mod docs;
mod endpoint;
pub(crate) mod names;
mod objects;
mod params;
mod role;
mod sample;

use std::collections::BTreeMap;
use std::rc::Rc;

use toml::Spanned;

use crate::Source;
use crate::error::{Mistake, Mistakes, Place, Reported};
use crate::model::{Api, Param, Resource};
use crate::spec::{COMMON, File, Shape, Word};
use docs::doc;
use endpoint::endpoint;
use names::Names;
use objects::Objects;
use params::Glossary;

/// Lowers all files; what is wrong is reported and left out.
pub(crate) fn lower(sources: &[Source], files: Vec<File>, mistakes: &mut Mistakes) -> Api {
    names_differ(&files, mistakes);
    let (common, resources): (Vec<_>, Vec<_>) =
        files.into_iter().partition(|file| file.name == COMMON);

    let mut glossary = Glossary::default();
    for file in &common {
        only_params(file, mistakes);
        glossary.add(file, mistakes);
    }
    let mut paths = BTreeMap::new();
    let mut api = Api { params: Vec::new(), resources: Vec::new() };
    let mut complete = true;
    for file in resources {
        complete &= file.endpoints_complete && names::check_module(&file.name).is_ok();
        let source = &sources[file.index];
        api.resources.extend(resource(file, source, &mut glossary, &mut paths, mistakes));
    }
    if complete {
        glossary.report_unused(mistakes);
    }
    api.params = glossary.params();
    api
}

/// What every endpoint of a file needs to be lowered.
struct Context<'a> {
    file: usize,
    source: &'a Source,
    /// The first half of the paths.
    module: &'a str,
    common: &'a mut Glossary,
    local: Glossary,
    objects: Objects,
    /// The vendor's page for what names no other; `None` where it is missing or wrong.
    page: Option<String>,
    /// Every path so far, and where it was given.
    paths: &'a mut BTreeMap<String, Place>,
    names: Names,
    mistakes: &'a mut Mistakes,
}

impl Context<'_> {
    fn place<T>(&self, word: &Spanned<T>) -> Place {
        Place { file: self.file, span: word.span() }
    }

    fn report<T>(
        &mut self,
        word: &Spanned<T>,
        message: impl Into<String>,
        label: &str,
        help: &str,
    ) {
        let mistake = Mistake::new(self.place(word), message, label, help);
        self.mistakes.add(mistake);
    }

    /// The parameter of that name, if there is one.
    fn find(&mut self, name: &str) -> Option<Result<Rc<Param>, Reported>> {
        self.local.get(name).or_else(|| self.common.get(name))
    }

    /// The parameter of that name, from the file's own glossary or the common one.
    fn param(&mut self, word: &Word) -> Option<Rc<Param>> {
        let name = word.get_ref();
        if let Some(param) = self.find(name) {
            return param.ok();
        }
        if self.local.complete() && self.common.complete() {
            let known = self.local.names().chain(self.common.names());
            self.mistakes.add(Mistake::unknown(self.place(word), "parameter", name, known));
        }
        None
    }
}

/// Files may have one name when they stand in different folders.
fn names_differ(files: &[File], mistakes: &mut Mistakes) {
    let mut seen = BTreeMap::new();
    for file in files {
        let start = Place { file: file.index, span: 0..0 };
        if let Some(first) = seen.insert(&file.name, start.clone()) {
            let message = format!("two files have the name `{}`", file.name.escape_debug());
            let help = "make one file of them, or give one another name";
            let mistake = Mistake::new(start, message, "this one too", help);
            mistakes.add(mistake.other(first, "this one"));
        }
    }
}

fn only_params(file: &File, mistakes: &mut Mistakes) {
    let words = [&file.page, &file.doc].into_iter().flatten().map(Spanned::span);
    let words = words.chain(file.objects.iter().map(|it| it.name.span()));
    let endpoints = file.endpoints.iter().filter_map(|it| Some(it.path.as_ref()?.span()));
    for param in &file.params {
        if let Some(Shape::List(word)) = &param.ty {
            let place = Place { file: file.index, span: word.span() };
            let message = "a common parameter is no list: objects belong to one resource";
            let help = "define it in the file of the resource";
            mistakes.add(Mistake::new(place, message, "there is no object to make it of", help));
        }
    }
    for span in words.chain(endpoints) {
        let place = Place { file: file.index, span };
        let message = "the common file holds parameters only";
        let help = "it belongs in the file of a resource";
        mistakes.add(Mistake::new(place, message, "not a parameter", help));
    }
}

fn resource(
    file: File,
    source: &Source,
    common: &mut Glossary,
    paths: &mut BTreeMap<String, Place>,
    mistakes: &mut Mistakes,
) -> Option<Resource> {
    let module = file.name.as_str();
    if let Err(problem) = names::check_module(module) {
        let start = Place { file: file.index, span: 0..0 };
        let message = format!("`{}` {problem}", source.path.escape_debug());
        let help = "give the file another name";
        mistakes.add(Mistake::new(start, message, "in this file", help));
        return None;
    }

    let mut local = Glossary::default();
    local.add(&file, mistakes);
    local.report_shadowing(common, mistakes);
    let mut cx = Context {
        file: file.index,
        source,
        module,
        common,
        local,
        objects: Objects::default(),
        page: None,
        paths,
        names: Names::new(module),
        mistakes,
    };

    cx.page = file.page.as_ref().and_then(|word| page(word, &mut cx));
    let doc = file.doc.as_ref().map(|word| doc(word, cx.file, cx.mistakes));
    objects::objects(&file, &mut cx);
    let endpoints = file.endpoints.into_iter().filter_map(|it| endpoint(it, &mut cx)).collect();
    if file.endpoints_complete {
        cx.local.report_unused(cx.mistakes);
        cx.objects.report_unused(cx.file, cx.mistakes);
    }
    Some(Resource {
        name: module.to_owned(),
        module: names::value(module),
        ty: names::ty(module),
        doc: doc?,
        params: cx.local.params(),
        objects: cx.objects.into_model(),
        endpoints,
    })
}

fn page(word: &Word, cx: &mut Context<'_>) -> Option<String> {
    let page = word.get_ref();
    let fit = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
    if !page.is_empty() && page.chars().all(fit) {
        return Some(page.clone());
    }
    let message = format!("`{}` is no page of the vendor's", page.escape_debug());
    let help = "give its name alone, as in `api-account`";
    cx.report(word, message, "expected lower-case letters, digits and `-`", help);
    None
}
