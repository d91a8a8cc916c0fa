//! A sandbox can behave differently in every case that the vendor does not document.

use std::time::Duration;

use crm_client::filter::{all, any, field};
use crm_client::sandbox::behavior::{
    FieldSupport, LargePages, NullForm, ReferenceForm, TimeForm, Wildcards,
};
use crm_client::sandbox::{Behavior, Entity, Fault, Field, Sandbox};
use crm_client::{Client, Code, Credentials, Page, RawRequest, Record, Sort};
use serde_json::{Value, json};

use crate::support::error;

/// Creates a sandbox with this behavior, and a client of it.
fn sandbox(behavior: Behavior) -> (Sandbox, Client) {
    let sandbox = Sandbox::new();
    sandbox.declare(
        Entity::new("c__lead", "线索")
            .field(Field::string("c__phone", "电话"))
            .field(Field::new("c__day", "日期", "date"))
            .field(Field::reference("c__customer", "客户", "Account")),
    );
    sandbox.set_behavior(behavior);
    let crm = sandbox.client_builder().max_attempts(1).build().unwrap();
    (sandbox, crm)
}

/// Returns the first row of the list of leads.
async fn first_lead(crm: &Client, fields: &[&str]) -> Record {
    crm.customentity().list("c__lead", fields).await.unwrap().data.remove(0)
}

const UNKNOWN: &str = "002-00000000-0000-4000-8000-000000000000";

#[tokio::test]
async fn a_refusal_can_have_any_status() {
    let (sandbox, crm) = sandbox(Behavior::default().refusal_status(422));
    sandbox.endpoint("lead/convert", |_| Err::<(), _>((Code::BUSINESS_FAILURE, "无".to_owned())));
    sandbox.revoke_rights(&sandbox.user());
    let refused = [
        error(crm.account().list(["accountName"]).await),
        error(crm.area().subarea("nothing").await),
        error(crm.call(RawRequest::get("lead/convert")).await),
        error(crm.call(RawRequest::get("no/endpoint")).await),
    ];
    for error in refused {
        assert_eq!(error.status().unwrap(), 422, "{error}");
    }
    assert!(crm.area().root().await.is_ok());
}

#[tokio::test]
async fn a_signature_refusal_covers_every_wrong_authentication() {
    let behavior = Behavior::default().signature_refusal(Code(405), "验签失败");
    let (sandbox, _) = sandbox(behavior);
    let (id, key) = (sandbox.app_id(), sandbox.app_key());
    for (credentials, ahead) in [
        (Credentials::sha1(id, "WrongKey"), 0),
        (Credentials::plain_key(id, "WrongKey"), 0),
        (Credentials::md5("000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB", key), 0),
        (Credentials::md5(id, key), 300),
    ] {
        let now = move || std::time::SystemTime::now() + Duration::from_secs(ahead);
        let builder = sandbox.client_builder().max_attempts(1).clock(now);
        let crm = builder.credentials(credentials).build().unwrap();
        let error = error(crm.area().root().await);
        assert_eq!((error.code(), error.message()), (Some(Code(405)), Some("验签失败")));
    }
    // A missing parameter has a documented code.
    let url = format!("{}area/root?appid={id}", sandbox.base_url());
    let reply = sandbox.handle(&http::Request::get(url).body(bytes::Bytes::new()).unwrap());
    assert!(String::from_utf8_lossy(reply.body()).contains("\"error_code\":402"));
}

#[tokio::test]
async fn an_unknown_record_can_be_refused_differently_or_be_null() {
    let behavior = Behavior::default().unknown_record_refusal(Code(404), "记录不存在");
    let (sandbox, crm) = sandbox(behavior);
    let refused = [
        error(crm.account().get(UNKNOWN, ["accountName"]).await),
        error(crm.account().update(UNKNOWN, json!({ "phone": "021" })).await),
        error(crm.account().delete(UNKNOWN).await),
    ];
    for error in refused {
        assert_eq!((error.code(), error.message()), (Some(Code(404)), Some("记录不存在")));
    }

    sandbox.set_behavior(Behavior::default().unknown_record_as_null());
    let get = crm.account().get(UNKNOWN, ["accountName"]).returning::<Option<Record>>();
    assert!(get.await.unwrap().is_none());
    assert!(crm.account().delete(UNKNOWN).await.is_err());
}

#[tokio::test]
async fn fields_without_a_value_can_be_absent_or_empty() {
    for (form, expected) in [
        (NullForm::Null, Some("null")),
        (NullForm::Absent, None),
        (NullForm::EmptyString, Some("\"\"")),
    ] {
        let (sandbox, crm) = sandbox(Behavior::default().nulls(form));
        sandbox.insert("c__lead", &json!({ "c__name": "甲", "c__day": null }));
        let fields = ["c__name", "c__phone", "c__day", "c__customer.phone"];
        let record = first_lead(&crm, &fields).await;
        assert_eq!(record.raw("c__name"), Some("\"甲\""));
        for name in &fields[1..] {
            assert_eq!(record.raw(name), expected, "{form:?} {name}");
        }
        // Conditions are about the stored value.
        let empty = field("c__phone").is_empty();
        let rows = crm.entity().adv_query("c__lead", ["c__phone"], empty).await.unwrap().data;
        assert_eq!((rows.len(), rows[0].raw("c__phone")), (1, expected));
    }
}

#[tokio::test]
async fn dates_can_have_other_forms_which_conditions_accept() {
    for (form, day, time) in [
        (TimeForm::Plain, json!("2026-03-31"), json!("2026-03-31 18:00:00")),
        (TimeForm::Iso8601, json!("2026-03-31T00:00:00+08:00"), json!("2026-03-31T18:00:00+08:00")),
        (TimeForm::Milliseconds, json!(1_774_886_400_000_i64), json!(1_774_951_200_000_i64)),
    ] {
        let (sandbox, crm) = sandbox(Behavior::default().dates(form).date_times(form));
        let phone = "2026-03-31";
        let lead = json!({
            "c__name": "甲", "c__phone": phone, "c__day": phone, "modifiedOn": "2026-03-31 18:00:00",
        });
        sandbox.insert("c__lead", &lead);
        let record = first_lead(&crm, &["c__day", "modifiedOn", "c__phone"]).await;
        assert_eq!(record.get::<Value>("c__day").unwrap(), day);
        assert_eq!(record.get::<Value>("modifiedOn").unwrap(), time);
        assert_eq!(record.get::<String>("c__phone").unwrap(), phone);

        let count = async |filter| {
            crm.entity().adv_query("c__lead", ["c__name"], filter).await.unwrap().data.len()
        };
        for (name, value) in [("c__day", day), ("modifiedOn", time)] {
            assert_eq!(count(field(name).eq(&value)).await, 1, "{value}");
            assert_eq!(count(field(name).gt(&value)).await, 0, "{value}");
        }
        assert_eq!(count(field("modifiedOn").gt("2026-03-31 17:59:59")).await, 1);
    }
}

#[tokio::test]
async fn references_can_be_objects_or_names() {
    for form in [ReferenceForm::Id, ReferenceForm::IdAndName, ReferenceForm::Name] {
        let (sandbox, crm) = sandbox(Behavior::default().references(form));
        let customer = sandbox.insert("Account", &json!({ "accountName": "企能软件" }));
        sandbox.insert("c__lead", &json!({ "c__name": "乙", "c__customer": UNKNOWN }));
        sandbox.insert("c__lead", &json!({ "c__name": "甲", "c__customer": customer }));
        let fields = ["c__customer", "c__customer.accountName", "c__leadId"];
        let rows = crm.customentity().list("c__lead", fields).await.unwrap().data;
        let [known, missing] = [0, 1].map(|row| rows[row].get::<Value>("c__customer").unwrap());
        let expected = match form {
            ReferenceForm::IdAndName => (
                json!({ "id": customer, "name": "企能软件" }),
                json!({ "id": UNKNOWN, "name": null }),
            ),
            ReferenceForm::Name => (json!("企能软件"), json!(UNKNOWN)),
            _ => (json!(customer), json!(UNKNOWN)),
        };
        assert_eq!((known, missing), expected);
        assert_eq!(rows[0].get::<String>("c__customer.accountName").unwrap(), "企能软件");
        assert_eq!(rows[0].get::<String>("c__leadId").unwrap().len(), 40);
    }
}

#[tokio::test]
async fn a_large_page_can_be_refused_capped_or_accepted() {
    for (pages, expected) in [
        (LargePages::Refused, None),
        (LargePages::Capped, Some((200, 200))),
        (LargePages::Accepted, Some((230, 201_000))),
    ] {
        let (sandbox, crm) = sandbox(Behavior::default().large_pages(pages));
        for number in 0..230 {
            sandbox.insert("Account", &json!({ "accountName": format!("客户{number}") }));
        }
        let list = RawRequest::get("account/list").query("op_user", sandbox.user());
        let list = list.query("fields", "accountName");
        let get =
            |size| crm.call(list.clone().query("page_size", size)).returning::<Page<Record>>();
        match (get("201000").await, expected) {
            (Ok(page), Some((rows, size))) => {
                assert_eq!((page.data.len(), page.page_size), (rows, Some(size)));
                assert_eq!(page.total_size, Some(230));
            }
            (Err(error), None) => assert_eq!(error.code(), Some(Code::INVALID_PARAMETER)),
            (page, _) => panic!("{pages:?}: {page:?}"),
        }
        // The other limits stay, also those of other parameters.
        assert_eq!(get("200").await.unwrap().data.len(), 200);
        for size in ["0", "-1", "x", "99999999999999999999"] {
            assert_eq!(error(get(size).await).code(), Some(Code::INVALID_PARAMETER), "{size}");
        }
    }
}

#[tokio::test]
async fn a_star_can_be_a_wildcard_at_the_start_only() {
    for (wildcards, expected) in [(Wildcards::Anywhere, [2, 2, 1]), (Wildcards::Leading, [1, 0, 1])]
    {
        let (sandbox, crm) = sandbox(Behavior::default().wildcards(wildcards));
        for name in ["企能软件", "企能*"] {
            sandbox.insert("Account", &json!({ "accountName": name }));
        }
        let count = async |pattern: &str| {
            crm.account().list(["accountName"]).qname(pattern).await.unwrap().data.len()
        };
        let found = [count("企能*").await, count("企*").await, count("*软件").await];
        assert_eq!(found, expected, "{wildcards:?}");
    }
}

#[tokio::test]
async fn a_field_of_one_entity_can_be_missing() {
    for entity in ["Account", "c__lead"] {
        let (sandbox, crm) = sandbox(Behavior::default().without_field(entity, "modifiedOn"));
        let id = sandbox.insert(entity, &json!({ "accountName": "甲", "c__name": "甲" }));
        let fields = crm.metadata().field(entity).await.unwrap();
        assert!(fields.iter().all(|it| it.field != "modifiedOn"));
        assert!(fields.iter().any(|it| it.field == "createdOn"));
        let query = |filter| crm.entity().adv_query(entity, ["createdOn", "modifiedOn"], filter);
        if entity == "Account" {
            // Other entities than the declared ones accept every name.
            let record = crm.account().get(&id, ["modifiedOn"]).await.unwrap();
            assert_eq!(record.raw("modifiedOn"), Some("null"));
            assert_eq!(query(field("modifiedOn").is_not_empty()).await.unwrap().data.len(), 0);
        } else {
            let error = error(query(field("createdOn").is_not_empty()).await);
            assert!(error.to_string().contains("no field `modifiedOn`"), "{error}");
            assert!(!error.to_string().contains("did you mean `modifiedOn`"), "{error}");
        }
        let users =
            crm.entity().adv_query("User", ["modifiedOn"], field("modifiedOn").is_not_empty());
        assert_eq!(users.await.unwrap().data.len(), 3);
    }
}

#[tokio::test]
async fn a_required_field_that_is_missing_is_not_required() {
    let (sandbox, crm) = sandbox(Behavior::default());
    sandbox.declare_field("Account", Field::string("c__region", "大区").required());
    assert!(crm.account().add(json!({ "accountName": "甲" })).await.is_err());
    sandbox.set_behavior(Behavior::default().without_field("Account", "c__region"));
    assert!(crm.account().add(json!({ "accountName": "甲" })).await.is_ok());
}

#[tokio::test]
async fn an_advanced_query_can_ignore_or_refuse_conditions_and_sort_keys() {
    use FieldSupport::{Ignored, Refused, Supported};

    for (filtering, sorting) in [
        (Supported, Supported),
        (Supported, Ignored),
        (Ignored, Supported),
        (Ignored, Ignored),
        (Refused, Supported),
        (Supported, Refused),
    ] {
        let behavior = Behavior::default().filtering("c__lead", "modifiedOn", filtering).sorting(
            "c__lead",
            "modifiedOn",
            sorting,
        );
        let (sandbox, crm) = sandbox(behavior);
        // The newest record comes first if the query is not sorted.
        for day in [3, 1, 2] {
            let time = format!("2026-01-0{day} 00:00:00");
            sandbox.insert("c__lead", &json!({ "c__name": format!("{day}"), "modifiedOn": time }));
        }
        let query = async |filter| {
            let query = crm.entity().adv_query("c__lead", ["c__name"], filter);
            let rows = query.sort(Sort::desc("modifiedOn")).await?.data;
            let names = rows.iter().map(|it| it.get::<String>("c__name").unwrap());
            Ok::<_, crm_client::Error>(names.collect::<String>())
        };
        let late = || field("modifiedOn").gt("2026-01-01 12:00:00");
        let found = query(all([late()])).await;
        match (filtering, sorting) {
            (Refused, _) | (_, Refused) => {
                assert_eq!(error(found).code(), Some(Code::BUSINESS_FAILURE));
            }
            (Supported, Supported) => assert_eq!(found.unwrap(), "32"),
            (Supported, _) => assert_eq!(found.unwrap(), "23"),
            (_, Supported) => assert_eq!(found.unwrap(), "321"),
            (_, _) => assert_eq!(found.unwrap(), "213"),
        }
        if (filtering, sorting) == (Ignored, Supported) {
            let name = || field("c__name").eq("1");
            assert_eq!(query(any([late(), name()])).await.unwrap(), "1");
            assert_eq!(query(all([late(), name()])).await.unwrap(), "1");
        }
        // The rule concerns this field of this entity.
        let users = crm.entity().adv_query("User", ["userName"], field("modifiedOn").gt("2020"));
        assert_eq!(users.sort(Sort::asc("modifiedOn")).await.unwrap().data.len(), 3);
    }
}

#[tokio::test]
async fn responses_on_a_socket_have_the_headers_of_the_behavior() {
    let sandbox = Sandbox::start().await.unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let get = async || http.get(sandbox.base_url()).send().await.unwrap().headers().clone();
    assert!(get().await.contains_key("date"));
    sandbox.inject(Fault::status(503));
    assert!(get().await.contains_key("date"));

    let behavior = Behavior::default()
        .date_header(false)
        .response_header("x-ratelimit-limit", "1000")
        .response_header("x-ratelimit-remaining", "7");
    sandbox.set_behavior(behavior);
    let headers = get().await;
    assert!(!headers.contains_key("date"));
    assert_eq!(headers["x-ratelimit-limit"], "1000");
    assert_eq!(headers["x-ratelimit-remaining"], "7");
    sandbox.inject(Fault::status(503));
    assert!(!get().await.contains_key("date"));
}

#[test]
fn refuses_an_invalid_status_or_header() {
    let refused = |change: fn(Behavior) -> Behavior| {
        std::panic::catch_unwind(move || change(Behavior::default())).is_err()
    };
    assert!(refused(|it| it.refusal_status(100)));
    assert!(refused(|it| it.refusal_status(1000)));
    assert!(refused(|it| it.response_header("a b", "x")));
    assert!(refused(|it| it.response_header("a", "x\n")));
    assert!(refused(|it| it.response_header("Content-Length", "1")));
    assert!(!refused(|it| it.response_header("retry-after", "1").refusal_status(200)));
}

#[tokio::test]
async fn a_snapshot_contains_the_behavior() {
    let behavior = Behavior::default()
        .refusal_status(500)
        .signature_refusal(Code(1), "签名错误")
        .unknown_record_as_null()
        .nulls(NullForm::Absent)
        .sorting("Account", "modifiedOn", FieldSupport::Ignored)
        .response_header("retry-after", "1");
    let (sandbox, _) = sandbox(behavior.clone());
    let other = Sandbox::new();
    other.restore(&sandbox.snapshot()).unwrap();
    assert_eq!(other.behavior(), behavior);
    assert_ne!(behavior, Behavior::default());

    let mut snapshot: Value = serde_json::from_str(&sandbox.snapshot()).unwrap();
    snapshot["crm"]["store"]["behavior"]["refusal_status"] = json!(42);
    let error = other.restore(&snapshot.to_string()).unwrap_err().to_string();
    let expected =
        "the snapshot is invalid: the HTTP status of refusals is 42; expected 200 to 999";
    assert_eq!(error, expected);
    let mut snapshot: Value = serde_json::from_str(&sandbox.snapshot()).unwrap();
    snapshot["crm"]["store"]["behavior"]["headers"] = json!([["a b", "c"]]);
    let error = other.restore(&snapshot.to_string()).unwrap_err().to_string();
    assert_eq!(error, "the snapshot is invalid: the response header \"a b\" is invalid");
    assert_eq!(other.behavior(), behavior);
}
