//! The rules of the sandbox that a test can change.

use std::time::Duration;

use crm_client::filter::field;
use crm_client::sandbox::{Entity, Field, Sandbox};
use crm_client::{Client, Code, Id, Sort};
use serde_json::json;

use crate::sandbox_strict::url;
use crate::support::error;

/// Creates a sandbox with a declared entity, and a client of it.
fn leads() -> (Sandbox, Client) {
    let sandbox = Sandbox::new();
    let lead = Entity::new("c__lead", "线索")
        .field(Field::string("c__phone", "电话"))
        .field(Field::reference("c__customer", "客户", "Account"));
    sandbox.declare(lead);
    let crm = sandbox.client_builder().build().unwrap();
    (sandbox, crm)
}

#[tokio::test]
async fn refuses_an_unknown_field_in_every_parameter_and_body() {
    let (sandbox, crm) = leads();
    let id = sandbox.insert("c__lead", &json!({ "c__name": "企能软件" }));
    let leads = || crm.customentity();
    let query = |fields: &str, filter: &str| {
        crm.entity().adv_query("c__lead", fields.to_owned(), field(filter).eq("1"))
    };
    let sort = Sort::asc("c__phnoe");
    let errors = [
        error(leads().list("c__lead", ["c__phnoe"]).await),
        error(leads().get("c__lead", &id, ["c__name", "c__phnoe"]).await),
        error(leads().add("c__lead", json!({ "c__name": "甲", "c__phnoe": "1" })).await),
        error(leads().update("c__lead", &id, json!({ "c__phnoe": "1" })).await),
        error(query("c__phnoe", "c__phone").await),
        error(query("c__phone", "c__phnoe").await),
        error(query("c__phone", "c__phone").sort(sort).await),
        error(crm.metadata().picklist("c__lead").fields(["c__phnoe"]).await),
    ];
    for error in errors {
        assert_eq!(error.code(), Some(Code::BUSINESS_FAILURE), "{error}");
        let expected = "sandbox: `c__lead` has no field `c__phnoe`; did you mean `c__phone`?";
        assert_eq!(error.message(), Some(expected));
    }
    assert_eq!(sandbox.completed_calls(), Vec::<&str>::new());
}

#[tokio::test]
async fn accepts_known_fields_and_paths_through_references() {
    let (sandbox, crm) = leads();
    let names = ["c__leadId", "c__name", "createdOn", "c__customer.anything", "owningUser.mobile"];
    crm.customentity().list("c__lead", names).await.unwrap();
    // The sandbox accepts any field of `Account` until a test declares its fields.
    crm.account().list(["anything"]).await.unwrap();

    let error = error(crm.customentity().list("c__lead", ["c__phone.mobile"]).await);
    let expected = "sandbox: `c__phone` of `c__lead` is not a reference field";
    assert_eq!(error.message(), Some(expected));

    sandbox.check_field_names(false);
    crm.customentity().list("c__lead", ["c__phone.mobile", "anything"]).await.unwrap();
}

#[tokio::test]
async fn audit_fields_follow_the_clock_and_the_user() {
    let (sandbox, crm) = leads();
    let other = sandbox.insert("User", &json!({ "userName": "赵工" }));
    let given = json!({ "c__name": "甲", "createdOn": "1999-01-01 00:00:00", "isDeleted": true });
    let id = crm.customentity().add("c__lead", &given).await.unwrap().record_id;
    let names = ["createdOn", "modifiedOn", "createdBy", "modifiedBy", "owningUser"];
    let read = async || {
        let record = crm.customentity().get("c__lead", &id, names).await.unwrap();
        names.map(|it| record.get::<String>(it).unwrap())
    };
    let [created, modified, by, changed_by, owner] = read().await;
    assert_eq!(created, modified);
    assert!(created.as_str() > "2026", "{created}");
    let user = sandbox.user();
    assert_eq!([by.as_str(), &changed_by, &owner], [user.as_str(); 3]);
    let deleted = crm.customentity().get("c__lead", &id, ["isDeleted"]).await.unwrap();
    assert!(!deleted.get::<bool>("isDeleted").unwrap());

    sandbox.advance(Duration::from_secs(3600));
    let change = json!({ "c__phone": "021-34240127" });
    crm.customentity().update("c__lead", &id, &change).op_user(other.clone()).await.unwrap();
    let [created_before, modified, by, changed_by, owner] = read().await;
    assert_eq!(
        (created_before, by.as_str(), owner.as_str()),
        (created, user.as_str(), user.as_str())
    );
    assert_eq!(changed_by, other.as_str());

    // The query of an incremental export.
    let since = |time: &str| {
        let changed = field("modifiedOn").gt(time);
        crm.entity().adv_query("c__lead", ["c__name"], changed).sort(Sort::asc("modifiedOn"))
    };
    assert_eq!(since("2026-01-01 00:00:00").await.unwrap().data.len(), 1);
    assert_eq!(since(&modified).await.unwrap().data.len(), 0);
}

#[tokio::test]
async fn audit_fields_can_be_disabled_or_set_by_a_test() {
    let (sandbox, crm) = leads();
    let fields = async || crm.metadata().field("c__lead").await.unwrap().len();
    let row = json!({ "c__name": "甲", "modifiedOn": "2025-06-01 12:00:00" });
    let id = sandbox.insert("c__lead", &row);
    let record = crm.customentity().get("c__lead", &id, ["modifiedOn"]).await.unwrap();
    assert_eq!(record.get::<String>("modifiedOn").unwrap(), "2025-06-01 12:00:00");
    let before = fields().await;

    sandbox.set_audit_fields(false);
    assert_eq!(fields().await, before - 6);
    let id = crm.customentity().add("c__lead", json!({ "c__name": "乙" })).await.unwrap().record_id;
    let error = error(crm.customentity().get("c__lead", &id, ["modifiedOn"]).await);
    assert!(error.to_string().contains("has no field `modifiedOn`"), "{error}");
}

#[tokio::test]
async fn an_advanced_query_has_no_totals_by_default() {
    let (sandbox, crm) = leads();
    for number in 0..45 {
        sandbox.insert("c__lead", &json!({ "c__name": format!("线索{number}") }));
    }
    let query =
        || crm.entity().adv_query("c__lead", ["c__name"], field("c__name").contains("线索"));
    assert_eq!(query().await.unwrap().total_size, None);
    let mut rows = query().page_size(10).items();
    let mut count = 0;
    while let Some(row) = rows.next().await {
        row.unwrap();
        count += 1;
    }
    assert_eq!(count, 45);
    sandbox.report_query_totals(true);
    assert_eq!(query().await.unwrap().total_size, Some(45));
}

#[tokio::test]
async fn records_follow_the_documented_rules() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    let get = async |id: &Id, name: &str| {
        crm.account().get(id, [name]).await.unwrap().raw(name).unwrap().to_owned()
    };

    // A string in a declared number field, and an id in the body.
    sandbox.declare_field("Account", Field::new("c__score", "评分", "number"));
    let body = json!({ "accountName": "甲", "c__score": "x", "accountId": "y" });
    let id = crm.account().add(&body).await.unwrap().account_id;
    assert_eq!(get(&id, "c__score").await, r#""x""#);
    assert_eq!(get(&id, "accountId").await, format!("\"{id}\""));

    // A repeated field.
    let query = format!("op_user={}&account_id={id}", sandbox.user());
    let request = http::Request::post(url(&sandbox, "account/update", &query))
        .header("content-type", "application/json")
        .body(r#"{"phone":"1","phone":"2"}"#.into());
    assert_eq!(sandbox.handle(&request.unwrap()).status(), 200);
    assert_eq!(get(&id, "phone").await, r#""2""#);

    for empty in [json!(null), json!("  ")] {
        let error = crm.account().update(&id, json!({ "accountName": empty })).await.unwrap_err();
        assert_eq!(error.code(), Some(Code::MISSING_PARAMETER));
    }
    let after = crm.account().list(["accountName"]).page_no(2).await.unwrap();
    assert!(after.data.is_empty());

    // An update that changes only a read-only field.
    let before = get(&id, "modifiedOn").await;
    sandbox.advance(Duration::from_secs(60));
    crm.account().update(&id, json!({ "createdOn": "2000-01-01 00:00:00" })).await.unwrap();
    assert_ne!(get(&id, "modifiedOn").await, before);

    // The cascade deletes the contact. It keeps the contact of that contact, and the order.
    let contact = json!({ "contactName": "乙", "accountId": id });
    let contact = sandbox.insert("Contact", &contact);
    sandbox.insert("Contact", &json!({ "contactName": "丙", "managerId": contact }));
    sandbox.insert("SalesOrder", &json!({ "subject": "丁", "accountId": id }));
    let cascade = [("Contact", ["accountId"])];
    crm.account().delete(&id).cascade_delete(cascade).await.unwrap();
    let contacts = crm.contact().list(["managerId", "managerId.contactName"]).await.unwrap().data;
    assert_eq!(contacts.len(), 1);
    assert_eq!(contacts[0].get::<String>("managerId").unwrap(), contact.as_str());
    assert_eq!(contacts[0].raw("managerId.contactName"), Some("null"));
    assert_eq!(crm.salesorder().list(["subject"]).await.unwrap().data.len(), 1);
}

#[tokio::test]
async fn files_follow_the_documented_rules() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    let path = crm.file().upload(r"a/b\c?d#e", b"x").await.unwrap().file_path;
    assert!(path.ends_with("/a_b_c_d_e"), "{path}");
    let link = crm.file().download_url(&path).await.unwrap();
    assert_eq!(link.expires.lifetime(), Duration::from_secs(300));
    let request = http::Request::post(url(&sandbox, "file/upload", "")).body("x".into()).unwrap();
    let reply = sandbox.handle(&request);
    let reply = String::from_utf8_lossy(reply.body());
    assert!(reply.contains("/unnamed\""), "{reply}");
}
