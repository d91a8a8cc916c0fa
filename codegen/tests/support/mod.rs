//! Sources for tests and for the fuzzer.

#![allow(dead_code, reason = "every test uses a part of the module")]

pub mod document;
pub mod mutation;
pub mod outcome;
pub mod words;

use std::fs;
use std::path::Path;

use codegen::Source;

/// The facts about the API, which every spec needs.
const API: &str = include_str!("../spec/api.toml");

/// Splits a string into the files of a folder at its lines `#@ NAME`. A spec without `api.toml` gets the
/// real one.
pub fn sources(folder: &str, text: &str) -> Vec<Source> {
    let files = text.split("#@ ").skip(1);
    let source = |file: &str| {
        let (name, text) = file.split_once('\n').unwrap_or((file, ""));
        Source { path: format!("{folder}/{name}"), text: text.to_owned() }
    };
    let mut sources: Vec<_> = files.map(source).collect();
    let api = format!("{folder}/api.toml");
    if folder == "spec" && sources.iter().all(|it| it.path != api) {
        sources.push(Source { path: api, text: API.to_owned() });
    }
    sources
}

/// Returns the files of the real spec, sorted by path.
pub fn spec() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let mut sources: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            Source { path: format!("spec/{name}"), text: fs::read_to_string(&path).unwrap() }
        })
        .collect();
    sources.sort_by(|left, right| left.path.cmp(&right.path));
    sources
}

/// Returns the metadata in `tests/structs/metadata`, sorted by path.
pub fn metadata() -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/structs/metadata");
    let folders = ["", "field", "picklist"].map(|it| top.join(it));
    let entries = folders.iter().flat_map(|it| fs::read_dir(it).unwrap());
    let mut paths: Vec<_> = entries.map(|it| it.unwrap().path()).collect();
    paths.retain(|it| it.is_file());
    paths.sort();
    let source = |path: &Path| Source {
        path: format!("metadata/{}", path.strip_prefix(&top).unwrap().to_str().unwrap()),
        text: fs::read_to_string(path).unwrap(),
    };
    paths.iter().map(|it| source(it)).collect()
}
