//! The files of the console, without a browser: their size, their dictionary, and what they must not do.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/console");

/// The largest size of all files that a browser loads, in bytes.
const MAX_SIZE: u64 = 120_000;

/// Returns the files with one of these extensions, without those in `vendor`.
fn own_files(extensions: &[&str]) -> Vec<PathBuf> {
    let entries = fs::read_dir(FOLDER).unwrap().map(|it| it.unwrap().path());
    let is_wanted = |path: &PathBuf| {
        path.extension().is_some_and(|it| extensions.iter().any(|wanted| it == *wanted))
    };
    entries.filter(is_wanted).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

#[test]
fn is_small() {
    let mut files = own_files(&["html", "js", "css", "svg"]);
    files.push(Path::new(FOLDER).join("vendor/htm.js"));
    let size: u64 = files.iter().map(|it| fs::metadata(it).unwrap().len()).sum();
    assert!(size <= MAX_SIZE, "the pages have {size} bytes");
}

#[test]
fn creates_no_markup_from_strings_and_runs_no_code_from_strings() {
    for path in own_files(&["html", "js"]) {
        let text = read(&path);
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.write",
            "eval(",
            "new Function",
            " style=\"",
        ] {
            assert!(!text.contains(word), "{} contains `{word}`", path.display());
        }
        let is_external = |it: &str| it.contains("://") && !it.contains("www.w3.org");
        let external = text.lines().find(|it| is_external(it));
        assert_eq!(external, None, "{} names another origin", path.display());
    }
}

/// Returns the string literals after each `before`.
fn literals(text: &str, before: &str) -> BTreeSet<String> {
    let after = text.split(before).skip(1).map(str::trim_start);
    let literals = after.filter_map(|it| it.strip_prefix('"')?.split_once('"'));
    literals.map(|(text, _)| text.to_owned()).collect()
}

#[test]
fn translates_every_text() {
    let dictionary = read(&Path::new(FOLDER).join("zh.js"));
    let has = |key: &str| {
        let key = key.replace('`', "\\`");
        dictionary.lines().any(|it| it.split_once(" = ").is_some_and(|(it, _)| it == key))
    };
    let mut count = 0;
    for path in own_files(&["js"]) {
        for before in [" t(", "{t(", "(t(", "[t(", "!t(", ":t("] {
            for key in literals(&read(&path), before) {
                count += 1;
                assert!(has(&key), "{}: no Chinese for `{key}`", path.display());
            }
        }
    }
    assert!(count > 150, "only {count} texts found");
}

#[test]
fn keeps_the_vendored_module_unchanged() {
    use sha2::{Digest, Sha256};
    let folder = Path::new(FOLDER).join("vendor");
    let sum = Sha256::digest(fs::read(folder.join("htm.js")).unwrap());
    let sum = crate::signing::hex(&sum);
    assert!(read(&folder.join("README.md")).contains(&sum), "the checksum is {sum}");
}
