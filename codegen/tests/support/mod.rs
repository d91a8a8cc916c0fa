//! Specs for tests.

use codegen::Source;

/// Splits a text into files at its lines `#@ NAME.toml`.
pub fn sources(text: &str) -> Vec<Source> {
    let files = text.split("#@ ").skip(1);
    let source = |file: &str| {
        let (name, text) = file.split_once('\n').unwrap();
        Source { path: format!("spec/{name}"), text: text.to_owned() }
    };
    files.map(source).collect()
}
