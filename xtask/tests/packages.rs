//! The packages of the crates can be built and tested without the rest of the workspace.
//!
//! `.ci/run` builds them, but does not notice files that tests read at run time.

use std::fs;
use std::path::Path;

/// The crates that could be published. Their fuzz targets are not in the packages.
const CRATES: [&str; 2] = ["codegen", "crm-client"];

/// Returns the lines of a file that use a path outside of the crate at run time.
fn outside(text: &str) -> impl Iterator<Item = &str> {
    let leaves = |line: &&str| {
        let is_path = line.contains("CARGO_MANIFEST_DIR") || line.contains("join(");
        is_path && (line.contains("\"../") || line.contains("\"/.."))
    };
    text.lines().filter(leaves)
}

#[test]
fn packages_do_not_read_files_outside_of_their_folder() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folders = ["src", "tests", "benches", "examples"];
    let folders =
        CRATES.iter().flat_map(|it| folders.map(|folder| workspace.join(it).join(folder)));
    let (mut paths, mut files) = (folders.collect::<Vec<_>>(), 0);
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let lines: Vec<_> = outside(&text).collect();
            assert!(lines.is_empty(), "{}: {lines:?}; add a symbolic link", path.display());
            files += 1;
        }
    }
    assert!(files > 100, "{files}");
}

#[test]
fn finds_paths_outside_of_a_package() {
    let outsiders = [
        r#"let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");"#,
        r#"let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec");"#,
    ];
    for line in outsiders {
        assert_eq!(outside(line).count(), 1, "{line}");
    }
    let inside = r#"let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");"#;
    assert_eq!(outside(inside).count(), 0);
}

/// A tool that edits files in place can replace a link by a copy, which then goes out of date.
#[test]
fn shared_files_of_packages_are_symbolic_links() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    for link in [
        "codegen/LICENSE-APACHE",
        "codegen/LICENSE-MIT",
        "codegen/tests/spec",
        "crm-client/LICENSE-APACHE",
        "crm-client/LICENSE-MIT",
        "crm-client/cli/LICENSE-APACHE",
        "crm-client/cli/LICENSE-MIT",
        "crm-client/README.md",
        "crm-client/README.zh-CN.md",
        "crm-client/tests/golden",
        "crm-client/tests/it/structs/crm.rs",
    ] {
        let path = workspace.join(link);
        assert!(path.is_symlink() && path.exists(), "{link} must be a symbolic link");
    }
}
