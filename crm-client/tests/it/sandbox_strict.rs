//! Requests that the sandbox refuses, and its error messages.

use bytes::Bytes;
use crm_client::sandbox::{Entity, Field, Sandbox};
use crm_client::{Code, Upload};
use http::Request;
use serde_json::Value;

pub const ADD: &str = r#"{"accountName":"甲"}"#;

/// Returns the URL of a call with the plain key and these parameters.
pub fn url(sandbox: &Sandbox, path: &str, query: &str) -> String {
    let (id, key) = (sandbox.app_id(), sandbox.app_key());
    format!("{}{path}?appid={id}&sign={key}&{query}", sandbox.base_url())
}

/// Returns the URL of a call of `account/add`.
pub fn add_url(sandbox: &Sandbox) -> String {
    url(sandbox, "account/add", &format!("op_user={}", sandbox.user()))
}

/// Returns the error code and the message of the reply.
fn said(
    sandbox: &Sandbox,
    request: http::request::Builder,
    body: impl Into<Bytes>,
) -> (i64, String) {
    let response = sandbox.handle(&request.body(body.into()).unwrap());
    assert_eq!(response.status(), 200);
    let body: Value = serde_json::from_slice(response.body()).unwrap();
    let message = body["error_msg"].as_str().unwrap_or_default().to_owned();
    (body["error_code"].as_i64().unwrap(), message)
}

#[track_caller]
fn assert_refused(answer: &(i64, String), code: Code, message: &str) {
    assert_eq!(answer.0, code.0, "{}", answer.1);
    assert!(answer.1.contains(message), "{:?} does not contain {message:?}", answer.1);
}

#[test]
fn names_a_parameter_that_is_given_twice() {
    let sandbox = Sandbox::new();
    for (query, name) in [
        ("fields=userName&page_no=1&page_no=1", "page_no"),
        ("fields=userName&page_no=1&page_no=", "page_no"),
        ("fields=userName&page%5Fno=1&page_no=2", "page_no"),
        ("fields=userName&appid=x", "appid"),
        ("fields=userName&sign=x", "sign"),
        ("fields=userName&unheard=1&unheard=2", "unheard"),
    ] {
        let answer = said(&sandbox, Request::get(url(&sandbox, "user/list", query)), "");
        assert_refused(&answer, Code::INVALID_PARAMETER, &format!("`{name}` is given twice"));
    }
    let long = format!("fields=userName&{0}=1&{0}=1", "a".repeat(10_000));
    let answer = said(&sandbox, Request::get(url(&sandbox, "user/list", &long)), "");
    assert!(answer.1.len() < 200, "the message is short");
    assert!(sandbox.completed_calls().is_empty());
}

#[test]
fn requires_the_content_type_of_a_json_body() {
    let sandbox = Sandbox::new();
    let add = |value: Option<&str>| {
        let request = Request::post(add_url(&sandbox).replace("add?", "add?force_add=true&"));
        let request = match value {
            Some(value) => request.header("content-type", value),
            None => request,
        };
        said(&sandbox, request, ADD)
    };
    for fit in [
        "application/json",
        "Application/JSON; Charset=\"UTF-8\"",
        "application/json;charset=utf-8",
        "application/json; version=1",
    ] {
        assert_eq!(add(Some(fit)).0, 0, "{fit}");
    }
    let refused = |value: Option<&str>, message: &str| {
        assert_refused(&add(value), Code::INVALID_PARAMETER, message);
    };
    refused(None, "`content-type`: missing; expected `application/json`");
    for other in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        refused(Some(other), "is not JSON; expected `application/json`");
    }
    refused(Some("multipart/form-data; boundary=x"), "is not JSON");
    for charset in ["gbk", "", "utf-16"] {
        refused(Some(&format!("application/json; charset={charset}")), "has another charset");
    }
    let twice = Request::post(add_url(&sandbox)).header("content-type", "application/json");
    let twice = said(&sandbox, twice.header("content-type", "text/plain"), ADD);
    assert_refused(&twice, Code::INVALID_PARAMETER, "`content-type` is given twice");
    assert_eq!(sandbox.completed_calls().len(), 4);
}

#[test]
fn accepts_a_file_as_bytes_and_refuses_a_form() {
    let sandbox = Sandbox::new();
    let upload = || Request::post(url(&sandbox, "file/upload", "name=a.txt"));
    for fit in ["application/octet-stream", "text/plain", "image/png"] {
        assert_eq!(said(&sandbox, upload().header("content-type", fit), "a file").0, 0, "{fit}");
    }
    assert_eq!(said(&sandbox, upload(), "a file").0, 0, "without a content type");
    for form in ["multipart/form-data; boundary=x", "Multipart/Mixed; boundary=x"] {
        let answer = said(&sandbox, upload().header("content-type", form), "--x--");
        assert_refused(&answer, Code::INVALID_PARAMETER, "send the bytes of the file as they are");
    }
}

#[test]
fn refuses_a_body_for_a_call_without_a_body() {
    let sandbox = Sandbox::new();
    let edit = "entity=Account&field=typeCode&label=a";
    let post = || Request::post(url(&sandbox, "metadata/picklist-edit", edit));
    let get = || Request::get(url(&sandbox, "area/root", ""));
    let answer = said(&sandbox, post().header("content-type", "application/json"), "{}");
    let message = "`metadata/picklist-edit` takes no body";
    assert_refused(&answer, Code::INVALID_PARAMETER, message);
    assert_refused(
        &said(&sandbox, get(), "a"),
        Code::INVALID_PARAMETER,
        "`area/root` takes no body",
    );
    assert_eq!(said(&sandbox, post().header("content-type", "application/json"), "").0, 0);
    assert_eq!(said(&sandbox, get(), "").0, 0);
}

#[test]
fn refuses_a_body_above_the_limit_of_its_call() {
    let sandbox = Sandbox::new();
    let json = || Request::post(add_url(&sandbox)).header("content-type", "application/json");
    let padded = |size: usize| format!("{ADD}{}", " ".repeat(size - ADD.len()));
    assert_eq!(said(&sandbox, json(), padded(8 << 20)).0, 0);
    let answer = said(&sandbox, json(), padded((8 << 20) + 1));
    assert_refused(&answer, Code::INVALID_PARAMETER, "the body is larger than 8388608 bytes");

    let upload = || Request::post(url(&sandbox, "file/upload", "name=a.txt"));
    assert_eq!(said(&sandbox, upload(), vec![0; Upload::MAX]).0, 0);
    let answer = said(&sandbox, upload(), vec![0; Upload::MAX + 1]);
    assert_refused(&answer, Code::BUSINESS_FAILURE, "the file is larger than 20 MB");
}

#[test]
fn refuses_a_malformed_json_body_with_the_reason() {
    let sandbox = Sandbox::new();
    for (body, message) in [
        (r#"{"accountName" 1}"#, r#"invalid JSON body: ["accountName"]: expected `:` at line 1"#),
        (
            r#"{"accountName":nil}"#,
            r#"invalid JSON body: ["accountName"]: expected ident at line 1"#,
        ),
        (r#"{"accountName":"a""#, "EOF while parsing an object at line 1 column 18"),
        ("[]", "invalid JSON body: invalid type: sequence, expected a record"),
        ("{} {}", "trailing characters at line 1 column 4"),
    ] {
        let request = Request::post(add_url(&sandbox)).header("content-type", "application/json");
        assert_refused(&said(&sandbox, request, body), Code::INVALID_PARAMETER, message);
    }
}

/// Returns a filter with one condition.
fn with(condition: &str) -> String {
    format!(r#"{{"type":"AND","filters":[{condition}]}}"#)
}

/// Sends an advanced query, and returns the error code and the message.
fn query(sandbox: &Sandbox, filter: String) -> (i64, String) {
    let url = url(sandbox, "entity/adv-query", "entity=Account&fields=accountName");
    said(sandbox, Request::post(url).header("content-type", "application/json"), filter)
}

#[test]
fn names_the_invalid_part_of_a_filter() {
    let sandbox = Sandbox::new();
    let good = r#"{"fieldName":"phone","operator":"cl","value":"021"}"#;
    let third = |condition: &str| with(&format!("{good},{good},{condition}"));
    let (invalid, missing) = (Code::INVALID_PARAMETER, Code::MISSING_PARAMETER);
    let operators = "expected one of `=`, `<>`, `>`, `<`, `cl`, `nc`, `$NULL$`, `$NOT_NULL$`";
    for (filter, code, message) in [
        (
            third(r#"{"fieldName":"phone","operator":"~","value":1}"#),
            invalid,
            format!("`filters[2].operator`: unknown operator \"~\"; {operators}"),
        ),
        (
            with(r#"{"operator":"=","value":1}"#),
            missing,
            "`filters[0].fieldName` is missing".into(),
        ),
        (
            with(r#"{"fieldName":" ","operator":"=","value":1}"#),
            missing,
            "`filters[0].fieldName` is missing".into(),
        ),
        (
            third(r#"{"fieldName":7,"operator":"=","value":1}"#),
            invalid,
            "`filters[2].fieldName`: invalid type: integer, expected a string".into(),
        ),
        (
            with(r#"{"fieldName":"phone","value":1}"#),
            missing,
            "`filters[0].operator` is missing".into(),
        ),
        (
            with(r#"{"fieldName":"phone","operator":"="}"#),
            missing,
            "`filters[0].value` is missing".into(),
        ),
        (
            third(r#"{"fieldName":"phone","operator":"=","value":[1]}"#),
            invalid,
            "`filters[2].value`: unexpected array or object".into(),
        ),
        (
            with(r#"{"fieldName":"phone","operator":"=","value":{}}"#),
            invalid,
            "`filters[0].value`: unexpected array or object".into(),
        ),
        (with("7"), invalid, "`filters[0]`: invalid type: integer".into()),
        (with(""), invalid, "`filters`: 0 conditions; expected 1 to 10".into()),
        (with(&[good; 11].join(",")), invalid, "`filters`: 11 conditions; expected 1 to 10".into()),
        (
            with(good).replace("AND", "XOR"),
            invalid,
            "`type`: unknown type \"XOR\"; expected `AND` or `OR`".into(),
        ),
        (with(good).replace(r#""AND""#, "1"), invalid, "`type`: invalid type: integer".into()),
        (with(good).replace("type", "kind"), missing, "`type` is missing".into()),
        (r#"{"type":"OR"}"#.into(), missing, "`filters` is missing".into()),
        (
            r#"{"type":"OR","filters":{}}"#.into(),
            invalid,
            "`filters`: invalid type: map, expected a sequence".into(),
        ),
    ] {
        assert_refused(&query(&sandbox, filter), code, &message);
    }
    assert!(query(&sandbox, with(good).replace("AND", &"A".repeat(10_000))).1.len() < 200);
    for fit in [
        with(&[good; 10].join(",")),
        with(r#"{"fieldName":"phone","operator":"$NULL$"}"#),
        with(r#"{"fieldName":"phone","operator":"=","value":null}"#),
        with(r#"{"fieldName":"phone","operator":"=","value":true,"more":{}}"#),
    ] {
        assert_eq!(query(&sandbox, fit.clone()).0, 0, "{fit}");
    }
}

/// A call that takes longer than this does not run in linear time.
const LIMIT: std::time::Duration = std::time::Duration::from_secs(20);

#[test]
fn handles_many_fields_in_linear_time() {
    let sandbox = Sandbox::new();
    let start = std::time::Instant::now();
    let fields = (0..100_000).map(|it| (it.to_string(), it.into()));
    let name = [("accountName".to_owned(), Value::from("乙"))];
    let body = Value::Object(name.into_iter().chain(fields).collect()).to_string();
    let request = || Request::post(add_url(&sandbox)).header("content-type", "application/json");
    assert_eq!(said(&sandbox, request(), body).0, 0);
    assert!(start.elapsed() < LIMIT, "a record with many fields: {:?}", start.elapsed());

    let sandbox = Sandbox::new();
    for _ in 0..30 {
        sandbox.insert("Account", &serde_json::json!({ "accountName": "甲" }));
    }
    let start = std::time::Instant::now();
    let names: Vec<String> = (0..12_000).map(|it| format!("{it:x}")).collect();
    let query = format!("op_user={}&page_size=200&fields={}", sandbox.user(), names.join(","));
    assert_eq!(said(&sandbox, Request::get(url(&sandbox, "account/list", &query)), "").0, 0);
    assert!(start.elapsed() < LIMIT, "a list with many fields: {:?}", start.elapsed());
}

#[test]
fn truncates_a_long_unknown_field_name_and_suggests_no_other() {
    let sandbox = Sandbox::new();
    sandbox.declare(Entity::new("c__lead", "线索").field(Field::string("c__phone", "电话")));
    let query = format!("entity=c__lead&op_user={}", sandbox.user());
    let request = Request::post(url(&sandbox, "customentity/add", &query));
    let body = format!(r#"{{"{}":1}}"#, "名".repeat(2_000_000));
    let start = std::time::Instant::now();
    let answer = said(&sandbox, request.header("content-type", "application/json"), body);
    assert!(start.elapsed() < LIMIT, "{:?}", start.elapsed());
    assert_refused(&answer, Code::BUSINESS_FAILURE, "; declare it with `declare_field(");
    assert!(answer.1.len() < 500, "the message is short");
}

#[test]
fn names_an_unknown_entity() {
    let sandbox = Sandbox::new();
    sandbox.declare(Entity::new("c__lead", "线索"));
    for (name, message) in [
        ("c__laed", "there is no entity `c__laed`; did you mean `c__lead`?"),
        ("x", "there is no entity `x`; declare it with `declare`"),
    ] {
        let query = format!("entity={name}&fields=c__name&op_user={}", sandbox.user());
        let request = Request::get(url(&sandbox, "customentity/list", &query));
        assert_refused(&said(&sandbox, request, ""), Code::BUSINESS_FAILURE, message);
    }
}
