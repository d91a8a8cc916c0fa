//! Errors contain the endpoint, the problem and a remedy.

use std::time::Duration;

use bytes::Bytes;
use crm_client::{Client, Code, Error, Outcome};
use http::{Response, StatusCode};
use serde::Deserialize;
use serde_json::json;

use crate::support::{
    Customer, Recorder, builder, client, error, http as response, nobody, raw_server,
};

/// Returns the error of a list call to a server that sends only `answer`.
async fn list_over_socket(answer: Option<String>) -> Error {
    let address = raw_server(answer).await;
    error(client_at(address, Duration::from_secs(5)).account().list_as::<Customer>().await)
}

/// Creates a client for this address with this timeout.
fn client_at(address: std::net::SocketAddr, timeout: Duration) -> Client {
    let builder = builder().base_url(format!("http://{address}/gw/")).no_proxy();
    builder.timeout(timeout).build().unwrap()
}

/// Returns the error of a list call whose response is HTTP 200 with this body.
async fn list_error(body: &'static str) -> Error {
    error(client(Recorder::of(body)).account().list_as::<Customer>().await)
}

/// Checks the message of the error for a response with this body.
async fn check(body: &'static str, said: &str) {
    let error = list_error(body).await;
    assert_eq!(error.to_string(), said);
    assert_eq!((error.endpoint(), error.attempts()), (Some("account/list"), 1));
}

#[tokio::test]
async fn a_code_inside_http_200_is_an_error() {
    let error = list_error(r#"{"error_code":402,"error_msg":"参数 op_user 不能为空"}"#).await;
    assert_eq!(error.code(), Some(Code::MISSING_PARAMETER));
    assert_eq!(error.message(), Some("参数 op_user 不能为空"));
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(
        error.to_string(),
        "account/list: error 402 (a parameter must not be empty): 参数 op_user 不能为空; give every \
         required parameter"
    );
}

#[tokio::test]
async fn keeps_unknown_codes_and_the_exact_message() {
    let error = list_error(r#"{"error_code":-7,"error_msg":" line\n two "}"#).await;
    assert_eq!(error.code(), Some(Code(-7)));
    assert_eq!(error.message(), Some(" line\n two "));
    assert_eq!(error.to_string(), "account/list: error -7 (undocumented code): line two");
    assert_eq!(error.code().unwrap().meaning(), None);
}

#[tokio::test]
async fn an_error_code_takes_precedence_over_any_data() {
    for body in [
        r#"{"error_code":410,"error_msg":"x","data":"none"}"#,
        r#"{"data":[{"accountName":1}],"error_code":410,"error_msg":"x"}"#,
        r#"{"error_code":410,"error_msg":"x","data":null,"total_size":"many"}"#,
    ] {
        let error = list_error(body).await;
        // Even invalid totals must not hide the code.
        assert_eq!(error.code(), Some(Code::INSUFFICIENT_RIGHTS), "{error}");
    }
    let error = list_error(r#"{"error_code":490}"#).await;
    assert_eq!((error.code(), error.message()), (Some(Code::NOT_ENABLED), Some("")));
    let error = list_error(r#"{"error_code":500,"error_msg":{"a":1}}"#).await;
    assert_eq!(error.message(), Some(r#"{"a":1}"#));
}

#[tokio::test]
async fn every_documented_code_has_a_meaning_and_advice() {
    for code in [400, 401, 402, 403, 410, 490, 491, 500] {
        assert!(Code(code).meaning().is_some() && Code(code).advice().is_some(), "{code}");
    }
    assert!(list_error(r#"{"error_code":491}"#).await.is_rate_limited());
}

#[tokio::test]
async fn a_decode_error_contains_the_json_path() {
    check(
        r#"{"error_code":0,"data":[{"accountName":"a"},{"accountName":"b","phone":13700000000}]}"#,
        "account/list: cannot decode the response at `data[1].phone`: invalid type: integer, \
         expected a string",
    )
    .await;
    check(
        r#"{"error_code":0,"data":[{"phone":"021"}]}"#,
        "account/list: cannot decode the response at `data[0]`: missing field `accountName`",
    )
    .await;
    check(
        r#"{"error_code":0,"data":{}}"#,
        "account/list: cannot decode the response at `data`: invalid type: map, expected a sequence",
    )
    .await;
    check(
        r#"{"error_code":0}"#,
        "account/list: cannot decode the response at `data`: it is missing",
    )
    .await;
    check(r#"{"data":[]}"#, "account/list: cannot decode the response: missing field `error_code`")
        .await;
    check(
        r#"{"error_code":"0","data":[]}"#,
        "account/list: cannot decode the response at `error_code`: invalid type: string, expected i64",
    )
    .await;
}

#[tokio::test]
async fn distinguishes_truncated_replies_from_invalid_json() {
    check(
        r#"{"error_code":0,"data":[{"accountName":"#,
        "account/list: cannot decode the response at `data[0].accountName`: unexpected end of JSON at \
         line 1 column 39",
    )
    .await;
    check(
        "",
        "account/list: cannot decode the response: unexpected end of JSON at line 1 column 0",
    )
    .await;
    check(
        "pong",
        "account/list: cannot decode the response: invalid JSON: expected value at line 1 column 1",
    )
    .await;
    check(
        r#"{"error_code":0,"data":[]} trailing"#,
        "account/list: cannot decode the response: invalid JSON: trailing characters at line 1 column 28",
    )
    .await;
    check(
        " \n<!doctype html><title>Welcome</title>",
        "account/list: cannot decode the response: HTML instead of JSON; check the base URL, and \
         what stands between",
    )
    .await;
}

#[tokio::test]
async fn a_decode_error_does_not_contain_the_value() {
    for body in [
        r#"{"error_code":0,"data":[{"accountName":["13700000000"]}]}"#,
        r#"{"error_code":0,"data":"13700000000, expected 13700000000"}"#,
        r#"{"error_code":0,"data":13700000000}"#,
        r#"{"error_code":"13700000000","data":[]}"#,
    ] {
        let error = list_error(body).await;
        assert!(error.is_decode());
        assert!(!format!("{error} {error:?}").contains("13700000000"), "{error}");
    }
}

#[tokio::test]
async fn reports_a_refused_connection() {
    let crm = client_at(nobody().await, Duration::from_secs(5));
    let error = error(crm.account().list(["accountName"]).await);
    assert!(error.is_connect() && error.is_transport() && !error.is_timeout(), "{error}");
    assert!(error.to_string().starts_with("account/list: cannot connect: Connection refused"));
    assert!(error.to_string().ends_with("; check the base URL, the network and the proxy"));
    assert!(error.transport_error().is_some());
}

#[tokio::test]
async fn times_out_if_the_server_does_not_answer() {
    let crm = client_at(raw_server(None::<String>).await, Duration::from_millis(100));
    let error = error(crm.account().list(["accountName"]).await);
    assert!(error.is_timeout() && !error.is_connect(), "{error}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn reports_a_truncated_body() {
    let whole = response("200 OK", r#"{"error_code":0,"data":[]}"#);
    let error = list_over_socket(Some(whole[..whole.len() - 5].to_owned())).await;
    assert!(error.is_transport() && !error.is_timeout() && !error.is_connect(), "{error}");
    assert!(error.to_string().starts_with("account/list: no complete response"), "{error}");
}

#[tokio::test]
async fn reads_the_error_code_from_a_reply_with_another_status_than_200() {
    let envelope = r#"{"error_code":500,"error_msg":"系统错误"}"#;
    let error = list_over_socket(Some(response("500 Internal Server Error", envelope))).await;
    assert_eq!(error.code(), Some(Code::SYSTEM_ERROR));
    assert_eq!(error.status().unwrap(), 500);
}

#[tokio::test]
async fn reports_another_status_than_200_without_an_error_code() {
    let error = list_over_socket(Some(response("502 Bad Gateway", "<html>nginx</html>"))).await;
    assert!(error.is_status());
    assert_eq!(
        error.to_string(),
        "account/list: HTTP 502 Bad Gateway with an HTML page; the server or a proxy in front of it \
         failed"
    );
    // Only HTTP 200 is a success.
    let error = list_over_socket(Some(response("203 OK", r#"{"error_code":0,"data":[]}"#))).await;
    assert!(error.is_status(), "{error}");
    let error = list_over_socket(Some(response("404 Not Found", ""))).await;
    assert!(error.to_string().ends_with("without a CRM error code; check the base URL"), "{error}");
}

#[tokio::test]
async fn warns_that_a_write_with_an_unknown_outcome_may_have_been_carried_out() {
    const WARNING: &str = "; the call may have been carried out";

    let crm = client(Recorder::new(|_| {
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = StatusCode::BAD_GATEWAY;
        response
    }));
    let write = error(crm.account().add(json!({ "accountName": "杨志永" })).await);
    assert!(write.to_string().ends_with(WARNING), "{write}");
    let read = error(crm.account().list(["accountName"]).max_attempts(1).await);
    assert!(!read.to_string().contains(WARNING), "{read}");
    let crm = client(Recorder::of(r#"{"error_code":400,"error_msg":"重复"}"#));
    let refused = error(crm.account().add(json!({ "accountName": "杨志永" })).await);
    assert!(!refused.to_string().contains(WARNING), "{refused}");
}

#[tokio::test]
async fn names_a_remedy_for_each_http_status() {
    for (status, remedy) in [
        (
            "401 Unauthorized",
            "access was denied; check the proxy or gateway in front of the server",
        ),
        ("407 Proxy Authentication Required", "the proxy requires credentials"),
        ("413 Payload Too Large", "send less, or raise its limit"),
        ("414 URI Too Long", "request fewer fields"),
        ("429 Too Many Requests", "too many requests; send fewer, or wait"),
        ("500 Internal Server Error", "the server or a proxy in front of it failed"),
    ] {
        let address = raw_server(Some(response(status, "<html>"))).await;
        let call = client_at(address, Duration::from_secs(5)).account().list(["accountName"]);
        let error = error(call.max_attempts(1).await).to_string();
        assert!(error.ends_with(remedy), "{error}");
    }
}

#[tokio::test]
async fn does_not_follow_redirects() {
    let target = raw_server(Some(response("200 OK", r#"{"error_code":0,"data":[]}"#))).await;
    let redirect = format!(
        "HTTP/1.1 302 Found\r\nlocation: http://{target}/gw/account/list\r\ncontent-length: 0\r\n\r\n"
    );
    let error = list_over_socket(Some(redirect)).await;
    assert!(error.is_status());
    assert_eq!(error.status().unwrap(), 302);
    assert!(error.to_string().contains("redirects are not followed"), "{error}");
}

#[tokio::test]
async fn decodes_a_gzip_body() {
    // {"error_code":0,"data":[{"accountName":"杨志永"}]}
    #[rustfmt::skip]
    const GZIP: &[u8] = &[
        31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 74, 45, 42, 202, 47, 138, 79, 206,
        79, 73, 85, 178, 50, 208, 81, 74, 73, 44, 73, 84, 178, 138, 174, 86, 74, 76, 78, 206,
        47, 205, 43, 241, 75, 204, 5, 74, 40, 61, 155, 187, 226, 233, 254, 233, 207, 54, 236, 80,
        170, 141, 173, 5, 0, 85, 246, 91, 117, 53, 0, 0, 0,
    ];
    let head = "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n";
    let mut answer = format!("{head}content-length: {}\r\n\r\n", GZIP.len()).into_bytes();
    answer.extend(GZIP);
    let crm = client_at(raw_server(Some(answer)).await, Duration::from_secs(5));
    let page = crm.account().list_as::<Customer>().await.unwrap();
    assert_eq!(page.data[0].account_name, "杨志永");
}

#[tokio::test]
async fn null_data_decodes_as_an_option() {
    const NULL: &str = r#"{"error_code":0,"data":null}"#;
    let get = |crm: &Client| crm.account().get(crate::support::ID, ["phone"]);
    let crm = client(Recorder::of(NULL));
    assert_eq!(get(&crm).returning::<Option<Customer>>().await.unwrap(), None);
    let error = error(get(&crm).returning::<Customer>().await);
    assert_eq!(error.json_path(), Some("data"));
}

#[tokio::test]
async fn reports_an_envelope_that_is_not_an_object() {
    check(
        "[0,null,null,null,[]]",
        "account/list: cannot decode the response: an array instead of an object",
    )
    .await;
    check(
        "null",
        "account/list: cannot decode the response: invalid type: null, expected an object with \
         `error_code`",
    )
    .await;
}

#[tokio::test]
async fn an_array_is_not_read_as_an_error_code() {
    let crm = client(Recorder::of(r#"[400,"no"]"#));
    let error = error(crm.account().add(json!({ "accountName": "甲" })).await);
    assert_eq!((error.is_decode(), error.outcome()), (true, Outcome::Unknown), "{error}");
}

#[tokio::test]
async fn ignores_a_byte_order_mark() {
    let crm = client(Recorder::of("\u{feff}{\"error_code\":0,\"data\":[]}"));
    assert!(crm.account().list_as::<Customer>().await.is_ok());
    let error = list_error("\u{feff}<!DOCTYPE html>").await;
    assert!(error.to_string().contains("HTML instead of JSON"), "{error}");
}

#[tokio::test]
async fn an_error_message_has_one_line() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "the test never decodes this type")]
    struct Strict {
        phone: String,
    }

    let crm = client(Recorder::of(r#"{"error_code":0,"data":{"a\nb":1}}"#));
    let get = crm.account().get(crate::support::ID, ["phone"]).returning::<Strict>();
    let error = error(get.await);
    assert_eq!(
        error.to_string(),
        "account/get: cannot decode the response at `data`: unknown field, expected `phone`"
    );
    let details = error.decode_details().unwrap();
    assert!(
        details.starts_with("data: unknown field `a\nb`, expected `phone` at line 1"),
        "{details}"
    );
}

#[tokio::test]
async fn a_decode_error_does_not_contain_a_key_of_the_data() {
    let crm = client(Recorder::of(r#"{"error_code":0,"data":{"13700000000":1}}"#));
    let get = crm.account().get(crate::support::ID, ["phone"]);
    let error = error(get.returning::<std::collections::BTreeMap<String, String>>().await);
    assert_eq!(error.json_path(), Some(r#"data["…"]"#));
    assert!(!format!("{error} {error:?}").contains("13700000000"), "{error}");
    let details = error.decode_details().unwrap();
    assert!(details.starts_with(r#"data["13700000000"]: invalid type: integer `1`"#), "{details}");
    assert_eq!(list_error(r#"{"error_code":400}"#).await.decode_details(), None);
    let missing = list_error(r#"{"error_code":0}"#).await;
    assert_eq!(missing.decode_details().as_deref(), Some("data: it is missing"));
}

#[tokio::test]
async fn escapes_control_characters_in_messages() {
    let error = list_error(
        r#"{"error_code":400,"error_msg":"客户\u001b[31m\u202e\u0000不存在\u009b\r\n"}"#,
    )
    .await;
    let said = error.to_string();
    assert!(said.contains(r": 客户\u{1b}[31m\u{202e}\u{0}不存在\u{9b}; "), "{said}");
    assert_eq!(error.message(), Some("客户\u{1b}[31m\u{202e}\0不存在\u{9b}\r\n"));
    for shown in [said, format!("{error:?}")] {
        assert!(!shown.contains(['\u{1b}', '\u{202e}', '\0', '\u{9b}']), "{shown:?}");
    }
}
