//! What the author of a broken spec is told: `tests/ui/*.toml` beside the expected `*.stderr`.
//!
//! A line `#@ NAME.toml` begins another file. `UPDATE_EXPECT=1 cargo test` writes what is told now.

mod support;

use std::fs;
use std::path::Path;

use codegen::generate;
use support::sources;

#[test]
fn every_mistake_is_drawn_where_it_stands() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui");
    let mut cases: Vec<_> =
        fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.retain(|path| path.extension().is_some_and(|it| it == "toml"));
    cases.sort();
    assert!(cases.len() >= 12, "there are cases in {}", folder.display());
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
fn a_spec_with_mistakes_in_two_files_is_told_all_of_them() {
    let text = fs::read_to_string("tests/ui/many_mistakes.toml").unwrap();
    let error = generate(&sources("spec", &text)).unwrap_err();
    assert_eq!(error.mistakes().len(), 7);
    let files: Vec<usize> = error.mistakes().iter().map(|it| it.place.file).collect();
    assert_eq!(files, [0, 0, 1, 1, 1, 1, 1]);
}
