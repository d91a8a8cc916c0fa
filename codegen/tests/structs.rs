//! Metadata with every kind of name and field, and the expected structs; invalid metadata, and the
//! expected reports: `tests/structs`.
//!
//! The client compiles the same structs in its own tests. `UPDATE_EXPECT=1 cargo test` updates them.

mod support;

use std::fs;
use std::path::Path;

use codegen::{Source, StructsCommand, structs};
use support::{metadata, sources};

#[test]
fn the_metadata_generates_the_expected_structs() {
    let text = structs(&metadata(), StructsCommand::Xtask).unwrap();
    expect_test::expect_file!["structs/structs.rs"].assert_eq(&text);
}

#[test]
fn the_order_of_the_files_does_not_matter() {
    let mut sources = metadata();
    sources.reverse();
    let generate = |sources| structs(sources, StructsCommand::Xtask).unwrap();
    assert_eq!(generate(&sources), generate(&metadata()));
}

#[test]
fn the_command_changes_the_header_only() {
    let generate = |command: StructsCommand| {
        let text = structs(&metadata(), command).unwrap();
        text.strip_prefix(command.header()).unwrap().to_owned()
    };
    assert_eq!(generate(StructsCommand::Crm), generate(StructsCommand::Xtask));
}

#[test]
fn every_mistake_is_reported_at_its_position() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/structs/ui");
    let mut cases: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|it| it == "txt"));
    cases.sort();
    assert!(cases.len() >= 12, "too few cases in {}", folder.display());
    for case in cases {
        check(&case);
    }
}

#[test]
fn no_label_becomes_a_code_block() {
    let labels = [
        "    code",
        "\tcode",
        "words\n\n    code",
        "```\ncode\n```",
        "~~~ code",
        "-     code",
        "*\t\tcode",
        ">     code",
        "1.     code",
        "- [ ]     code",
    ];
    for label in labels {
        let label = serde_json::to_string(label).unwrap();
        let source = |path: &str, rows: String| Source {
            path: format!("metadata/{path}.json"),
            text: format!(r#"{{"error_code":0,"data":[{rows}]}}"#),
        };
        let sources = [
            source("entity", format!(r#"{{"entity":"A","name":{label}}}"#)),
            source(
                "field/A",
                format!(
                    r#"{{"field":"kind","name":{label},"data_type":"picklist","nullable":true,
                    "creatable":true,"updatable":true}}"#
                ),
            ),
            source(
                "picklist/A",
                format!(r#"{{"field":"kind","values":[{{"value":1,"label":{label}}}]}}"#),
            ),
        ];
        let text = structs(&sources, StructsCommand::Xtask).unwrap();
        let docs: Vec<_> = text.lines().filter_map(|it| it.trim().strip_prefix("///")).collect();
        assert!(docs.iter().filter(|it| it.contains("code")).count() >= 6, "{text}");
        for doc in docs {
            let is_code = doc.contains("   ") || doc.contains(['\t']);
            let is_fence = doc.contains("``") || doc.contains("~~");
            assert!(!is_code && !is_fence, "{label}: {doc:?}");
        }
    }
}

fn check(case: &Path) {
    let text = fs::read_to_string(case).unwrap();
    let result = structs(&sources("metadata", &text), StructsCommand::Xtask);
    let error = result.expect_err(&format!("{} is accepted", case.display()));
    let expected = expect_test::expect_file![case.with_extension("stderr")];
    expected.assert_eq(&format!("{error}\n"));
}
