//! Common calls, in-process and over a socket.

use crm_client::sandbox::Sandbox;
use crm_client::{
    Call, Client, ClientBuilder, Code, Credentials, Error, Items, Pages, Record, account, blocking,
};
use serde_json::json;

use crate::support::{Customer, error};

/// Adds, duplicates, reads, updates, lists and deletes a customer.
async fn add_update_and_delete_a_customer(crm: &Client) {
    let customer = json!({ "accountName": "杨志永", "phone": "021-34240127" });
    let id = crm.account().add(&customer).await.unwrap().account_id;
    assert_eq!(id.entity_code(), Some(2));

    let refused = error(crm.account().add(&customer).await);
    assert_eq!(refused.code(), Some(Code::BUSINESS_FAILURE));
    let twin = crm.account().add(&customer).force_add(true).await.unwrap().account_id;
    assert_ne!(twin, id);

    let record = crm.account().get(&id, ["phone", "accountName"]).await.unwrap();
    assert_eq!(record.get::<&str>("accountName").unwrap(), "杨志永");
    let typed: Customer = crm.account().get_as(&id).await.unwrap();
    assert_eq!(typed.phone.as_deref(), Some("021-34240127"));

    let changed = crm.account().update(&id, json!({ "phone": "021-54590135" })).await.unwrap();
    assert_eq!(changed.account_id, id);
    let typed: Customer = crm.account().get_as(&id).await.unwrap();
    assert_eq!(typed.phone.as_deref(), Some("021-54590135"));

    let page = crm.account().list(["accountName"]).page_size(1).await.unwrap();
    assert_eq!((page.total_size, page.page_size, page.page_no), (Some(2), Some(1), Some(1)));
    assert_eq!(page.data[0].get::<String>("accountId").unwrap(), twin.as_str());

    let deleted = crm.account().delete(&id).await.unwrap();
    assert_eq!(deleted.account_id, id);
    let gone = error(crm.account().get(&id, ["accountName"]).await);
    assert_eq!(gone.code(), Some(Code::BUSINESS_FAILURE));
}

#[tokio::test]
async fn adds_updates_and_deletes_a_customer_in_process() {
    let sandbox = Sandbox::new();
    add_update_and_delete_a_customer(&sandbox.client_builder().build().unwrap()).await;
}

#[tokio::test]
async fn adds_updates_and_deletes_a_customer_over_a_socket() {
    let sandbox = Sandbox::start().await.unwrap();
    add_update_and_delete_a_customer(&sandbox.client_builder().build().unwrap()).await;
}

#[tokio::test]
async fn authenticates_with_each_kind_of_credentials() {
    let sandbox = Sandbox::start().await.unwrap();
    for credentials in [
        Credentials::sha1(sandbox.app_id(), sandbox.app_key()),
        Credentials::md5(sandbox.app_id(), sandbox.app_key()),
        Credentials::plain_key(sandbox.app_id(), sandbox.app_key()),
    ] {
        let builder = sandbox.client_builder().allow_plain_key_over_http();
        let crm = builder.credentials(credentials).build().unwrap();
        assert!(!crm.user().list(["userName"]).await.unwrap().data.is_empty());
    }
}

#[tokio::test]
async fn the_user_of_a_call_overrides_the_user_of_the_client() {
    let sandbox = Sandbox::new();
    let nobody = "027-ffffffff-ffff-4fff-8fff-ffffffffffff";
    let crm = sandbox.client_builder().op_user(nobody).build().unwrap();
    let list = || crm.account().list(["accountName"]);
    assert_eq!(error(list().await).code(), Some(Code::INSUFFICIENT_RIGHTS));
    assert!(list().op_user(sandbox.user()).await.is_ok());
}

#[tokio::test]
async fn a_call_without_a_user_is_not_sent() {
    let sandbox = Sandbox::new();
    let crm = Client::builder()
        .credentials(Credentials::sha1(sandbox.app_id(), sandbox.app_key()))
        .transport(sandbox.clone())
        .build()
        .unwrap();
    let error = error(crm.account().list(["accountName"]).await);
    assert!(error.is_request());
    assert_eq!(
        error.to_string(),
        "account/list: not sent: `op_user` is missing: set it on the client or on the call"
    );
    assert_eq!((error.attempts(), sandbox.requests()), (0, 0));
    assert!(crm.account().list(["accountName"]).op_user(sandbox.user()).await.is_ok());
}

#[tokio::test]
async fn a_raw_response_keeps_status_headers_and_body() {
    let sandbox = Sandbox::start().await.unwrap();
    let crm = sandbox.client_builder().build().unwrap();
    let response = crm.account().get(sandbox.user(), ["accountName"]).send_raw().await.unwrap();
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "application/json; charset=utf-8");
    let body: serde_json::Value = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(body["error_code"], 400);
}

#[tokio::test]
async fn a_request_can_be_built_without_a_client() {
    let mut request = account::List::new(["accountName", "phone"]);
    request.qname = Some("*企能软件".to_owned());
    assert_eq!(
        format!("{request:?}"),
        "List { fields: \"accountName,phone\", qname: Some(\"*企能软件\"), page_no: None, \
         page_size: None }"
    );
    let crm = Sandbox::new().client_builder().build().unwrap();
    assert_eq!(crm.call(request).await.unwrap().total_size, Some(0));
}

#[tokio::test]
async fn a_call_can_be_inspected_cloned_and_spawned() {
    let crm = Sandbox::new().client_builder().build().unwrap();
    let call = crm.account().list(["accountName"]).page_size(7);
    assert_eq!(call.request().page_size, Some(7));
    assert!(format!("{call:?}").contains("account/list"));
    let spawned = tokio::spawn(call.clone().into_future());
    assert_eq!(spawned.await.unwrap().unwrap(), call.await.unwrap());
}

#[tokio::test]
async fn a_reply_can_be_decoded_as_any_type() {
    let crm = Sandbox::new().client_builder().build().unwrap();
    let call = crm.account().add(json!({ "accountName": "杨志永" }));
    let record: Record = call.returning().await.unwrap();
    assert_eq!(record.len(), 1);
}

/// The compiler checks these trait bounds.
#[test]
fn clients_calls_and_lists_can_be_shared_between_threads() {
    fn is_shared<T: Send + Sync>() {}

    is_shared::<Client>();
    is_shared::<ClientBuilder>();
    is_shared::<Call<account::List>>();
    is_shared::<Items<Record>>();
    is_shared::<Pages<Record>>();
    is_shared::<Error>();
    is_shared::<blocking::Client>();
    is_shared::<blocking::Items<Record>>();
    is_shared::<blocking::Pages<Record>>();
}
