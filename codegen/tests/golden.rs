//! One spec that uses every feature once, and the files it becomes: `tests/golden`.
//!
//! The client compiles the same files in its own tests. `UPDATE_EXPECT=1 cargo test` writes them.

mod support;

use std::path::Path;

use codegen::{HEADERS, Output, generate};
use support::sources;

const KITCHEN_SINK: &str = include_str!("golden/spec.toml");

#[test]
fn the_kitchen_sink_becomes_these_files() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let outputs = generate(&sources("spec", KITCHEN_SINK)).unwrap();
    let paths: Vec<&str> = outputs.iter().map(|it| it.path.as_str()).collect();
    let names = ["mod", "endpoints", "kitchen_sink", "type"];
    let mut expected = names.map(|it| format!("crm-client/src/generated/{it}.rs")).to_vec();
    expected.push("crm-client/openapi.json".to_owned());
    assert_eq!(paths, expected);
    for Output { path, text } in outputs {
        let name = Path::new(&path).file_name().unwrap();
        assert!(HEADERS.iter().any(|it| text.starts_with(it)), "{path} says so");
        expect_test::expect_file![folder.join(name)].assert_eq(&text);
    }
}

#[test]
fn whatever_can_be_used_is_shown_in_use() {
    let outputs = generate(&sources("spec", KITCHEN_SINK)).unwrap();
    let rust = outputs.iter().filter(|it| !it.text.starts_with('{'));
    let (mut shown, mut above) = (0, "");
    for line in rust.flat_map(|it| it.text.lines()).map(str::trim_start) {
        if ["pub fn ", "pub struct ", "pub enum ", "pub static "]
            .iter()
            .any(|it| line.starts_with(it))
        {
            assert!(above.contains("example!("), "without an example: {line}");
            shown += 1;
        }
        // What stands between a doc and its item are attributes.
        if !line.starts_with("#[") || line.contains("example!(") {
            above = line;
        }
    }
    assert!(shown > 40, "{shown} items were looked at");
}

#[test]
fn the_same_spec_gives_the_same_bytes() {
    let once = generate(&sources("spec", KITCHEN_SINK)).unwrap();
    assert_eq!(once, generate(&sources("spec", KITCHEN_SINK)).unwrap());
}
