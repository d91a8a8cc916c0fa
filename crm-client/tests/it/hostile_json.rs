//! Replies that are very long, wide or deeply nested. The client returns an error or a correct
//! result, in linear time. With quadratic time, these tests would take minutes.

use std::collections::BTreeMap;

use bytes::Bytes;
use crm_client::{Client, Json, Record};
use http::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{APP_KEY, ID, Recorder, client, error, param};

/// Creates a client whose every response has this body.
fn answering(body: String) -> Client {
    let body = Bytes::from(body);
    client(Recorder::new(move |_| Response::new(body.clone())))
}

/// Returns an object with 100,000 fields.
fn wide() -> String {
    let fields: Vec<String> = (0..100_000).map(|it| format!(r#""field{it:06}":{it}"#)).collect();
    format!("{{{}}}", fields.join(","))
}

/// Returns JSON with this number of nested levels.
fn deep(levels: usize) -> String {
    format!("{}{}", r#"{"a":["#.repeat(levels / 2), "]}".repeat(levels / 2))
}

#[tokio::test]
async fn decodes_a_record_of_100_000_fields() {
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Flat {
        field000001: u32,
        #[serde(flatten)]
        others: BTreeMap<String, u32>,
    }

    let crm = answering(format!(r#"{{"error_code":0,"data":{}}}"#, wide()));
    let record = crm.account().get(ID, ["phone"]).await.unwrap();
    assert_eq!((record.len(), record.get::<u32>("field099999").unwrap()), (100_000, 99_999));
    let map = record.decode::<BTreeMap<String, u32>>().unwrap();
    assert_eq!((map.len(), map["field000000"]), (100_000, 0));
    let flat: Flat = crm.account().get(ID, ["phone"]).returning().await.unwrap();
    assert_eq!((flat.field000001, flat.others.len()), (1, 99_999));
    let list = answering(format!(r#"{{"error_code":0,"data":[{}]}}"#, wide()));
    assert_eq!(list.account().list(["phone"]).await.unwrap().data[0], record);
    assert_eq!(format!("{record:?}").matches(':').count(), 100_000);
}

#[tokio::test]
async fn decodes_or_refuses_a_field_that_is_repeated_100_000_times() {
    let fields = vec![r#""phone":"1""#; 100_000].join(",");
    let crm = answering(format!(r#"{{"error_code":0,"data":{{{fields},"phone":"2"}}}}"#));
    let record = crm.account().get(ID, ["phone"]).await.unwrap();
    assert_eq!(record.get::<String>("phone").unwrap(), "2");
    assert_eq!(record.decode::<BTreeMap<String, String>>().unwrap()["phone"], "2");
    let codes = vec![r#""error_code":400"#; 100_000].join(",");
    let error = error(answering(format!("{{{codes}}}")).account().get(ID, ["phone"]).await);
    assert!(error.is_decode() && error.to_string().len() < 200, "{error}");
}

#[tokio::test]
async fn a_decode_error_of_a_wide_record_is_short() {
    let crm = answering(format!(r#"{{"error_code":0,"data":{}}}"#, wide()));
    let call = crm.account().get(ID, ["phone"]).returning::<BTreeMap<String, u16>>();
    let error = error(call.await);
    assert_eq!(error.json_path(), Some(r#"data["…"]"#));
    assert!(format!("{error}{error:?}{:?}", error.decode_details()).len() < 1000, "{error}");
}

#[tokio::test]
async fn deeply_nested_json_is_an_error_or_kept_unchanged() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code, reason = "the test never decodes this type")]
    struct Nested {
        a: Vec<Nested>,
    }

    let crm = answering(format!(r#"{{"error_code":0,"data":{{"deep":{}}}}}"#, deep(100_000)));
    let record = crm.account().get(ID, ["deep"]).await.unwrap();
    assert_eq!(record.raw("deep").map(str::len), Some(400_000));
    assert!(record.get::<Json>("deep").is_ok());
    assert!(record.decode::<BTreeMap<String, Json>>().is_ok());
    let get = || crm.account().get(ID, ["deep"]);
    for error in [
        error(record.get::<Value>("deep")),
        error(record.get::<Nested>("deep")),
        error(record.decode::<Value>()),
        error(get().returning::<Value>().await),
        error(get().returning::<BTreeMap<String, Nested>>().await),
    ] {
        assert!(error.to_string().contains("more than 127 nested levels"), "{error}");
        assert!(format!("{error:?}").len() < 1500, "{error:?}");
    }
    // The nested value is next to the data.
    let beside = format!(r#"{{"error_code":0,"x":{0},"total_size":{0},"data":[]}}"#, deep(100_000));
    assert!(answering(beside).account().list(["phone"]).await.is_ok());
    let message = format!(r#"{{"error_code":400,"error_msg":{}}}"#, deep(100_000));
    let error = error(answering(message).account().get(ID, ["phone"]).await);
    assert!(error.message().unwrap().ends_with("… (400,000 bytes in total)"));
    let error = crate::support::error(answering(deep(100_000)).account().get(ID, ["a"]).await);
    assert!(error.is_decode(), "{error}");
}

#[tokio::test]
async fn truncates_a_message_of_2_mb() {
    for (text, bytes) in [("a", 2_097_152), ("客", 2_097_153)] {
        let said = text.repeat(bytes / text.len());
        let body = json!({ "error_code": 400, "error_msg": said }).to_string();
        let error = error(answering(body).account().get(ID, ["phone"]).await);
        let message = error.message().unwrap();
        assert!((4094..4200).contains(&message.len()), "{}", message.len());
        assert!(message.starts_with(text), "{error}");
        let total = format!("… (2,097,{} bytes in total)", bytes % 1000);
        assert!(message.ends_with(&total) && error.to_string().contains(&total), "{error}");
        assert!(format!("{error:?}").len() < 10_000);
    }
}

#[tokio::test]
async fn hides_a_secret_at_the_end_of_a_truncated_message() {
    // With these lengths, the message is cut at every letter of a secret.
    for before in 4050..4100 {
        let crm = client(Recorder::new(move |request| {
            let sign = param(request, "sign").unwrap().to_ascii_uppercase();
            let said = format!("{}{sign}{APP_KEY}{}", ".".repeat(before), "z".repeat(100_000));
            let body = json!({ "error_code": 400, "error_msg": said });
            Response::new(body.to_string().into())
        }));
        let error = error(crm.account().get(ID, ["phone"]).await);
        let message = error.message().unwrap();
        let (kept, _) = message.split_once('…').unwrap();
        let hidden = "[the signature][the app key]".to_owned() + &"z".repeat(100);
        assert!(hidden.starts_with(kept.trim_start_matches('.')), "{kept}");
    }
}

#[tokio::test]
async fn hides_many_secrets_in_linear_time() {
    for text in [APP_KEY.to_owned(), "%45".to_owned(), r"\u0045".to_owned(), "E".to_owned()] {
        let body = json!({ "error_code": 400, "error_msg": text.repeat(4_000_000 / text.len()) });
        let error = error(answering(body.to_string()).account().get(ID, ["phone"]).await);
        assert!(!error.message().unwrap().contains(APP_KEY));
    }
}

#[tokio::test]
async fn truncates_the_decode_details_of_a_long_value() {
    let long = "1".repeat(2_000_000);
    let body = format!(r#"{{"error_code":0,"data":{{"{long}":"{long}"}}}}"#);
    let call = answering(body.clone()).account().get(ID, ["a"]).returning::<BTreeMap<String, u8>>();
    let error = error(call.await);
    assert!(error.to_string().len() < 200 && error.decode_details().unwrap().len() < 8500);
    let record: Record = serde_json::from_str(&body).unwrap();
    let error = record.decode::<BTreeMap<String, BTreeMap<String, u8>>>().unwrap_err();
    assert!(error.decode_details().unwrap().len() < 8500);
}
