//! Construction, comparison, parsing and serialization of values.

use std::collections::HashMap;

use crm_client::metadata::{EntityInfo, PicklistRemoveResponse};
use crm_client::{
    Body, Code, Error, Fields, Id, Json, Outcome, Page, ParseIdError, Record, Sort, TransportError,
};
use serde::Serialize;
use serde_json::json;

use crate::support::ID;

#[test]
fn an_id_equals_its_string() {
    let (id, string) = (Id::from(ID), ID.to_owned());
    assert_eq!(id, *ID);
    assert_eq!(*ID, id);
    assert_eq!(id, ID);
    assert_eq!(ID, id);
    assert_eq!(id, string);
    assert_eq!(string, id);
    assert_ne!(id, "4711");
    assert_ne!("4711", id);
    assert_ne!(String::new(), id);
}

#[test]
fn a_map_of_ids_can_be_searched_by_string() {
    let names = HashMap::from([(Id::from(ID), "杨志永")]);
    assert_eq!(names.get(ID), Some(&"杨志永"));
    assert_eq!(names.get("4711"), None);
}

#[test]
fn parsing_an_invalid_id_explains_the_problem() {
    let problem = |text: &str| text.parse::<Id>().unwrap_err().to_string();
    let expected = "expected 40 characters with `-` after the first 3";
    assert_eq!(problem("x"), format!("invalid id: it has 1 character; {expected}"));
    assert_eq!(problem(""), format!("invalid id: it has 0 characters; {expected}"));
    assert_eq!(
        problem(&"0".repeat(40)),
        format!("invalid id: there is no `-` after the first 3 characters; {expected}")
    );
    for blank in [format!("{ID} "), ID.replace('-', "\n"), format!("\0{}", &ID[1..])] {
        assert_eq!(
            problem(&blank),
            format!("invalid id: it contains white space or a control character; {expected}")
        );
    }
    let parsed: Result<Id, ParseIdError> = ID.parse();
    assert_eq!(parsed.unwrap(), ID);
}

#[test]
fn a_body_is_created_from_a_value_or_a_reference() {
    #[derive(Serialize)]
    struct Customer {
        phone: &'static str,
    }

    const JSON: &str = r#"{"phone":"021"}"#;
    let record: Record = serde_json::from_str(JSON).unwrap();
    let bodies = [
        Body::from(&json!({ "phone": "021" })),
        Body::from(json!({ "phone": "021" })),
        Body::from(&record),
        Body::from(record),
        Body::from(&Customer { phone: "021" }),
        Body::from(Customer { phone: "021" }),
        Body::from(HashMap::from([("phone", "021")])),
    ];
    for body in &bodies {
        assert_eq!(body.as_json(), Some(JSON));
        assert_eq!(Body::from(body), *body);
    }
}

#[test]
fn fields_are_collected_from_names() {
    let names = vec!["accountName".to_owned(), "phone".to_owned()];
    assert_eq!(names.iter().collect::<Fields>(), Fields::from(&names));
    assert_eq!(names.into_iter().collect::<Fields>().as_str(), Some("accountName,phone"));
    assert_eq!(std::iter::empty::<&str>().collect::<Fields>().as_str(), Some(""));
}

#[test]
fn a_sort_order_parses_its_own_output() {
    let sort = Sort::desc("createdOn").then_asc("accountName");
    assert_eq!(sort.to_string().parse::<Sort>().unwrap(), sort);
    assert_eq!(" createdOn : desc ,accountName".parse::<Sort>().unwrap(), sort);
    let problem = |text: &str| text.parse::<Sort>().unwrap_err().to_string();
    for text in ["", "a,,b", ":asc"] {
        assert_eq!(
            problem(text),
            "invalid sort order: a field name is missing; expected something like \
             `createdOn:desc,accountName:asc`"
        );
    }
    for (text, direction) in [("a:up", "up"), ("a:", ""), ("a:asc:b", "asc:b")] {
        assert_eq!(
            problem(text),
            format!(
                "invalid sort order: unknown direction `{direction}` of `a`; expected `asc` or \
                 `desc`"
            )
        );
    }
}

#[test]
fn a_value_of_any_type_converts_to_a_plain_string() {
    let record: Record = serde_json::from_str(
        r#"{"date":"2024-05-01 09:30:00","escaped":"a\"\\\n\u4f01","amount":99999.00,"note":null,"yes":true,
            "list":["a", null],"broken":"\ud800","empty":"","word":"null"}"#,
    )
    .unwrap();
    for (name, expected) in [
        ("date", "2024-05-01 09:30:00"),
        ("escaped", "a\"\\\n企"),
        ("amount", "99999.00"),
        ("note", ""),
        ("yes", "true"),
        ("list", r#"["a", null]"#),
        ("broken", r#""\ud800""#),
        ("empty", ""),
        ("word", "null"),
    ] {
        assert_eq!(record.plain_string(name).unwrap(), expected, "{name}");
        let json: Json = serde_json::from_str(record.raw(name).unwrap()).unwrap();
        assert_eq!(json.to_plain_string(), expected, "{name}");
    }
    assert_eq!(record.plain_string("missing"), None);
}

#[test]
fn serializes_with_the_field_names_of_the_reply() {
    let page = Page::new(vec![1, 2]).with_total_size(5).with_page_size(2).with_page_no(3);
    assert_eq!(
        serde_json::to_value(&page).unwrap(),
        json!({ "data": [1, 2], "total_size": 5, "page_size": 2, "page_no": 3 })
    );
    assert!(page.is_last() && !page.with_page_no(2).is_last());
    let outcomes = [Outcome::NotSent, Outcome::Refused, Outcome::Unknown];
    assert_eq!(serde_json::to_value(outcomes).unwrap(), json!(["not_sent", "refused", "unknown"]));
    assert_eq!(serde_json::to_value(Code::RATE_LIMITED).unwrap(), json!(491));
}

#[test]
fn a_reply_serializes_as_it_was_received() {
    fn stays<T: serde::de::DeserializeOwned + Serialize>(json: &serde_json::Value) {
        let reply: T = serde_json::from_value(json.clone()).unwrap();
        assert_eq!(serde_json::to_value(&reply).unwrap(), *json);
    }

    stays::<EntityInfo>(&json!({
        "code": 2, "entity": "Account", "name": "客户", "type": 1, "name_field": "accountName",
    }));
    for value in [-1, 7] {
        stays::<PicklistRemoveResponse>(&json!({ "field": "typeCode", "value": value }));
    }
}

#[test]
fn a_constructed_error_equals_the_error_of_a_failed_call() {
    let refused = Error::from_code("account/add", Code::BUSINESS_FAILURE, "名称重复");
    assert_eq!((refused.code(), refused.message()), (Some(Code(400)), Some("名称重复")));
    assert_eq!((refused.endpoint(), refused.attempts()), (Some("account/add"), 1));
    assert_eq!(refused.status().unwrap(), 200);
    for (code, outcome) in [
        (Code::INSUFFICIENT_RIGHTS, Outcome::Refused),
        (Code::SYSTEM_ERROR, Outcome::Unknown),
        (Code(499), Outcome::Unknown),
    ] {
        assert_eq!(Error::from_code("account/add", code, "").outcome(), outcome, "{code}");
    }
    let long = Error::from_code("account/add", Code(400), "长".repeat(10_000));
    assert!(long.message().unwrap().len() < 5_000);

    let transport = |error| Error::from_transport("account/list", error);
    let unsent = transport(TransportError::connect("refused"));
    assert!(unsent.is_connect() && unsent.outcome() == Outcome::NotSent);
    let late = transport(TransportError::timeout("30 s"));
    assert!(late.is_timeout() && late.outcome() == Outcome::Unknown);
    assert_eq!((late.endpoint(), late.attempts(), late.status()), (Some("account/list"), 1, None));
    let status = Error::from_status("account/list", http::StatusCode::BAD_GATEWAY);
    assert!(status.is_status() && status.outcome() == Outcome::Unknown);
}
