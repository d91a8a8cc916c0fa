//! A randomly changed spec is rejected, or becomes valid Rust and JSON.

mod support;

use std::fs;
use std::path::Path;

use codegen::{Source, generate};
use proptest::prelude::*;
use proptest::sample::Index;
use support::mutation::{BYTES, Mutation};
use support::outcome::check;
use support::sources;
use support::words::WORDS;

/// Files that together use every feature of a spec.
const FILES: [&str; 7] = ["api", "common", "account", "entity", "file", "metadata", "user"];

fn spec() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let source = |name: &str| Source {
        path: format!("spec/{name}.toml"),
        text: fs::read_to_string(folder.join(name).with_extension("toml")).unwrap(),
    };
    FILES.map(source).into()
}

#[test]
fn the_unchanged_spec_is_valid() {
    generate(&spec()).unwrap();
    check(&spec(), generate(&spec()));
}

/// The fuzzer starts with these files, and no other command builds it.
#[test]
fn the_bases_of_the_fuzzer_are_valid() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bases");
    let bases = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path());
    let bases: Vec<_> = bases.map(|it| fs::read_to_string(it).unwrap()).collect();
    assert!(bases.len() > 3);
    for base in bases {
        check(&sources("spec", &base), Ok(generate(&sources("spec", &base)).unwrap()));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_mutated_spec_is_rejected_or_becomes_valid_output(
        mutations in prop::collection::vec((any::<Index>(), any::<[u8; BYTES]>().prop_map(Mutation::from)), 1..6),
    ) {
        let mut sources = spec();
        for (file, mutation) in &mutations {
            let file = file.index(sources.len());
            mutation.apply(&mut sources[file].text, WORDS);
        }
        check(&sources, generate(&sources));
    }
}
