//! Requests whose replies are lost: they are looked up, and never sent twice by accident.

use crm_client::Code;
use crm_client::sandbox::Fault;

use super::{Desk, counts, json};

#[test]
fn a_record_whose_reply_was_lost_is_found_by_its_key() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName\n甲\n乙\n");
    desk.0.sandbox.inject(Fault::reset().after_completion().on("account/add"));
    let run = desk.import("Account a.csv --match accountName");
    assert_eq!((run.code, counts(&run), desk.writes()), (0, [2, 0, 0, 0, 0], 2), "{run:?}");
}

#[test]
fn a_row_that_was_not_carried_out_is_sent_again_only_on_request() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName,phone\n甲,1\n甲,2\n");
    desk.0.sandbox.inject(Fault::reset().on("account/add"));
    let run = desk.import("Account a.csv --match accountName --grace 0.1");
    // The second row waits for the first one.
    assert_eq!((run.code, counts(&run), desk.writes()), (6, [0, 0, 0, 1, 1], 0), "{run:?}");
    let run = desk.import("Account a.csv --match accountName --grace 0.1");
    assert_eq!((run.code, counts(&run), desk.writes()), (6, [0, 0, 0, 1, 1], 0), "{run:?}");
    let run = desk.import("Account a.csv --match accountName --grace 0.1 --retry-unknown");
    assert_eq!((run.code, counts(&run), desk.writes()), (0, [1, 1, 0, 0, 0], 2), "{run:?}");
}

#[test]
fn without_a_match_key_a_lost_reply_stays_unknown() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName\n甲\n");
    desk.0.sandbox.inject(Fault::reset().after_completion().on("account/add"));
    let run = desk.import("Account a.csv --retry-unknown --grace 0");
    assert_eq!((run.code, counts(&run), desk.writes()), (6, [0, 0, 0, 0, 1], 1), "{run:?}");
    assert!(desk.read("a.result.csv").contains("there is no match key"));
    let run = desk.import("Account a.csv --retry-unknown --grace 0");
    assert_eq!((run.code, counts(&run), desk.writes()), (6, [0, 0, 0, 0, 1], 1), "{run:?}");
}

#[test]
fn an_update_whose_reply_was_lost_is_compared_with_the_record() {
    let desk = Desk::new();
    desk.0.sandbox.insert("Account", &serde_json::json!({ "accountName": "甲", "phone": "1" }));
    desk.file("a.csv", "accountName,phone\n甲,2\n");
    desk.0.sandbox.inject(Fault::cut_body().on("account/update"));
    let run = desk.import("Account a.csv --match accountName");
    assert_eq!((run.code, counts(&run), desk.writes()), (0, [0, 1, 0, 0, 0], 1), "{run:?}");
}

#[test]
fn a_switched_off_api_stops_the_run_and_the_same_command_continues_it() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName\n甲\n乙\n丙\n");
    desk.0.sandbox.inject(Fault::code(Code::NOT_ENABLED).on("account/add").after(1).times(9));
    let run = desk.import("Account a.csv --concurrency 1");
    assert_eq!((run.code, desk.writes()), (3, 1), "{run:?}");
    assert_eq!(
        (json(&run)["created"].as_u64(), json(&run)["pending"].as_u64()),
        (Some(1), Some(2))
    );
    assert!(run.stderr.contains("2 rows are pending; run the same command again"), "{run:?}");
    desk.0.sandbox.clear_faults();
    let run = desk.import("Account a.csv --concurrency 1");
    assert_eq!((run.code, counts(&run), desk.writes()), (0, [3, 0, 0, 0, 0], 3), "{run:?}");
}

#[test]
fn waits_when_the_quota_is_exceeded() {
    let desk = Desk::new();
    desk.file("a.csv", "accountName\n甲\n乙\n");
    desk.0.sandbox.inject(Fault::code(Code::RATE_LIMITED).on("account/add").times(2));
    let run = desk.import("Account a.csv");
    assert_eq!((run.code, counts(&run), desk.writes()), (0, [2, 0, 0, 0, 0], 2), "{run:?}");
}
