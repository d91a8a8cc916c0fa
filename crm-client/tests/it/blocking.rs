//! The blocking client makes the same calls as the asynchronous one.

use std::time::Duration;

use crm_client::sandbox::Sandbox;
use crm_client::{Outcome, ResponseFuture, Transport, blocking};
use http::Request;
use serde::Deserialize;
use serde_json::json;

use crate::support::error;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Customer {
    account_name: String,
}

/// Adds, reads, lists and prefetches customers with a blocking client.
fn use_client(crm: &blocking::Client) {
    let added = crm.account().add(json!({ "accountName": "甲" })).send().unwrap();
    for number in 0..25 {
        let customer = json!({ "accountName": format!("第{number}") });
        crm.account().add(&customer).force_add(true).send().unwrap();
    }
    let record = crm.account().get(&added.account_id, ["accountName"]).send().unwrap();
    assert_eq!(record.get::<String>("accountName").unwrap(), "甲");
    for prefetch in [0, 3] {
        let list = crm.account().list_as::<Customer>().page_size(5);
        let items = list.clone().items().prefetch(prefetch).max_items(22);
        let names: Vec<String> = items.map(|it| it.unwrap().account_name).collect();
        assert_eq!((names.len(), names[21].as_str()), (22, "第3"));
        let pages = list.pages().prefetch(prefetch);
        let sizes: Vec<_> = pages.map(|it| it.unwrap().data.len()).collect();
        assert_eq!(sizes, [5, 5, 5, 5, 5, 1]);
    }
    let raw = crm.account().list(["accountName"]).send_raw().unwrap();
    assert_eq!(raw.status(), 200);
    let missing = error(crm.account().get("4711", ["accountName"]).send());
    assert_eq!(missing.outcome(), Outcome::NotSent);
}

#[test]
fn works_outside_of_a_runtime() {
    use_client(&Sandbox::new().client_builder().build_blocking().unwrap());
}

#[tokio::test]
async fn works_inside_of_a_runtime() {
    let crm = Sandbox::new().client_builder().build_blocking().unwrap();
    use_client(&crm);
    crm.learn_clock_offset().unwrap();
    assert!(crm.clock_offset_millis().abs() < 2500);
    drop(crm);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn works_over_a_socket_from_several_threads() {
    let sandbox = Sandbox::start().await.unwrap();
    let crm = sandbox.client_builder().build_blocking().unwrap();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let crm = crm.clone();
            std::thread::spawn(move || crm.user().list(["userName"]).send().unwrap().total_size)
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), Some(3));
    }
    let hasty = crm.user().list(["userName"]).timeout(Duration::from_nanos(1));
    assert!(error(hasty.send()).is_timeout());
}

#[test]
fn a_panic_of_the_transport_reaches_the_caller() {
    struct Panics;

    impl Transport for Panics {
        fn send(&self, _: Request<bytes::Bytes>) -> ResponseFuture<'_> {
            panic!("on purpose")
        }
    }

    let crm = crate::support::builder().transport(Panics).build_blocking().unwrap();
    let call = || crm.user().list(["userName"]).send();
    for _ in 0..2 {
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(call));
        assert!(panicked.is_err());
    }
    use_client(&Sandbox::new().client_builder().build_blocking().unwrap());
}

#[test]
fn a_blocking_call_inside_of_a_transport_panics_instead_of_hanging() {
    struct Blocks(blocking::Client);

    impl Transport for Blocks {
        fn send(&self, _: Request<bytes::Bytes>) -> ResponseFuture<'_> {
            drop(self.0.user().list(["userName"]).send());
            unreachable!("the inner call panics")
        }
    }

    let inner = Sandbox::new().client_builder().build_blocking().unwrap();
    let crm = crate::support::builder().transport(Blocks(inner)).build_blocking().unwrap();
    let call = || crm.user().list(["userName"]).send();
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)).unwrap_err();
    let said = panic.downcast_ref::<&str>().unwrap();
    assert!(said.contains("would wait for itself"), "{said}");
}

#[test]
fn a_blocking_sandbox_stops_with_its_last_clone() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let builder = || crm_client::Client::builder().base_url(sandbox.base_url()).no_proxy();
    let credentials = crm_client::Credentials::md5(sandbox.app_id(), sandbox.app_key());
    let builder = builder().credentials(credentials).max_attempts(1);
    let crm = builder.build_blocking().unwrap();
    let clone = sandbox.clone();
    drop(sandbox);
    assert_eq!(crm.area().root().send().unwrap().len(), 1);
    drop(clone);
    assert!(crm.area().root().send().unwrap_err().is_transport());
}

#[test]
fn an_in_process_sandbox_disconnects_without_a_runtime() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().max_attempts(1).build_blocking().unwrap();
    sandbox.disconnect_blocking();
    assert!(crm.area().root().send().unwrap_err().is_connect());
    sandbox.reconnect_blocking().unwrap();
    crm.area().root().send().unwrap();
}
