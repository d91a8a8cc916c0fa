//! Replies and endpoints that a test defines, and the journal.

use crm_client::sandbox::{Exchange, Fault, Sandbox};
use crm_client::{Client, Code, RawRequest};
use http::StatusCode;
use serde_json::json;

use crate::support::error;

/// Creates a sandbox and a client of it.
fn sandbox() -> (Sandbox, Client) {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    (sandbox, crm)
}

#[tokio::test]
async fn replies_are_sent_in_order_and_then_the_sandbox_answers() {
    let (sandbox, crm) = sandbox();
    sandbox.answer("account/list", &json!([{ "accountId": "002-1" }]));
    sandbox.answer_times("account/list", 2, &json!({ "error_code": 491, "error_msg": "太多" }));
    sandbox.answer_times("account/list", 0, &json!(null));
    let list = async || crm.account().list(["accountId"]).await;
    assert_eq!(list().await.unwrap().data.len(), 1);
    assert!(error(list().await).is_rate_limited());
    assert_eq!(error(list().await).message(), Some("太多"));
    assert_eq!(list().await.unwrap().data.len(), 0);
    assert_eq!(sandbox.completed_calls(), ["account/list"]);
}

#[tokio::test]
async fn an_invalid_call_does_not_consume_a_prepared_reply() {
    let (sandbox, crm) = sandbox();
    sandbox.answer("account/get", &json!({ "accountName": "杨志永" }));
    let stranger = "027-00000000-0000-4000-8000-00000000ffff";
    let get = || crm.account().get("002-00000000-0000-4000-8000-000000000002", ["accountName"]);
    assert_eq!(error(get().op_user(stranger).await).code(), Some(Code::INSUFFICIENT_RIGHTS));
    assert_eq!(get().await.unwrap().get::<String>("accountName").unwrap(), "杨志永");
}

#[tokio::test]
async fn a_custom_endpoint_receives_parameters_and_body_over_a_socket() {
    let sandbox = Sandbox::start().await.unwrap();
    let crm = sandbox.client_builder().build().unwrap();
    sandbox.endpoint("lead/convert", |call| {
        assert_eq!(call.method(), "POST");
        let names: Vec<_> = call.params().map(|(name, _)| name.to_owned()).collect();
        let body = String::from_utf8_lossy(call.body()).into_owned();
        match call.param("lead_id") {
            Some(id) => Ok(json!({ "id": id, "body": body, "names": names })),
            None => Err((Code::MISSING_PARAMETER, "参数 lead_id 不能为空".to_owned())),
        }
    });
    let call = || RawRequest::post("lead/convert").body(json!({ "note": "转" }));
    let reply: serde_json::Value =
        crm.call(call().query("lead_id", "4711")).returning().await.unwrap();
    assert_eq!((&reply["id"], &reply["body"]), (&json!("4711"), &json!(r#"{"note":"转"}"#)));
    assert!(!reply["names"].as_array().unwrap().contains(&json!("sign")));
    let refused = error(crm.call(call()).await);
    assert_eq!(refused.code(), Some(Code::MISSING_PARAMETER));

    // Without the custom endpoint, the path is unknown.
    sandbox.clear_answers();
    assert_eq!(error(crm.call(call()).await).code(), Some(Code::NOT_SUPPORTED));
}

#[tokio::test]
async fn checks_a_known_endpoint_before_the_custom_handler() {
    let (sandbox, crm) = sandbox();
    sandbox.endpoint("account/list", |_| Ok(json!([])));
    let request = RawRequest::get("account/list").query("op_user", sandbox.user().as_str());
    assert_eq!(error(crm.call(request).await).code(), Some(Code::MISSING_PARAMETER));
    assert_eq!(crm.account().list(["accountName"]).await.unwrap().data.len(), 0);
}

#[tokio::test]
async fn a_handler_that_calls_its_sandbox_panics_instead_of_hanging() {
    let (sandbox, crm) = sandbox();
    let inner = sandbox.clone();
    sandbox.endpoint("lead/convert", move |_| Ok(inner.requests()));
    let call = tokio::spawn(async move { crm.call(RawRequest::get("lead/convert")).await });
    assert!(call.await.unwrap_err().is_panic());
    assert_eq!(sandbox.requests(), 0);
}

#[tokio::test]
async fn a_fault_applies_to_any_path() {
    let sandbox = Sandbox::start().await.unwrap();
    let crm = sandbox.client_builder().max_attempts(1).build().unwrap();
    sandbox.endpoint("lead/convert", |_| Ok(1));
    sandbox.inject(Fault::status(404).on_path("lead/convert"));
    assert_eq!(error(crm.call(RawRequest::get("lead/convert")).await).status().unwrap(), 404);
    crm.call(RawRequest::get("lead/convert")).await.unwrap();

    let path = crm.file().upload("a.txt", b"a").await.unwrap().file_path;
    let link = crm.file().download_url(&path).await.unwrap();
    let url = link.file_full_path.expose();
    sandbox.inject(Fault::status(502).on_path(format!("/files{path}")));
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let status = async || http.get(url).send().await.unwrap().status();
    assert_eq!([status().await, status().await], [StatusCode::BAD_GATEWAY, StatusCode::OK]);
}

#[tokio::test]
async fn the_journal_records_requests_and_replies() {
    let (sandbox, crm) = sandbox();
    let added = crm.account().add(json!({ "accountName": "杨志永" })).await.unwrap();
    sandbox.inject(Fault::reset().after_completion());
    error(crm.account().list(["accountName"]).max_attempts(1).await);
    sandbox.inject(Fault::refuse());
    error(crm.account().list(["accountName"]).max_attempts(1).await);

    let journal = sandbox.journal();
    let [add, list] = &journal[..] else { panic!("{journal:?}") };
    assert_eq!((add.number(), add.method(), add.path()), (1, "POST", "account/add"));
    assert_eq!(add.body(), r#"{"accountName":"杨志永"}"#);
    assert_eq!(add.param("op_user").as_deref(), Some(sandbox.user().as_str()));
    assert!(add.reply_text().contains(added.account_id.as_str()) && !add.has_fault());
    assert_eq!(add.status(), Some(StatusCode::OK));
    assert_eq!((list.number(), list.status(), list.has_fault()), (2, None, true));
    assert!(list.reply().is_empty());
}

#[tokio::test]
async fn the_journal_is_bounded() {
    let (sandbox, crm) = sandbox();
    sandbox.limit_journal(3);
    for _ in 0..5 {
        crm.area().root().await.unwrap();
    }
    let numbers = |journal: &[Exchange]| journal.iter().map(Exchange::number).collect::<Vec<_>>();
    assert_eq!(numbers(&sandbox.journal()), [3, 4, 5]);
    sandbox.limit_journal(1);
    assert_eq!(numbers(&sandbox.journal()), [5]);

    crm.file().upload("large", vec![b'a'; 1 << 20]).await.unwrap();
    let upload = &sandbox.journal()[0];
    assert_eq!((upload.body().len(), upload.body_len()), (16 << 10, 1 << 20));
    sandbox.clear_journal();
    assert_eq!((sandbox.journal().len(), sandbox.requests()), (0, 6));
}
