//! Whatever happens to the real spec, it is refused where it is wrong, or becomes Rust and JSON.

mod support;

use std::fs;
use std::path::Path;

use codegen::{Source, generate};
use proptest::prelude::*;
use proptest::sample::Index;
use support::mutation::{apply, check, mutation};

/// What can be typed: the punctuation of TOML, its values, words of the spec and of Rust.
const TYPED: &[&str] = &[
    "\"",
    "'",
    "'''",
    "\"\"\"",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    ",",
    ".",
    "#",
    "\n",
    "\r",
    "\t",
    "\\",
    "\\r",
    "\\u0000",
    "\\u202e",
    "\u{feff}",
    "客",
    "é",
    "\0",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "true",
    "nan",
    "1979-05-27",
    "type",
    "list",
    "object",
    "example",
    "body_sample",
    "one_of",
    "nullable",
    "none",
    "safe",
    "since",
    "filter",
    "file",
    "self",
    "Self",
    "crate",
    "async",
    "_",
    "id",
    "int",
    "string",
    "fields",
    "page",
    "record",
    "object",
    "common",
    "/",
    "a/b",
    "r#",
    "//!",
    "```",
    "$",
    "*/",
    "\u{202e}",
    "[param.x]\ntype = \"int\"\ndoc = \".\"\n",
    "[[endpoint]]\n",
    "optional = true\n",
];

/// The files that between them have all that a spec can have.
const FILES: [&str; 6] = ["common", "account", "entity", "file", "metadata", "user"];

fn spec() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let source = |name: &str| Source {
        path: format!("spec/{name}.toml"),
        text: fs::read_to_string(folder.join(name).with_extension("toml")).unwrap(),
    };
    FILES.map(source).into()
}

#[test]
fn the_spec_itself_is_right() {
    generate(&spec()).unwrap();
    check(&spec(), generate(&spec())).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_mutated_spec_is_refused_or_becomes_rust(
        mutations in prop::collection::vec((any::<Index>(), mutation(TYPED)), 1..6),
    ) {
        let mut sources = spec();
        for (file, mutation) in &mutations {
            let file = file.index(sources.len());
            apply(&mut sources[file].text, mutation);
        }
        check(&sources, generate(&sources))?;
    }
}
