//! Methods that control the sandbox: entities, rights, quotas and the clock.

use std::time::{Duration, SystemTime};

use crm_client::sandbox::{Entity, Field, Sandbox};
use crm_client::{Client, Code};
use serde_json::json;

use crate::support::error;

/// Returns the error code of a list call, if it fails with one.
async fn code(crm: &Client) -> Option<Code> {
    crm.account().list(["accountName"]).await.err().and_then(|error| error.code())
}

#[tokio::test]
async fn refuses_calls_without_rights_api_access_or_quota() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    let user = sandbox.user();
    sandbox.revoke_rights(&user);
    assert_eq!(code(&crm).await, Some(Code::INSUFFICIENT_RIGHTS));
    assert!(crm.user().list(["userName"]).await.is_ok(), "this call has no user");
    sandbox.restore_rights(&user);
    assert_eq!(code(&crm).await, None);

    sandbox.disable_api();
    assert_eq!(code(&crm).await, Some(Code::NOT_ENABLED));
    sandbox.enable_api();
    assert_eq!(code(&crm).await, None);

    sandbox.set_quota(Some(2));
    assert_eq!([code(&crm).await, code(&crm).await], [None, None]);
    let limited = error(crm.account().list(["accountName"]).await);
    assert!(limited.is_rate_limited(), "{limited}");
    sandbox.set_quota(None);
    assert_eq!(code(&crm).await, None);
}

#[tokio::test]
async fn completed_calls_lists_successful_calls_in_order() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    let customer = json!({ "accountName": "甲" });
    let id = crm.account().add(&customer).await.unwrap().account_id;
    assert!(crm.account().add(&customer).await.is_err(), "the name is a duplicate");
    crm.account().delete(&id).await.unwrap();
    assert!(crm.account().delete(&id).await.is_err(), "the record was deleted");
    assert_eq!(sandbox.completed_calls(), ["account/add", "account/delete"]);
    assert_eq!(sandbox.requests(), 4);
}

#[tokio::test]
async fn users_can_be_added_as_records() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    let user = sandbox.insert("User", &json!({ "userName": "小王" }));
    assert!(crm.account().list(["accountName"]).op_user(&user).await.is_ok());
    assert_eq!(crm.user().list(["userName"]).await.unwrap().total_size, Some(4));
}

#[tokio::test]
async fn advance_moves_the_clock_of_the_sandbox_and_its_clients() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    let late = sandbox.client_builder().clock(SystemTime::now).build().unwrap();
    assert_eq!((code(&crm).await, code(&late).await), (None, None));
    sandbox.advance(Duration::from_secs(3600));
    assert!(sandbox.now() > SystemTime::now() + Duration::from_secs(3000));
    assert_eq!((code(&crm).await, code(&late).await), (None, Some(Code::BUSINESS_FAILURE)));
}

#[tokio::test]
async fn enforces_the_declared_fields() {
    let sandbox = Sandbox::new();
    let lead = Entity::new("c__lead", "线索")
        .main(Field::string("c__name", "名称"))
        .field(Field::new("c__score", "评分", "number").required())
        .field(Field::reference("c__owner", "所属用户", "User").required())
        .field(Field::string("c__source", "来源").not_updatable())
        .field(Field::string("c__made", "编号").read_only());
    sandbox.declare(lead);
    let crm = sandbox.client_builder().build().unwrap();
    let leads = || crm.customentity();

    let missing = leads().add("c__lead", json!({ "c__name": "甲" })).await;
    assert_eq!(error(missing).message(), Some("参数 c__score 不能为空"));
    let whole = json!({ "c__name": "甲", "c__score": 1, "c__source": "a", "c__made": "b" });
    let id = leads().add("c__lead", &whole).await.unwrap().record_id;
    let changes = json!({ "c__score": 2, "c__source": "x", "c__made": "y" });
    leads().update("c__lead", &id, &changes).await.unwrap();
    let fields = ["c__score", "c__owner", "c__source", "c__made"];
    let record = leads().get("c__lead", &id, fields).await.unwrap();
    let owner = format!("\"{}\"", sandbox.user());
    let expected = ["2", &owner, "\"a\"", "null"];
    assert_eq!(record.iter().map(|(_, json)| json).collect::<Vec<_>>(), expected);

    let emptied = leads().update("c__lead", &id, json!({ "c__score": null })).await;
    assert_eq!(error(emptied).code(), Some(Code::MISSING_PARAMETER));
    let unknown = leads().add("c__none", &whole).await;
    assert_eq!(error(unknown).code(), Some(Code::BUSINESS_FAILURE));
}

#[tokio::test]
async fn cascade_delete_deletes_the_named_records_of_a_custom_entity() {
    let sandbox = Sandbox::new();
    sandbox.declare(
        Entity::new("c__visit", "拜访")
            .main(Field::string("c__name", "名称"))
            .field(Field::reference("c__customer", "客户", "Account")),
    );
    let crm = sandbox.client_builder().build().unwrap();
    let customer = sandbox.insert("Account", &json!({ "accountName": "甲" }));
    for name in ["一", "二"] {
        let visit = json!({ "c__name": name, "c__customer": customer });
        crm.customentity().add("c__visit", &visit).await.unwrap();
    }
    sandbox.insert("SalesOrder", &json!({ "subject": "a", "accountId": customer }));
    let cascade = [("c__visit", ["c__customer"])];
    crm.account().delete(&customer).cascade_delete(cascade).await.unwrap();
    let visits = crm.customentity().list("c__visit", ["c__name"]).await.unwrap();
    assert_eq!(visits.total_size, Some(0));
    assert_eq!(crm.salesorder().list(["subject"]).await.unwrap().total_size, Some(1));
}
