//! Calls of the endpoint table.

use crate::support::{Server, run};

#[test]
fn lists_the_fields_in_the_order_of_the_option() {
    let server = Server::start();
    let run = server.run("account list --fields phone,accountName --page-size 2 --output csv");
    assert_eq!((run.code, run.stdout.lines().next()), (0, Some("phone,accountName")), "{run:?}");
    assert_eq!(run.stdout.lines().count(), 3);
    assert_eq!(server.sandbox.completed_calls(), ["account/list"]);
}

#[test]
fn fetches_all_pages_as_one_json_document() {
    let run = run("contact list --fields contactName --all --output json");
    let rows: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!((run.code, rows.len()), (0, 120), "{}", run.stderr);
}

#[test]
fn a_refused_call_has_exit_code_3() {
    let id = "002-00000000-0000-4000-8000-999999999999";
    let run = run(&format!("account get {id} --fields accountName"));
    assert_eq!(run.code, 3, "{run:?}");
    assert!(run.stderr.starts_with("error: account/get: error 400"), "{run:?}");
}
