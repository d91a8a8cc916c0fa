//! Spec → model: resolves every word and checks every rule. Nothing after this step rejects a spec.

mod context;
pub(crate) mod docs;
mod endpoint;
mod enums;
mod facts;
mod literal;
pub(crate) mod names;
mod objects;
mod params;
mod query;
mod registry;
mod report;
mod role;
mod sample;

use std::collections::BTreeMap;

use toml::Spanned;

use crate::error::{Mistake, Mistakes, Place};
use crate::facts::Facts;
use crate::file::Source;
use crate::model::{Api, Param, Resource};
use crate::read::Spec;
use crate::spec::{COMMON, File, Shape};
use context::{Context, page};
use docs::doc;
use endpoint::endpoint;
use names::Names;
use registry::Registry;
use report::Reporter;

/// Lowers all files. Reports mistakes, and leaves the invalid parts out. Returns `None` if the facts
/// about the API are missing or invalid, which is reported too.
pub(crate) fn lower(sources: &[Source], spec: Spec, mistakes: &mut Mistakes) -> Option<Api> {
    let facts = facts::facts(&spec.apis, mistakes);
    names_differ(&spec.files, mistakes);
    let (common, resources): (Vec<_>, Vec<_>) =
        spec.files.into_iter().partition(|file| file.name == COMMON);

    let mut shared = Registry::new("parameter");
    for file in &common {
        only_params(file, mistakes);
        params::add(&mut shared, file, None, facts.as_ref(), mistakes);
    }
    let mut paths = BTreeMap::new();
    let mut lowered = Vec::new();
    let mut is_complete = true;
    for file in resources {
        is_complete &= file.endpoints.is_complete && names::check_module(&file.name).is_ok();
        let source = &sources[file.index];
        lowered.extend(resource(file, source, facts.as_ref(), &mut shared, &mut paths, mistakes));
    }
    if is_complete {
        params::report_unused(&shared, mistakes);
    }
    Some(Api { facts: facts?, params: shared.values(), resources: lowered })
}

/// Reports files in different folders that have the same name.
fn names_differ(files: &[File], mistakes: &mut Mistakes) {
    let mut seen = BTreeMap::new();
    for file in files {
        let start = Place { file: file.index, span: 0..0 };
        if let Some(first) = seen.insert(&file.name, start.clone()) {
            let message = format!("two files have the name `{}`", file.name.escape_debug());
            let help = "merge the files, or rename one of them";
            let mistake = Mistake::new(start, message, "the second file", help);
            mistakes.add(mistake.other(first, "the first file"));
        }
    }
}

/// Reports definitions in the common file that belong to one resource.
fn only_params(file: &File, mistakes: &mut Mistakes) {
    for param in &file.params.entries {
        let (what, word) = match &param.ty {
            Some(Shape::List(word)) => ("a list of objects", word),
            Some(Shape::Enum(word)) => ("an enumeration", word),
            Some(Shape::Word(_) | Shape::Object(_)) | None => continue,
        };
        let place = Place { file: file.index, span: word.span() };
        let message = format!("a parameter of `common.toml` cannot be {what}");
        let label = "its definition belongs to one resource";
        let help = "define the parameter in the file of the resource";
        mistakes.add(Mistake::new(place, message, label, help));
    }
    let words = [&file.page, &file.doc].into_iter().flatten().map(Spanned::span);
    let words = words.chain(file.objects.entries.iter().map(|it| it.name.span()));
    let words = words.chain(file.enums.entries.iter().map(|it| it.name.span()));
    let endpoints = file.endpoints.entries.iter().filter_map(|it| Some(it.path.as_ref()?.span()));
    for span in words.chain(endpoints) {
        let place = Place { file: file.index, span };
        let message = "`common.toml` can contain parameters only";
        let help = "move it to the file of a resource";
        mistakes.add(Mistake::new(place, message, "not a parameter", help));
    }
}

fn resource(
    file: File,
    source: &Source,
    facts: Option<&Facts>,
    common: &mut Registry<Param>,
    paths: &mut BTreeMap<String, Place>,
    mistakes: &mut Mistakes,
) -> Option<Resource> {
    let module = file.name.as_str();
    if let Err(problem) = names::check_module(module) {
        let start = Place { file: file.index, span: 0..0 };
        let message = format!("invalid file name `{}`: it {problem}", source.path.escape_debug());
        mistakes.add(Mistake::new(start, message, "in this file", "rename the file"));
        return None;
    }

    let mut names = Names::of_module(module);
    let mut enums = Registry::new("enumeration");
    enums::add(&mut enums, &file, &mut names, mistakes);
    let mut params = Registry::new("parameter");
    params::add(&mut params, &file, Some(&mut enums), facts, mistakes);
    params::report_shadowing(&params, common, mistakes);
    let mut cx = Context {
        report: Reporter { file: file.index, mistakes },
        source,
        module,
        facts,
        common,
        params,
        objects: Registry::new("object"),
        page: None,
        paths,
        names,
    };

    let page = file.page.as_ref().and_then(|word| page(word, &mut cx));
    cx.page.clone_from(&page);
    let doc = file.doc.as_ref().map(|word| doc(word, &mut cx.report));
    objects::add(&file, &mut cx);
    let endpoints = file.endpoints.entries.into_iter();
    let endpoints = endpoints.filter_map(|it| endpoint(it, &mut cx)).collect();
    if file.endpoints.is_complete {
        params::report_unused(&cx.params, cx.report.mistakes);
        let help = "use it in a `{ list = … }`, or remove it";
        cx.objects.report_unused("no list has items of this type", help, cx.report.mistakes);
    }
    if file.params.is_complete {
        let help = "use it as the type of a parameter, or remove it";
        enums.report_unused("no parameter has this type", help, cx.report.mistakes);
    }
    Some(Resource {
        name: module.to_owned(),
        module: names::value(module),
        ty: names::ty(module),
        page: page?,
        doc: doc?,
        params: cx.params.values(),
        enums: enums.values(),
        objects: cx.objects.values(),
        endpoints,
    })
}
