//! A spec that uses every feature once, and the expected generated files: `tests/golden`.
//!
//! The client compiles the same files in its own tests. `UPDATE_EXPECT=1 cargo test` updates them.

mod support;

use std::fs;
use std::path::Path;

use codegen::{HEADERS, Output, generate};
use support::sources;

const KITCHEN_SINK: &str = include_str!("golden/spec.toml");

#[test]
fn the_kitchen_sink_generates_the_expected_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let outputs = generate(&sources("spec", KITCHEN_SINK)).unwrap();
    let names: Vec<_> = outputs.iter().map(|it| Path::new(&it.path).file_name().unwrap()).collect();
    for entry in fs::read_dir(&folder).unwrap().map(|it| it.unwrap()) {
        let name = entry.file_name();
        assert!(
            name == "spec.toml" || names.contains(&&*name),
            "{} is not generated any more; delete it",
            name.display()
        );
    }
    let paths: Vec<&str> = outputs.iter().map(|it| it.path.as_str()).collect();
    let names = ["mod", "endpoints", "params", "samples", "kitchen_sink", "type_"];
    let mut expected: Vec<_> =
        ["facts", "error/codes"].map(|it| format!("crm-client/src/{it}.rs")).into();
    expected.extend(names.map(|it| format!("crm-client/src/generated/{it}.rs")));
    expected.push("crm-client/openapi.json".to_owned());
    assert_eq!(paths, expected);
    for Output { path, text } in outputs {
        // The facts are those of the real spec. `regen --check` compares the files generated from them.
        if ["facts.rs", "codes.rs"].iter().any(|it| path.ends_with(it)) {
            continue;
        }
        let name = Path::new(&path).file_name().unwrap();
        assert!(HEADERS.iter().any(|it| text.starts_with(it)), "{path} has no header");
        expect_test::expect_file![folder.join(name)].assert_eq(&text);
    }
}

#[test]
fn every_endpoint_has_one_example() {
    let outputs = generate(&sources("spec", KITCHEN_SINK)).unwrap();
    let resources = outputs.iter().filter(|it| it.text.contains("impl crate::Endpoint for "));
    let (mut endpoints, mut examples) = (0, 0);
    for text in resources.map(|it| &it.text) {
        endpoints += text.matches("impl crate::Endpoint for ").count();
        examples += text.matches("# async fn example(").count();
    }
    assert_eq!((endpoints, examples), (10, 10));
}

#[test]
fn no_public_name_is_a_raw_identifier() {
    for Output { path, text } in generate(&sources("spec", KITCHEN_SINK)).unwrap() {
        assert!(!text.contains(" r#") || path.ends_with("samples.rs"), "{path}");
    }
}

#[test]
fn equal_specs_give_equal_bytes() {
    let once = generate(&sources("spec", KITCHEN_SINK)).unwrap();
    assert_eq!(once, generate(&sources("spec", KITCHEN_SINK)).unwrap());
}
