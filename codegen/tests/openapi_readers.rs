//! Generators of other languages, mock servers and fuzzers can read `openapi.json`.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use boon::{Compiler, Schemas};
use serde_json::{Value, json};
use support::document::{kitchen_sink, operations, parameters, real, resolved, text};

fn documents() -> [Value; 2] {
    [real(), kitchen_sink()]
}

/// Returns the schema of the reply of an operation.
fn reply<'a>(document: &'a Value, operation: &'a Value) -> &'a Value {
    let schema = &operation["responses"]["200"]["content"]["application/json"]["schema"];
    assert!(schema["$ref"].is_string(), "the reply has a name: {schema}");
    resolved(document, schema)
}

/// Visits a value and all values in it.
fn all<'a>(value: &'a Value, visit: &mut impl FnMut(&'a Value)) {
    visit(value);
    match value {
        Value::Array(items) => items.iter().for_each(|it| all(it, visit)),
        Value::Object(members) => members.values().for_each(|it| all(it, visit)),
        _ => {}
    }
}

#[test]
fn every_reply_is_one_flat_object() {
    for document in documents() {
        for (path, _, operation) in operations(&document) {
            let reply = reply(&document, operation);
            assert_eq!(reply["type"], "object", "{path}");
            assert_eq!(reply["required"], json!(["error_code"]), "{path}");
            let fields = reply["properties"].as_object().unwrap();
            assert_eq!(fields["error_code"]["type"], "integer", "{path}");
            assert!(fields["error_code"].get("const").is_none(), "{path}");
            assert_eq!(fields["error_msg"]["type"], "string", "{path}");
            let others = ["data", "page_no", "page_size", "total_size"];
            let mut names = fields.keys().filter(|it| !it.starts_with("error_"));
            assert!(names.all(|it| others.contains(&it.as_str())), "{path}: {fields:?}");
        }
        all(&document, &mut |it| {
            let combined =
                ["oneOf", "allOf", "anyOf"].into_iter().find(|word| it.get(word).is_some());
            assert_eq!(combined, None, "{it}");
        });
    }
}

#[test]
fn lists_have_totals_and_other_replies_have_none() {
    let document = real();
    let mut pages = 0;
    for (path, _, operation) in operations(&document) {
        let fields = &reply(&document, operation)["properties"];
        let is_page = path.ends_with("/list") || path == "/entity/adv-query";
        for total in ["total_size", "page_size", "page_no"] {
            let expected = if is_page { json!("integer") } else { Value::Null };
            assert_eq!(fields[total]["type"], expected, "{path}");
        }
        pages += usize::from(is_page);
    }
    assert_eq!(pages, 16);
}

#[test]
fn every_object_is_a_component_whose_title_is_its_name() {
    for document in documents() {
        let schemas = document["components"]["schemas"].as_object().unwrap();
        for (name, schema) in schemas {
            assert_eq!(schema["title"], **name);
            assert!(name.chars().all(char::is_alphanumeric), "{name}");
            // Generators invent names for objects inside of other schemas.
            let mut objects = 0;
            all(schema, &mut |it| objects += usize::from(it["type"] == "object"));
            assert!(objects <= 1, "{name}: {schema}");
        }
        let mut outside = 0;
        all(&document["paths"], &mut |it| outside += usize::from(it["type"] == "object"));
        assert_eq!(outside, 0);
    }
}

#[test]
fn every_component_is_in_use() {
    for document in documents() {
        let mut used = BTreeSet::new();
        all(&document, &mut |it| {
            used.extend(it["$ref"].as_str().map(str::to_owned));
        });
        for kind in ["schemas", "parameters", "examples"] {
            for name in document["components"][kind].as_object().unwrap().keys() {
                assert!(used.contains(&format!("#/components/{kind}/{name}")), "{name}");
            }
        }
    }
}

#[test]
fn the_calls_of_a_resource_that_return_its_id_share_one_reply() {
    let document = real();
    let names = ["add", "update", "delete"].map(|call| {
        let operation = &document["paths"][format!("/account/{call}")]["post"];
        let reply = reply(&document, operation);
        let data = resolved(&document, &reply["properties"]["data"]);
        (text(reply, "title"), text(data, "title"))
    });
    assert_eq!(names, [("AccountIdReply", "AccountId"); 3]);
    let schemas = document["components"]["schemas"].as_object().unwrap();
    assert!(schemas.len() < 90, "{}", schemas.len());
}

#[test]
fn one_pattern_describes_an_id_in_full() {
    let document = real();
    let id = &document["components"]["schemas"]["Id"];
    assert!(id.get("minLength").is_none() && id.get("maxLength").is_none());
    let pattern = text(id, "pattern");
    assert!(pattern.starts_with('^') && pattern.ends_with('$'), "{pattern}");

    let mut compiler = Compiler::new();
    compiler.add_resource("file:///id.json", id.clone()).unwrap();
    let mut schemas = Schemas::new();
    let schema = compiler.compile("file:///id.json", &mut schemas).unwrap();
    for (text, expected) in [
        ("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", true),
        ("016-000000000000000000000000000000000000", true),
        ("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78", false),
        ("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d0", false),
        ("0003e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", false),
        ("003-e7cb7ac6-9ccd 437c-a803-a0ff90bfd78d", false),
        ("003-e7cb7ac6-9ccd\u{1}437c-a803-a0ff90bfd78d", false),
        ("003-e7cb7ac6-9ccd\u{9f}437c-a803-a0ff90bfd78d", false),
        ("", false),
    ] {
        assert_eq!(schemas.validate(&json!(text), schema).is_ok(), expected, "{text}");
    }
}

#[test]
fn a_required_string_is_not_blank() {
    let mut strings = 0;
    for document in documents() {
        for (path, parameter) in parameters(&document) {
            let schema = &parameter["schema"];
            if parameter["required"] == true && schema["type"] == "string" {
                let is_pattern = schema["pattern"].is_string();
                assert!(is_pattern || schema["minLength"] == 1, "{path}: {parameter}");
                strings += 1;
            } else if parameter["required"] == true {
                assert!(schema.get("minLength").is_none(), "{path}: {parameter}");
            }
        }
    }
    assert!(strings > 40, "{strings}");
}

#[test]
fn the_field_of_a_condition_is_not_blank() {
    let document = real();
    let field = &document["components"]["schemas"]["Condition"]["properties"]["fieldName"];
    assert_eq!(field["minLength"], 1);
}

#[test]
fn a_parameter_that_only_the_client_requires_is_optional() {
    let document = real();
    let mut parameters = parameters(&document);
    let (_, name) =
        parameters.find(|(path, it)| *path == "/file/upload" && it["name"] == "name").unwrap();
    assert_eq!(name["required"], false);
    assert!(name["schema"].get("minLength").is_none());
}

#[test]
fn a_summary_is_plain_text_that_differs_from_the_description() {
    for document in documents() {
        for (path, _, operation) in operations(&document) {
            let (summary, description) =
                (text(operation, "summary"), text(operation, "description"));
            assert!(!summary.contains(['`', '[', '\n']), "{path}: {summary}");
            assert_ne!(summary, description.trim_end_matches('.'), "{path}");
        }
    }
}

#[test]
fn every_fields_parameter_has_its_own_example() {
    let document = real();
    let fields = parameters(&document).filter(|(_, it)| it["name"] == "fields");
    let examples: BTreeMap<_, _> = fields.map(|(path, it)| (path, text(it, "example"))).collect();
    assert_eq!(examples.len(), 31);
    assert_eq!(examples["/account/get"], "accountName,phone");
    assert_eq!(examples["/account/list"], "accountId,accountName,phone");
    assert_eq!(examples["/entity/adv-query"], "phone,address");
}

#[test]
fn the_example_of_op_user_is_the_id_of_a_user() {
    let document = real();
    let users: Vec<_> = parameters(&document).filter(|(_, it)| it["name"] == "op_user").collect();
    assert_eq!(users.len(), 70);
    assert!(users.iter().all(|(_, it)| text(it, "example").starts_with("027-")));
}

#[test]
fn every_operation_shows_a_success_before_a_failure() {
    let document = real();
    for (path, _, operation) in operations(&document) {
        let examples = &operation["responses"]["200"]["content"]["application/json"]["examples"];
        let examples = examples.as_object().unwrap().values();
        let codes = examples.map(|it| &resolved(&document, it)["value"]["error_code"]);
        let codes: Vec<_> = codes.map(|it| it.as_i64().unwrap()).collect();
        let expected: &[i64] = if path == "/entity/adv-query" { &[402] } else { &[0, 402] };
        assert_eq!(codes, expected, "{path}");
    }
}

#[test]
fn a_signature_is_the_first_security_scheme() {
    let document = real();
    let modes = document["security"].as_array().unwrap();
    let names: Vec<Vec<_>> =
        modes.iter().map(|it| it.as_object().unwrap().keys().collect()).collect();
    assert_eq!(names, [vec!["appid", "sign", "sign_type", "timestamp"], vec!["appid", "sign"]]);
}

#[test]
fn the_sandbox_is_among_the_servers() {
    let document = real();
    let servers = document["servers"].as_array().unwrap();
    let urls: Vec<_> = servers.iter().map(|it| text(it, "url")).collect();
    assert_eq!(urls[0], "https://www.365.wisecrm.com/gw");
    assert!(urls.contains(&"http://127.0.0.1:{port}/gw"), "{urls:?}");
}

#[test]
fn the_document_names_its_license_and_the_project() {
    let document = real();
    let info = &document["info"];
    assert_eq!(info["license"]["identifier"], "MIT OR Apache-2.0");
    assert_eq!(info["contact"]["name"], "crm-client");
    assert!(
        !info["contact"].to_string().contains("wisecrm.com"),
        "the vendor does not maintain it"
    );
}
