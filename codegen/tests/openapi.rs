//! `openapi.json` is a valid `OpenAPI` document, and matches the spec.

mod support;

use boon::{Compiler, Schemas};
use codegen::{Source, generate};
use roas::v3_1::spec::Spec;
use roas::validation::{Options, Validate};
use serde_json::{Value, json};
use support::document::{kitchen_sink, operations, real, resolved, text};
use support::{sources, spec};

/// Returns the document of endpoints that use the parameters in `WORDS`.
fn document(endpoints: &str) -> Value {
    let text = format!("#@ common.toml\n#@ a-b.toml\n{WORDS}\n{endpoints}");
    let outputs = generate(&sources("spec", &text)).unwrap_or_else(|error| panic!("{error}"));
    let output = outputs.iter().find(|it| it.path == "crm-client/openapi.json").unwrap();
    serde_json::from_str(&output.text).unwrap()
}

/// Returns the operation of one endpoint.
fn operation(endpoint: &str) -> Value {
    let document = document(&format!("[[endpoint]]\n{endpoint}"));
    operations(&document).last().unwrap().2.clone()
}

const WORDS: &str = r#"
page = "api-a"
doc = "Words."
[param.value]
type = "int"
doc = "A number."
[param.label]
type = "string"
doc = "A string."
[[endpoint]]
path = "a-b/all"
method = "GET"
doc = "Takes all parameters."
query = ["value", "label"]
returns = "nothing"
"#;

fn is_valid(document: Value) {
    let spec: Spec = serde_json::from_value(document).unwrap();
    let result = spec.validate(Options::empty(), None);
    assert!(result.is_ok(), "{:#?}", result.unwrap_err().errors);
}

#[test]
fn the_document_of_the_api_is_valid() {
    is_valid(real());
}

#[test]
fn the_document_of_the_kitchen_sink_is_valid() {
    is_valid(kitchen_sink());
}

#[test]
fn the_validator_rejects_an_unknown_reference() {
    let mut document = real();
    document["paths"]["/account/add"]["post"]["parameters"][0]["$ref"] =
        json!("#/components/parameters/nobody");
    let spec: Spec = serde_json::from_value(document).unwrap();
    assert!(spec.validate(Options::empty(), None).is_err());
}

#[test]
fn the_document_has_exactly_the_endpoints_of_the_spec() {
    let mut expected = Vec::new();
    for Source { text, .. } in spec() {
        let words = |key: &str| {
            let start = format!("{key} = \"");
            let words = text.lines().filter_map(|line| line.strip_prefix(&start));
            words.map(|it| it.trim_end_matches('"').to_owned()).collect::<Vec<_>>()
        };
        let methods = words("method").into_iter().map(|it| it.to_lowercase());
        expected.extend(words("path").into_iter().map(|it| format!("/{it}")).zip(methods));
    }
    let document = real();
    let found = operations(&document).map(|(path, method, _)| (path.to_owned(), method.to_owned()));
    let mut found: Vec<_> = found.collect();
    expected.sort();
    found.sort();
    assert_eq!(found, expected);
}

#[test]
fn every_operation_has_an_id_a_summary_and_a_vendor_page() {
    let document = real();
    let mut ids = Vec::new();
    for (path, _, operation) in operations(&document) {
        ids.push(text(operation, "operationId"));
        assert!(text(operation, "description").ends_with(['.', '!', '?', '。']), "{path}");
        let summary = text(operation, "summary");
        assert!(!summary.is_empty() && !summary.ends_with('.'), "{path}: {summary}");
        let page = text(&operation["externalDocs"], "url");
        let name = page.strip_prefix("https://www.wisecrm.com/help/apidoc/").unwrap();
        assert!(name.strip_suffix(".html").is_some_and(|it| !it.is_empty()), "{path}: {page}");
        assert!(operation["x-safe"].is_boolean(), "{path}");
    }
    ids.sort_unstable();
    assert!(ids.is_sorted_by(|left, right| left != right), "operation ids must be unique");
}

#[test]
fn the_document_contains_no_rust_paths() {
    let document = real().to_string();
    assert!(!document.contains("::"), "the document contains a Rust path");
}

/// Returns the examples of the reply of an operation. The example of a failure is a reference.
fn examples(operation: &Value) -> impl Iterator<Item = &Value> {
    let content = &operation["responses"]["200"]["content"]["application/json"];
    content["examples"].as_object().unwrap().values()
}

/// Checks every example against its schema. Returns the numbers of examples of replies and of bodies.
fn check_examples(document: &Value) -> (usize, usize) {
    let mut compiler = Compiler::new();
    compiler.add_resource("file:///openapi.json", document.clone()).unwrap();
    let mut schemas = Schemas::new();
    let (mut replies, mut bodies) = (0, 0);
    for (path, method, operation) in operations(document) {
        let escaped = path.replace('/', "~1");
        let mut schema = |part: &str, schemas: &mut Schemas| {
            let pointer = format!("/paths/{escaped}/{method}/{part}/content/application~1json");
            assert!(document.pointer(&pointer).is_some(), "{pointer}");
            compiler.compile(&format!("file:///openapi.json#{pointer}/schema"), schemas).unwrap()
        };
        let reply = schema("responses/200", &mut schemas);
        let failure = json!({ "error_code": 402, "error_msg": "参数 op_user 不能为空" });
        assert!(schemas.validate(&failure, reply).is_ok(), "{path} does not accept a failure");
        let neither = json!({ "error_code": "0", "error_msg": "调用成功" });
        assert!(
            schemas.validate(&neither, reply).is_err(),
            "{path} accepts a string as `error_code`"
        );
        let other = json!({ "error_code": 0, "data": "text" });
        let has_data = !operation["description"].as_str().unwrap().contains("eturns no data.")
            && !operation["description"].as_str().unwrap().contains("return no data.");
        assert_eq!(
            schemas.validate(&other, reply).is_err(),
            has_data,
            "{path}: data of another type"
        );
        if let Some(example) =
            operation["requestBody"]["content"]["application/json"].get("example")
        {
            let body = schema("requestBody", &mut schemas);
            let result = schemas.validate(example, body);
            assert!(result.is_ok(), "the body of {path}: {}", result.unwrap_err());
            bodies += 1;
        }
        for example in examples(operation).filter_map(|it| it.get("value")) {
            let result = schemas.validate(example, reply);
            assert!(result.is_ok(), "{path}: {}", result.unwrap_err());
            replies += 1;
        }
    }
    (replies, bodies)
}

#[test]
fn every_sample_matches_its_schema() {
    let count = |key| spec().iter().map(|it| it.text.matches(key).count()).sum::<usize>();
    let expected = (count("\nsample = "), count("\nbody_sample = "));
    assert!(expected.0 > 80 && expected.1 > 10, "{expected:?}");
    assert_eq!(check_examples(&real()), expected);
    assert_eq!(check_examples(&kitchen_sink()), (6, 4));
}

#[test]
fn alternatives_are_optional_and_the_description_requires_one() {
    let operation = operation(
        r#"
        path = "a-b/c"
        method = "POST"
        doc = "Takes one."
        one_of = ["value", "label"]
        returns = "nothing""#,
    );
    assert_eq!(
        operation["description"],
        "Takes one. One of `value` and `label` must be given. The call is assumed to return no data."
    );
    let parameters = operation["parameters"].as_array().unwrap();
    let required = parameters.iter().map(|it| (text(it, "name"), it["required"] == true));
    assert_eq!(required.collect::<Vec<_>>(), [("value", false), ("label", false)]);
}

#[test]
fn a_summary_is_the_first_clause_of_the_doc() {
    let operation = operation(
        r#"
        path = "a-b/c"
        method = "GET"
        since = "4.6"
        doc = """
        Reads one
        of them; and more.
        """
        returns = "record""#,
    );
    assert_eq!(operation["summary"], "Reads one of them");
    let description = "Reads one\nof them; and more. The call is assumed to return the requested fields \
                       of the record. Since product version 4.6.";
    assert_eq!(operation["description"], description);
    assert_eq!(operation["x-since"], "4.6");
    assert_eq!(operation["operationId"], "a-b_c");
}

#[test]
fn a_summary_contains_no_markdown() {
    let operation = operation(
        r#"
        path = "a-b/c"
        method = "GET"
        doc = "Reads `one` of [them](https://example.com) all."
        returns = "record""#,
    );
    assert_eq!(operation["summary"], "Reads one of them all");
}

#[test]
fn objects_with_the_same_name_get_a_number() {
    let document = document(
        r#"
        [object.node]
        doc = "One."
        fields = ["value"]
        [object.a-b-node]
        doc = "Another."
        fields = ["label"]
        [[endpoint]]
        path = "a-b/c"
        method = "GET"
        doc = "Lists one."
        returns = { list = "node" }
        [[endpoint]]
        path = "a-b/d"
        method = "GET"
        doc = "Lists another."
        returns = { list = "a-b-node" }"#,
    );
    for (path, expected) in [("/a-b/c", "value"), ("/a-b/d", "label")] {
        let content = &document["paths"][path]["get"]["responses"]["200"]["content"];
        let reply = resolved(&document, &content["application/json"]["schema"]);
        let item = resolved(&document, &reply["properties"]["data"]["items"]);
        assert!(item["properties"][expected].is_object(), "{path}: {item}");
    }
}
