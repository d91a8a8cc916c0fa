//! The generated OpenAPI documents.

use std::fs;
use std::path::Path;

use codegen::generate;
use serde_json::Value;

use super::spec;

/// Returns the document of the real spec.
pub fn real() -> Value {
    let outputs = generate(&spec()).unwrap_or_else(|error| panic!("{error}"));
    let output = outputs.iter().find(|it| it.path == "crm-client/openapi.json").unwrap();
    serde_json::from_str(&output.text).unwrap()
}

/// Returns the document of the spec of the golden tests.
pub fn kitchen_sink() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/openapi.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Returns every operation of a document, with its path and method.
pub fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap().iter();
    paths.flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().iter();
        methods.map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

/// Returns every parameter of every operation, with the path.
pub fn parameters(document: &Value) -> impl Iterator<Item = (&str, &Value)> {
    operations(document).flat_map(move |(path, _, operation)| {
        let parameters = operation["parameters"].as_array().unwrap().iter();
        parameters.map(move |it| (path, resolved(document, it)))
    })
}

/// Returns the component that a value refers to, or the value itself.
pub fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    let Some(reference) = value["$ref"].as_str() else { return value };
    let pointer = reference.strip_prefix('#').unwrap();
    document.pointer(pointer).unwrap_or_else(|| panic!("{reference} does not exist"))
}

pub fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("`{name}` must be a string in {value}"))
}
