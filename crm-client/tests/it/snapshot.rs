//! Snapshots save and restore the state of a sandbox.

use std::time::Duration;

use crm_client::Credentials;
use crm_client::sandbox::{Entity, Fault, Field, Sandbox};
use serde_json::{Value, json};

use crate::support::error;

#[tokio::test]
async fn a_snapshot_restores_the_whole_state_in_another_sandbox() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    let stage = Field::picklist("c__stage", "阶段", [(0, "新建"), (1, "跟进")]);
    sandbox.declare(Entity::new("c__lead", "线索").code(901).field(stage));
    let customer = json!({ "accountName": "杨志永", "amount": "0012.50" });
    let id = crm.account().add(&customer).await.unwrap().account_id;
    let path = crm.file().upload("a.bin", b"\x00\xff").await.unwrap().file_path;
    crm.metadata().picklist_edit("c__lead", "c__stage", "成交").await.unwrap();
    sandbox.advance(Duration::from_secs(1_000_000));
    sandbox.report_query_totals(true);
    let snapshot = sandbox.snapshot();

    let other = Sandbox::new();
    other.restore(&snapshot).unwrap();
    assert_eq!(other.snapshot(), snapshot);
    let crm = other.client_builder().build().unwrap();
    let record = crm.account().get(&id, ["accountName", "amount"]).await.unwrap();
    assert_eq!(record.raw("amount"), Some("\"0012.50\""));
    assert_eq!(other.file(&path).unwrap(), &b"\x00\xff"[..]);
    assert_eq!(crm.metadata().picklist("c__lead").await.unwrap()[0].values.len(), 3);
    assert!(other.now() > std::time::SystemTime::now() + Duration::from_secs(999_000));
    // A new record gets a new id.
    let next = crm.account().add(json!({ "accountName": "乙" })).await.unwrap().account_id;
    assert_ne!(next, id);
}

#[tokio::test]
async fn restore_keeps_the_state_outside_of_the_snapshot() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    let empty = sandbox.snapshot();
    sandbox.endpoint("lead/convert", |_| Ok(1));
    crm.account().add(json!({ "accountName": "甲" })).await.unwrap();
    sandbox.restore(&empty).unwrap();
    assert_eq!(crm.account().list(["accountName"]).await.unwrap().data.len(), 0);
    let call = crm_client::RawRequest::get("lead/convert");
    crm.call(call).await.unwrap();
    assert_eq!(sandbox.completed_calls(), ["account/add", "account/list"]);
    assert_eq!(sandbox.requests(), 3);
}

#[tokio::test]
async fn assigns_no_id_twice_if_the_counter_was_edited() {
    let sandbox = Sandbox::new();
    let id = sandbox.insert("Account", &json!({ "accountName": "甲" }));
    let mut snapshot: Value = serde_json::from_str(&sandbox.snapshot()).unwrap();
    snapshot["crm"]["store"]["made"] = json!(0);
    sandbox.restore(&snapshot.to_string()).unwrap();
    assert_ne!(sandbox.insert("Account", &json!({ "accountName": "乙" })), id);
}

#[test]
fn refuses_an_invalid_snapshot_with_the_reason() {
    let sandbox = Sandbox::new();
    let before = sandbox.snapshot();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut snapshot = serde_json::from_str(&before).unwrap();
        change(&mut snapshot);
        snapshot.to_string()
    };
    for (snapshot, expected) in [
        (
            String::new(),
            "this is not a snapshot: unexpected end of JSON at line 1 column 0".to_owned(),
        ),
        ("{}".to_owned(), "this is not a snapshot: missing field `version`".to_owned()),
        (
            changed(&|it| it["version"] = json!(3)),
            "the snapshot has version 3; this version of the crate reads version 2: make the \
             snapshot again"
                .to_owned(),
        ),
        (
            changed(&|it| it["crm"]["quota"] = json!("many")),
            "this is not a snapshot at `crm.quota`: invalid type: string, expected u64".to_owned(),
        ),
        (
            changed(&|it| it["crm"]["store"]["entities"][1]["code"] = json!(1000)),
            format!("the code of `{}` is 1000; expected 1 to 999", name(&before, 1)),
        ),
        (
            changed(&|it| it["crm"]["store"]["tables"]["Nobody"] = json!([])),
            "there are records of `Nobody`, but no such entity".to_owned(),
        ),
        (
            changed(&|it| {
                let first = it["crm"]["store"]["entities"][0].clone();
                it["crm"]["store"]["entities"][1] = first;
            }),
            format!("the entity `{}` is there twice", name(&before, 0)),
        ),
    ] {
        let error = sandbox.restore(&snapshot).unwrap_err().to_string();
        assert!(error.ends_with(&expected), "{error}");
        assert_eq!(sandbox.snapshot(), before);
    }
}

/// Returns the name of an entity in a snapshot.
fn name(snapshot: &str, index: usize) -> String {
    let snapshot: Value = serde_json::from_str(snapshot).unwrap();
    snapshot["crm"]["store"]["entities"][index]["name"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_socket_can_serve_the_demo_data() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.restore(&Sandbox::demo().snapshot()).unwrap();
    let crm = sandbox.client_builder().build().unwrap();
    assert_eq!(crm.account().list(["accountName"]).await.unwrap().total_size, Some(60));
    let unknown = error(crm.account().list(["acountName"]).await);
    assert!(unknown.to_string().contains("did you mean `accountName`?"), "{unknown}");
}

#[test]
fn the_demo_data_is_the_same_in_every_sandbox() {
    assert_eq!(Sandbox::demo().snapshot(), Sandbox::demo().snapshot());
}

/// A value above the limit of the counters in a snapshot.
const TOO_MANY: u64 = 1 << 48;

#[test]
fn refuses_a_snapshot_that_would_break_later_calls() {
    let sandbox = Sandbox::new();
    sandbox.insert("Account", &json!({ "accountName": "甲" }));
    let before = sandbox.snapshot();
    for (path, value, expected) in [
        ("/crm/store/made", json!(u64::MAX), "18446744073709551615 records were made; "),
        ("/crm/store/made", json!(TOO_MANY), "281474976710656 records were made; "),
        (
            "/crm/store/tables/Account/0/id",
            json!("002-5a4db0c5-0000-4000-8000-ffffffffffff"),
            "281474976710655 records were made; ",
        ),
        ("/crm/store/tables/Account/0/id", json!("002-1"), "\"002-1\" of `Account` is not an id; "),
        ("/crm/store/tables/User", json!([]), "there are no users; "),
        ("/crm/web/made", json!(u64::MAX), "18446744073709551615 files and links were made; "),
        ("/crm/store/entities/0/name", json!(""), "an empty name in the entity \"\"; "),
        ("/crm/store/entities/0/main", json!("x"), "the main field `x` of `Account` is not among "),
        (
            "/crm/store/entities/0/main",
            json!("accountId"),
            "the field `accountId` of `Account` is both its key and its main field",
        ),
    ] {
        let mut snapshot: Value = serde_json::from_str(&before).unwrap();
        *snapshot.pointer_mut(path).unwrap() = value;
        let error = sandbox.restore(&snapshot.to_string()).unwrap_err().to_string();
        let start = format!("the snapshot is invalid: {expected}");
        assert!(error.starts_with(&start), "{path}: {error}");
        assert_eq!(sandbox.snapshot(), before);
    }
    let mut snapshot: Value = serde_json::from_str(&before).unwrap();
    let users = snapshot.pointer_mut("/crm/store/tables/User").unwrap().as_array_mut().unwrap();
    users.push(users[0].clone());
    let error = sandbox.restore(&snapshot.to_string()).unwrap_err().to_string();
    assert!(error.ends_with(" of `User` is there twice"), "{error}");
}

#[test]
#[should_panic(expected = "the field `c__name` of `c__lead` is both its key and its main field")]
fn refuses_an_entity_whose_id_field_is_its_main_field() {
    Sandbox::new().declare(Entity::new("c__lead", "线索").key("c__name"));
}

#[tokio::test]
async fn a_snapshot_keeps_links_with_extreme_expiry_times() {
    let sandbox = Sandbox::new();
    let key = Credentials::plain_key(sandbox.app_id(), sandbox.app_key());
    let crm = sandbox.client_builder().credentials(key).build().unwrap();
    let path = crm.file().upload("a.txt", b"x").await.unwrap().file_path;
    let now = sandbox.now().duration_since(std::time::UNIX_EPOCH).unwrap();
    let end = Duration::from_secs(i64::MAX.unsigned_abs()).checked_sub(now).unwrap();
    for fault in [Fault::clock_behind(now * 2), Fault::clock_ahead(end)] {
        sandbox.inject(fault.on("file/download-url"));
        crm.file().download_url(&path).await.unwrap();
    }
    Sandbox::new().restore(&sandbox.snapshot()).unwrap();
}
