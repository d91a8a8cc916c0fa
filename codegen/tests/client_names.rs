//! The names that the client has for itself: a spec that would take one of them is refused.

mod support;

use std::fs;
use std::path::Path;

use codegen::generate;
use support::sources;

/// What stands behind one of these words on a line of a file of the client, up to what ends it.
fn names(file: &str, words: &[&str], end: char) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crm-client/src");
    let text = fs::read_to_string(folder.join(file)).unwrap();
    let name = |line: &str| {
        let rest = words.iter().find_map(|word| line.strip_prefix(word))?;
        Some(rest.split_once(end)?.0.split('<').next()?.to_owned())
    };
    let names: Vec<String> = text.lines().filter_map(name).collect();
    assert!(names.len() > 3, "{file}: {names:?}");
    names
}

fn check_refused(spec: &str) {
    assert!(generate(&sources("spec", spec)).is_err(), "{spec}");
}

/// A resource of this name, whose method and module would stand beside the client's own.
fn check_resource(name: &str) {
    let name = name.replace('_', "-");
    check_refused(&format!(
        "#@ {name}.toml\npage = \"api\"\ndoc = \"Some.\"\n[[endpoint]]\npath = \"{name}/get\"\n\
         method = \"GET\"\ndoc = \"Reads.\"\nreturns = \"record\"\n"
    ));
}

/// A parameter of this name, whose setter would stand beside the methods of every call.
fn check_param(name: &str) {
    check_refused(&format!(
        "#@ some.toml\npage = \"api\"\ndoc = \"Some.\"\n[param.{name}]\ntype = \"string\"\n\
         optional = true\ndoc = \"A text.\"\n[[endpoint]]\npath = \"some/get\"\nmethod = \"GET\"\n\
         doc = \"Reads.\"\nquery = [\"{name}\"]\nreturns = \"record\"\n"
    ));
}

const FUNCTIONS: [&str; 4] =
    ["    pub fn ", "    pub async fn ", "    pub(crate) fn ", "    pub(crate) async fn "];

#[test]
fn no_resource_has_the_name_of_a_module_of_the_client() {
    for name in names("lib.rs", &["mod ", "pub mod "], ';') {
        check_resource(&name);
    }
}

#[test]
fn no_resource_has_the_name_of_a_method_of_the_client() {
    for name in names("client.rs", &FUNCTIONS, '(') {
        check_resource(&name);
    }
}

#[test]
fn no_parameter_has_the_name_of_a_method_of_every_call() {
    for name in names("call.rs", &FUNCTIONS, '(') {
        check_param(&name);
    }
}

#[test]
fn what_is_refused_is_refused_for_its_name() {
    let resource = std::panic::catch_unwind(|| check_resource("some_other"));
    let param = std::panic::catch_unwind(|| check_param("some_other"));
    assert!(resource.is_err() && param.is_err(), "these are right");
}
