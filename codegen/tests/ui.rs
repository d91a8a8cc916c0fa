//! Invalid specs and the expected reports: `tests/ui/*.toml` and `*.stderr`.
//!
//! A line `#@ NAME.toml` begins a file of the spec. `UPDATE_EXPECT=1 cargo test` updates the reports.

mod support;

use std::fs;
use std::path::Path;

use codegen::{Source, StructsCommand, generate, structs};
use support::sources;

#[test]
fn every_mistake_is_reported_at_its_position() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut cases: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|it| it == "toml"));
    cases.sort();
    assert!(cases.len() >= 12, "too few cases in {}", folder.display());
    for case in cases {
        check(&case);
    }
}

fn check(case: &Path) {
    let text = fs::read_to_string(case).unwrap();
    let Err(error) = generate(&sources("spec", &text)) else {
        panic!("{} is accepted", case.display());
    };
    let expected = expect_test::expect_file![case.with_extension("stderr")];
    expected.assert_eq(&format!("{error}\n"));
}

#[test]
fn one_run_reports_the_mistakes_of_all_files() {
    let text = fs::read_to_string("tests/ui/many_mistakes.toml").unwrap();
    let error = generate(&sources("spec", &text)).unwrap_err();
    assert_eq!(error.mistakes().len(), 7);
    let files: Vec<usize> = error.mistakes().iter().map(|it| it.place.file).collect();
    assert_eq!(files, [0, 0, 1, 1, 1, 1, 1]);
}

#[test]
fn reports_escape_hidden_characters() {
    let hidden = "\u{1b}[2J\u{9b}31m\u{200e}\u{200f}\u{202e}\u{2066}\r\u{7f}";
    let source = |path: &str, text: &str| Source {
        path: path.replace("HIDDEN", hidden),
        text: text.replace("HIDDEN", hidden),
    };
    let spec = [source("spec/HIDDEN.toml", "page = \"HIDDEN\"\n[param.\"HIDDEN\"]\nHIDDEN = 1\n")];
    let other =
        [source("spec/HIDDEN.toml", "page = \"a\u{9b}\u{200e}\"\n\"\u{9b}\u{200f}\" = 1\n")];
    let metadata = [
        source(
            "metadata/entity.json",
            r#"{"error_code":0,"data":[{"entity":"HIDDEN","name":""}]}"#,
        ),
        source("metadata/field/HIDDENS.json", r#"{"error_code":0,"data":[{"HIDDEN":1}]}"#),
        source("metadata/HIDDEN.json", r#"{"error_code":1,"error_msg":"HIDDEN"}"#),
    ];
    let reports = [generate(&spec).unwrap_err(), generate(&other).unwrap_err()];
    for report in reports.iter().chain([&structs(&metadata, StructsCommand::Crm).unwrap_err()]) {
        let drawn = report.to_string();
        assert!(drawn.contains(r"\u{1b}[2J\u{9b}31m\u{200e}"), "{drawn}");
        let is_hidden = |it: &char| hidden.contains(*it) && !"[2J31m".contains(*it);
        assert_eq!(drawn.chars().find(is_hidden), None, "{drawn:?}");
    }
}
