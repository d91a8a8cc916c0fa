//! The endpoint table: its content, and the samples of the vendor.

use std::collections::BTreeSet;

use crm_client::ENDPOINTS;
use crm_client::endpoint::{BodyKind, Effect, Method, Need, Returns, Type};
use serde_json::Value;

/// The tests of the generator compare the document with the spec.
#[test]
fn matches_the_operations_of_the_openapi_document() {
    let document: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    let paths = document["paths"].as_object().unwrap().iter();
    let operations = paths.flat_map(|(path, item)| {
        let methods = item.as_object().unwrap().keys();
        methods.map(move |it| (path.trim_start_matches('/').to_owned(), it.to_uppercase()))
    });
    let endpoints = ENDPOINTS.iter().map(|it| it.info);
    let endpoints: BTreeSet<_> = endpoints
        .map(|it| (it.path.to_owned(), format!("{:?}", it.method).to_uppercase()))
        .collect();
    assert_eq!(endpoints, operations.collect());
    assert_eq!(endpoints.len(), ENDPOINTS.len());
}

#[test]
fn every_endpoint_has_a_page_and_a_doc_and_its_sample_decodes() {
    let samples = ENDPOINTS.iter().filter(|it| !it.sample.is_empty());
    assert!(samples.count() >= 86);
    for entry in ENDPOINTS {
        let path = entry.info.path;
        assert!(!entry.info.page.is_empty(), "{path} has no page");
        assert!(!entry.info.doc.is_empty(), "{path} has no doc");
        assert!(entry.info.query.iter().all(|it| !it.doc.is_empty()), "{path}");
        if !entry.sample.is_empty() {
            entry.decode(entry.sample.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

#[test]
fn a_reply_without_data_decodes_only_if_the_endpoint_returns_none() {
    for entry in ENDPOINTS {
        let decoded = entry.decode(br#"{"error_code":0,"error_msg":"x"}"#);
        match decoded {
            Ok(()) => assert_eq!(entry.info.returns, Returns::Nothing, "{}", entry.info.path),
            Err(error) => assert_eq!(error.json_path(), Some("data"), "{}", entry.info.path),
        }
    }
}

#[test]
fn every_get_is_a_read_and_every_record_body_is_a_write() {
    for info in ENDPOINTS.iter().map(|it| it.info) {
        if info.method == Method::Get || info.body == Some(BodyKind::Filter) {
            assert!(info.is_safe(), "{}", info.path);
        }
        if info.body == Some(BodyKind::Record) {
            assert_eq!(info.effect, Effect::Write, "{}", info.path);
        }
    }
}

#[test]
fn every_delete_endpoint_has_the_effect_delete() {
    let deletes = ENDPOINTS.iter().filter(|it| it.info.path.ends_with("/delete"));
    let effects: Vec<_> = deletes.map(|it| it.info.effect).collect();
    assert!(effects.len() >= 14 && effects.iter().all(|it| *it == Effect::Delete));
}

#[test]
fn passwords_and_tokens_are_secret() {
    let login = ENDPOINTS.iter().find(|it| it.info.path == "user/login-token").unwrap().info;
    let secret: Vec<_> = login.query.iter().map(|it| (it.name, it.is_secret())).collect();
    assert_eq!(secret, [("user", false), ("password", true)]);
    let Returns::Object(fields) = login.returns else { panic!("{:?}", login.returns) };
    assert!(fields.iter().any(|it| it.name == "login_token" && it.is_secret()));
}

#[test]
fn the_list_endpoint_has_the_documented_parameters() {
    let list = ENDPOINTS.iter().find(|it| it.info.path == "account/list").unwrap().info;
    assert_eq!((list.method, list.returns, list.body), (Method::Get, Returns::Page, None));
    let params: Vec<_> = list.query.iter().map(|it| (it.name, it.need, it.default)).collect();
    assert_eq!(
        params,
        [
            ("op_user", Need::Client, None),
            ("fields", Need::Required, None),
            ("qname", Need::Optional, None),
            ("page_no", Need::Optional, Some("1")),
            ("page_size", Need::Optional, Some("20")),
        ]
    );
    assert_eq!(list.query[4].ty, Type::Int { min: 1, max: 200 });
}
