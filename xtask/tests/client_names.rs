//! A spec that uses the name of a module or method of the client is rejected.

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

fn check_rejected(name: &str, text: String) {
    let source = |name: &str, text| Source { path: format!("spec/{name}.toml"), text };
    let api = include_str!("../../spec/api.toml").to_owned();
    let sources = [source(name, text), source("api", api)];
    assert!(generate(&sources).is_err(), "{}", sources[0].text);
}

/// Checks that a resource with this name is rejected: its method and module would conflict.
fn check_resource(name: &str) {
    let name = name.replace('_', "-");
    let text = format!(
        "page = \"api\"\ndoc = \"Some.\"\n[[endpoint]]\npath = \"{name}/get\"\nmethod = \"GET\"\n\
         doc = \"Reads.\"\nreturns = \"record\"\n"
    );
    check_rejected(&name, text);
}

/// Checks that a parameter with this name is rejected: its setter would conflict.
fn check_param(name: &str) {
    let text = format!(
        "page = \"api\"\ndoc = \"Some.\"\n[param.{name}]\ntype = \"string\"\noptional = true\n\
         doc = \"A string.\"\n[[endpoint]]\npath = \"some/get\"\nmethod = \"GET\"\ndoc = \"Reads.\"\n\
         query = [\"{name}\"]\nreturns = \"record\"\n"
    );
    check_rejected("some", text);
}

const FUNCTIONS: [&str; 4] =
    ["    pub fn ", "    pub async fn ", "    pub(crate) fn ", "    pub(crate) async fn "];

#[test]
fn a_resource_with_the_name_of_a_client_module_is_rejected() {
    let lib = fs::read_to_string(source().join("lib.rs")).unwrap();
    let modules: Vec<_> =
        lib.lines().filter_map(|line| name(line, &["mod ", "pub mod "], ';')).collect();
    assert!(modules.len() > 10, "{modules:?}");
    // These two modules are re-exported.
    for name in modules.iter().map(String::as_str).chain(["blocking", "filter"]) {
        check_resource(name);
    }
}

#[test]
fn a_resource_with_the_name_of_a_client_method_is_rejected() {
    for name in methods("Client") {
        check_resource(&name);
    }
}

#[test]
fn a_parameter_with_the_name_of_a_call_method_is_rejected() {
    for name in methods("Call") {
        check_param(&name);
    }
}

#[test]
fn other_names_are_accepted() {
    let resource = std::panic::catch_unwind(|| check_resource("some_other"));
    let param = std::panic::catch_unwind(|| check_param("some_other"));
    assert!(resource.is_err() && param.is_err(), "a valid name was rejected");
}
