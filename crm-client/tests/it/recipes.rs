//! The recipes of the guide: similar names, lost replies, empty results, and changes during paging.
//!
//! The guide includes the same files in its examples, so these tests run the code that users copy.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use crm_client::filter::field;
use crm_client::sandbox::{Fault, Sandbox};
use crm_client::{Client, Error, Id, Outcome, ResponseFuture, Transport};
use http::Request;
use serde_json::json;

use add_once::add_once;
use changed_since::changed_since;
use delete_matching::delete_matching;

#[path = "../../src/guide/recipes/add_once.rs"]
mod add_once;
#[path = "../../src/guide/recipes/changed_since.rs"]
mod changed_since;
#[path = "../../src/guide/recipes/delete_matching.rs"]
mod delete_matching;

/// Similar names: some match others as a pattern, as a part, or without regard to case.
const SIMILAR: [&str; 9] =
    ["杨志永", "杨志永2", "*志永", "杨*", "*", "大杨志永", "杨 志永", "Wise*CRM", "wise*crm"];

fn crm() -> (Sandbox, Client) {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    (sandbox, crm)
}

async fn name_of(crm: &Client, id: &Id) -> String {
    crm.account().get(id, ["accountName"]).await.unwrap().get("accountName").unwrap()
}

#[tokio::test]
async fn add_once_distinguishes_similar_names() {
    let (sandbox, crm) = crm();
    for name in SIMILAR.into_iter().chain(SIMILAR) {
        let id = add_once(&crm, name).await.unwrap();
        assert_eq!(name_of(&crm, &id).await, name);
    }
    let added = sandbox.completed_calls().into_iter().filter(|it| *it == "account/add").count();
    assert_eq!(added, SIMILAR.len());
}

#[tokio::test]
async fn add_once_finds_its_customer_after_a_lost_reply() {
    for name in SIMILAR {
        let (sandbox, crm) = crm();
        for other in SIMILAR.into_iter().filter(|it| *it != name) {
            sandbox.insert("Account", &json!({ "accountName": other }));
        }
        sandbox.inject(Fault::reset().after_completion().on("account/add"));
        let id = add_once(&crm, name).await.unwrap();
        assert_eq!(name_of(&crm, &id).await, name);
        assert_eq!(sandbox.faults_applied(), 1);
    }
}

#[tokio::test]
async fn add_once_returns_the_error_if_nothing_was_added() {
    let (sandbox, crm) = crm();
    sandbox.insert("Account", &json!({ "accountName": "杨志永2" }));
    sandbox.inject(Fault::reset().on("account/add"));
    let error = add_once(&crm, "杨志永").await.unwrap_err();
    assert_eq!(error.downcast_ref::<Error>().unwrap().outcome(), Outcome::Unknown);
    assert_eq!(name_of(&crm, &add_once(&crm, "杨志永").await.unwrap()).await, "杨志永");
}

#[tokio::test]
async fn add_once_refuses_to_choose_among_several() {
    let (sandbox, crm) = crm();
    for _ in 0..2 {
        sandbox.insert("Account", &json!({ "accountName": "杨志永" }));
    }
    let error = add_once(&crm, "杨志永").await.unwrap_err().to_string();
    assert!(error.contains("2 customers have the name `杨志永`"), "{error}");
    assert!(!sandbox.completed_calls().contains(&"account/add"));
}

#[tokio::test]
async fn add_once_compares_the_names_that_the_server_finds() {
    let (sandbox, crm) = crm();
    let found = |name: &str| json!([{ "accountId": crate::support::ID, "accountName": name }]);
    // Some servers ignore case and trailing spaces.
    sandbox.answer_times("entity/adv-query", 1, &found("WISE "));
    sandbox.answer_times("entity/adv-query", 1, &json!([]));
    let id = add_once(&crm, "wise").await.unwrap();
    assert_ne!(id, crate::support::ID);
    assert_eq!(name_of(&crm, &id).await, "wise");
}

/// A transport to a sandbox that runs an action before the query number `at`.
#[derive(Clone)]
struct RunsBeforeQuery {
    sandbox: Sandbox,
    queries: Arc<AtomicUsize>,
    at: usize,
    action: Arc<dyn Fn(&Sandbox) + Send + Sync>,
}

impl Transport for RunsBeforeQuery {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        if self.queries.fetch_add(1, Ordering::Relaxed) == self.at {
            (self.action)(&self.sandbox);
        }
        self.sandbox.send(request)
    }
}

fn add(sandbox: &Sandbox, names: impl IntoIterator<Item = usize>) -> Vec<Id> {
    let name = |it| sandbox.insert("Account", &json!({ "accountName": format!("客户{it}") }));
    names.into_iter().map(name).collect()
}

const EVER: &str = "2000-01-01 00:00:00";
const NEVER: &str = "9999-01-01 00:00:00";

#[tokio::test]
async fn changed_since_includes_the_first_second_and_no_earlier_one() {
    let (sandbox, crm) = crm();
    assert!(changed_since(&crm, EVER).await.unwrap().0.is_empty());
    add(&sandbox, [1]);
    sandbox.advance(Duration::from_secs(1));
    let ids = add(&sandbox, [2]);
    let start = changed_since(&crm, EVER).await.unwrap().1;
    // This record was added in the same second as the last record of the first export, or later.
    let later = add(&sandbox, [3]);
    let (changed, next) = changed_since(&crm, &start).await.unwrap();
    let mut names: Vec<_> = changed.values().map(|it| it.account_name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["客户2", "客户3"]);
    assert!(changed.contains_key(&ids[0]) && changed.contains_key(&later[0]));
    assert!(next >= start);

    let (none, next) = changed_since(&crm, NEVER).await.unwrap();
    assert!(none.is_empty() && next == NEVER);
}

#[tokio::test]
async fn changed_since_returns_more_records_of_one_second_than_fit_on_a_page() {
    let (sandbox, crm) = crm();
    add(&sandbox, 0..450);
    sandbox.advance(Duration::from_secs(1));
    add(&sandbox, 450..460);
    assert_eq!(changed_since(&crm, EVER).await.unwrap().0.len(), 460);
}

#[tokio::test]
async fn changed_since_misses_nothing_while_records_change() {
    let sandbox = Sandbox::new();
    let mut ids = Vec::new();
    for number in 0..450 {
        ids.extend(add(&sandbox, [number]));
        sandbox.advance(Duration::from_secs(1));
    }
    let (first, second) = (ids[0].clone(), ids[1].clone());
    let transport = RunsBeforeQuery {
        sandbox: sandbox.clone(),
        queries: Arc::default(),
        at: 1,
        action: Arc::new(move |sandbox| {
            let crm = sandbox.client_builder().build_blocking().unwrap();
            crm.account().update(&first, json!({ "phone": "021" })).send().unwrap();
            crm.account().delete(&second).send().unwrap();
        }),
    };
    let crm = sandbox.client_builder().transport(transport).build().unwrap();
    let (changed, _) = changed_since(&crm, EVER).await.unwrap();
    for id in &ids {
        assert!(changed.contains_key(id));
    }
}

#[tokio::test]
async fn changed_since_ends_if_the_server_repeats_or_refuses_the_page_after_the_last() {
    let rows = json!([
        { "accountId": "002-1", "accountName": "甲", "modifiedOn": "2026-11-01 00:00:00" },
        { "accountId": "002-2", "accountName": "乙", "modifiedOn": "2026-11-01 00:00:00" },
    ]);
    for refusal in [None, Some(400), Some(401)] {
        let sandbox = Sandbox::new();
        let crm = sandbox.client_builder().build().unwrap();
        match refusal {
            // The same page again and again.
            None => sandbox.answer_times("entity/adv-query", 100, &rows),
            Some(code) => {
                sandbox.answer_times("entity/adv-query", 2, &rows);
                let refusal = json!({ "error_code": code, "error_msg": "页码超出范围" });
                sandbox.answer_times("entity/adv-query", 100, &refusal);
            }
        }
        let (changed, next) = changed_since(&crm, EVER).await.unwrap();
        assert_eq!((changed.len(), next.as_str()), (2, "2026-11-01 00:00:00"));
        assert_eq!(sandbox.requests(), 3);
    }
}

#[tokio::test]
async fn add_once_keeps_the_unknown_outcome_if_its_second_search_fails() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().max_attempts(1).build().unwrap();
    sandbox.inject(Fault::reset().after_completion().on("account/add"));
    sandbox.inject(Fault::status(404).on("entity/adv-query").after(1));
    let error = add_once(&crm, "杨志永").await.unwrap_err();
    let error = error.downcast_ref::<crm_client::Error>().unwrap();
    assert_eq!((error.endpoint(), error.outcome()), (Some("account/add"), Outcome::Unknown));
    add_once(&crm, "杨志永").await.unwrap();
    assert_eq!(sandbox.completed_calls().iter().filter(|it| **it == "account/add").count(), 1);
}

#[tokio::test]
async fn changed_since_can_be_repeated_after_an_error() {
    let (sandbox, crm) = crm();
    add(&sandbox, 0..3);
    sandbox.inject(Fault::garbage().on("entity/adv-query").after(1));
    assert!(changed_since(&crm, EVER).await.err().unwrap().is_decode());
    assert_eq!(changed_since(&crm, EVER).await.unwrap().0.len(), 3);
}

#[tokio::test]
async fn delete_matching_deletes_all_that_match_and_nothing_else() {
    let (sandbox, crm) = crm();
    for number in 0..450 {
        let phone = if number % 2 == 0 { "021" } else { "0210" };
        sandbox.insert("Account", &json!({ "accountName": format!("{number}"), "phone": phone }));
    }
    let filter = || field("phone").eq("021");
    assert_eq!(delete_matching(&crm, filter()).await.unwrap(), 225);
    assert_eq!(delete_matching(&crm, filter()).await.unwrap(), 0);
    let rest = crm.account().list(["phone"]).page_size(200).await.unwrap();
    assert_eq!(rest.total_size, Some(225));
    assert!(rest.iter().all(|it| it.get::<String>("phone").unwrap() == "0210"));
}

#[tokio::test]
async fn delete_matching_can_be_repeated_after_a_lost_reply() {
    let (sandbox, crm) = crm();
    add(&sandbox, 0..5);
    let filter = || field("accountName").contains("客户");
    sandbox.inject(Fault::reset().after_completion().on("account/delete").after(2));
    let error = delete_matching(&crm, filter()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!(delete_matching(&crm, filter()).await.unwrap(), 2);
    let deleted =
        sandbox.completed_calls().into_iter().filter(|it| *it == "account/delete").count();
    assert_eq!(deleted, 5);
}
