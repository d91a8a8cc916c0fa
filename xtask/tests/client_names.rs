//! The names that the client has for itself: a spec that would take one of them is refused.

use std::fs;
use std::path::{Path, PathBuf};

use codegen::{Source, generate};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../crm-client/src")
}

/// Returns the name after one of these prefixes, which ends before `end`.
fn name(line: &str, prefixes: &[&str], end: char) -> Option<String> {
    let rest = prefixes.iter().find_map(|prefix| line.strip_prefix(prefix))?;
    Some(rest.split_once(end)?.0.split('<').next()?.to_owned())
}

/// Returns the methods of a type, from all files of `client/`.
fn methods(ty: &str) -> Vec<String> {
    let mut methods = Vec::new();
    let mut paths = vec![source().join("client.rs"), source().join("client")];
    while let Some(path) = paths.pop() {
        if path.is_dir() {
            paths.extend(fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let mut inside = false;
        for line in fs::read_to_string(path).unwrap().lines() {
            if line.starts_with("impl") {
                let is_trait = line.contains(" for ");
                inside = !is_trait && line.split([' ', '<']).any(|word| word == ty);
            }
            methods.extend(name(line, &FUNCTIONS, '(').filter(|_| inside));
        }
    }
    assert!(methods.len() > 5, "{ty}: {methods:?}");
    methods
}

fn check_refused(name: &str, text: String) {
    let source = |name: &str, text| Source { path: format!("spec/{name}.toml"), text };
    let api = include_str!("../../spec/api.toml").to_owned();
    let sources = [source(name, text), source("api", api)];
    assert!(generate(&sources).is_err(), "{}", sources[0].text);
}

/// A resource of this name, whose method and module would stand beside the client's own.
fn check_resource(name: &str) {
    let name = name.replace('_', "-");
    let text = format!(
        "page = \"api\"\ndoc = \"Some.\"\n[[endpoint]]\npath = \"{name}/get\"\nmethod = \"GET\"\n\
         doc = \"Reads.\"\nreturns = \"record\"\n"
    );
    check_refused(&name, text);
}

/// A parameter of this name, whose setter would stand beside the methods of every call.
fn check_param(name: &str) {
    let text = format!(
        "page = \"api\"\ndoc = \"Some.\"\n[param.{name}]\ntype = \"string\"\noptional = true\n\
         doc = \"A text.\"\n[[endpoint]]\npath = \"some/get\"\nmethod = \"GET\"\ndoc = \"Reads.\"\n\
         query = [\"{name}\"]\nreturns = \"record\"\n"
    );
    check_refused("some", text);
}

const FUNCTIONS: [&str; 4] =
    ["    pub fn ", "    pub async fn ", "    pub(crate) fn ", "    pub(crate) async fn "];

#[test]
fn no_resource_has_the_name_of_a_module_of_the_client() {
    let lib = fs::read_to_string(source().join("lib.rs")).unwrap();
    let modules: Vec<_> =
        lib.lines().filter_map(|line| name(line, &["mod ", "pub mod "], ';')).collect();
    assert!(modules.len() > 10, "{modules:?}");
    // Two more are re-exported.
    for name in modules.iter().map(String::as_str).chain(["blocking", "filter"]) {
        check_resource(name);
    }
}

#[test]
fn no_resource_has_the_name_of_a_method_of_the_client() {
    for name in methods("Client") {
        check_resource(&name);
    }
}

#[test]
fn no_parameter_has_the_name_of_a_method_of_every_call() {
    for name in methods("Call") {
        check_param(&name);
    }
}

#[test]
fn what_is_refused_is_refused_for_its_name() {
    let resource = std::panic::catch_unwind(|| check_resource("some_other"));
    let param = std::panic::catch_unwind(|| check_param("some_other"));
    assert!(resource.is_err() && param.is_err(), "these are right");
}
