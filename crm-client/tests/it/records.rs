//! Records keep the JSON of the server, and decode as any type.

use crm_client::{Fields, Id, Lossy, Record};
use serde::Deserialize;

use crate::support::{Customer, ID, Recorder, client, error};

const JSON: &str = concat!(
    r#"{"subject":"100用户","amount":99999.00,"big":12345678901234567890123,"tiny":1e-400,"#,
    r#""note":null,"tags":["a",{"b":1}],"subjecT":"\u4f01"}"#
);

fn record() -> Record {
    serde_json::from_str(JSON).unwrap()
}

#[test]
fn a_record_keeps_fields_order_and_digits() {
    let names: Vec<String> = record().iter().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(names, ["subject", "amount", "big", "tiny", "note", "tags", "subjecT"]);
    assert_eq!(record().raw("amount"), Some("99999.00"));
    assert_eq!(record().raw("big"), Some("12345678901234567890123"));
    assert_eq!(serde_json::to_string(&record()).unwrap(), JSON);
}

#[test]
fn a_field_decodes_as_any_type() {
    let record = record();
    assert_eq!(record.get::<&str>("subject").unwrap(), "100用户");
    assert_eq!(record.get::<Option<f64>>("amount").unwrap(), Some(99999.0));
    assert_eq!(record.get::<Option<String>>("note").unwrap(), None);
    assert_eq!(record.get::<Option<String>>("missing").unwrap(), None);
    assert_eq!(record.get::<(String, serde_json::Value)>("tags").unwrap().0, "a");
    assert_eq!(record.get::<String>("subjecT").unwrap(), "企");
    assert_eq!(record.raw("missing"), None);
}

#[test]
fn a_decode_error_names_the_field() {
    let error_of = |name| error(record().get::<u8>(name)).to_string();
    assert_eq!(
        error_of("subject"),
        "cannot decode the record at `subject`: invalid type: string, expected u8"
    );
    assert_eq!(error_of("missing"), "cannot decode the record at `missing`: the field is missing");
    let nested = error(record().get::<(String, Id)>("tags"));
    assert_eq!(nested.json_path(), Some("tags[1]"));
}

#[test]
fn a_record_decodes_as_a_struct() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Order {
        subject: String,
        amount: f64,
        note: Option<String>,
    }
    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "the test never decodes this type")]
    struct Wrong {
        amount: String,
    }

    let order = Order { subject: "100用户".to_owned(), amount: 99999.0, note: None };
    assert_eq!(record().decode::<Order>().unwrap(), order);
    let error = error(record().decode::<Wrong>());
    assert_eq!(error.json_path(), Some("amount"));
}

#[test]
fn the_last_of_two_fields_with_one_name_counts() {
    #[derive(Debug, Deserialize, PartialEq)]
    struct Row {
        a: u8,
    }
    #[derive(Debug, Deserialize, PartialEq)]
    struct Wrapper(Row);

    let record: Record = serde_json::from_str(r#"{"a":1,"a":2}"#).unwrap();
    assert_eq!(record.get::<u8>("a").unwrap(), 2);
    assert_eq!(record.decode::<Row>().unwrap(), Row { a: 2 });
    assert_eq!(record.decode::<Option<Wrapper>>().unwrap(), Some(Wrapper(Row { a: 2 })));
}

/// A linear search for each field would compare 20 billion names.
#[test]
fn decodes_a_record_of_many_fields_in_linear_time() {
    let fields: Vec<String> = (0..200_000).map(|it| format!(r#""field{it:06}":{it}"#)).collect();
    let json = format!(r#"{{{},"field000000":7}}"#, fields.join(","));
    let record: Record = serde_json::from_str(&json).unwrap();
    assert_eq!(record.iter().count(), 200_001);
    assert_eq!((record.get::<u32>("field000000").unwrap(), record.raw("none")), (7, None));
    let map: std::collections::BTreeMap<String, u32> = record.decode().unwrap();
    assert_eq!((map.len(), map["field000000"], map["field199999"]), (200_000, 7, 199_999));
    let error = error(record.decode::<std::collections::BTreeMap<String, u16>>());
    assert!(error.is_decode() && error.to_string().len() < 200, "{error}");
}

#[tokio::test]
async fn a_reply_decodes_as_a_record_or_a_struct() {
    const REPLY: &str =
        r#"{"data":{"phone":null,"accountName":"a","new":[]},"error_code":0,"unknown":1}"#;
    let crm = client(Recorder::of(REPLY));
    let record = crm.account().get(ID, ["phone"]).await.unwrap();
    assert_eq!(record.raw("new"), Some("[]"));
    let typed = crm.account().get_as::<Customer>(ID).await.unwrap();
    assert_eq!(typed, Customer { account_name: "a".to_owned(), phone: None });
}

#[tokio::test]
async fn an_invalid_row_does_not_fail_the_page_of_lossy_rows() {
    const REPLY: &str = r#"{"error_code":0,"total_size":4,"data":[
        {"accountName":"甲","phone":"021"},{"accountName":["乙"],"phone":"022"},null,{"accountName":"丁"}]}"#;
    let crm = client(Recorder::of(REPLY));
    assert_eq!(
        error(crm.account().list_as::<Customer>().await).json_path(),
        Some("data[1].accountName")
    );
    let page = crm.account().list_as::<Lossy<Customer>>().await.unwrap();
    assert_eq!(page.total_size, Some(4));
    let rows: Vec<_> = page.into_iter().map(|Lossy(row)| row).collect();
    let names = rows.iter().map(|it| it.as_ref().ok().map(|it| it.account_name.as_str()));
    assert_eq!(names.collect::<Vec<_>>(), [Some("甲"), None, None, Some("丁")]);
    let problem = rows[1].as_ref().unwrap_err();
    assert_eq!(problem.error().json_path(), Some("accountName"));
    assert_eq!(problem.json().get::<Record>().unwrap().get::<&str>("phone").unwrap(), "022");
    let shown = format!("{problem} {problem:?}");
    assert!(!shown.contains('乙') && !shown.contains("022"), "{shown}");
    assert_eq!(rows[2].as_ref().unwrap_err().json().as_str(), "null");
}

#[test]
fn a_lossy_row_requests_the_fields_of_its_type() {
    #[derive(Deserialize)]
    #[allow(dead_code, reason = "the test never decodes this type")]
    struct Wrapper(Lossy<Customer>);

    assert_eq!(Fields::of::<Lossy<Customer>>(), Fields::of::<Customer>());
    assert_eq!(Fields::of::<Lossy<Option<Customer>>>(), Fields::of::<Customer>());
    assert_eq!(Fields::of::<Lossy<Lossy<Customer>>>(), Fields::of::<Customer>());
    assert_eq!(Fields::of::<Wrapper>(), Fields::of::<Customer>());
    assert_eq!(Fields::of::<Lossy<Record>>().as_str(), None);
}
