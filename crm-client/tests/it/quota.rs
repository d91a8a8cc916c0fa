//! Waiting for the quota of the server.

use std::time::Duration;

use crm_client::{Client, ClientBuilder, Error, Outcome};
use serde_json::json;
use tokio::time::Instant;

use crate::support::Step::{Lost, Ok as Answer, Status};
use crate::support::{Recorder, Script, Step, builder, error};

const ADDED: Step = Answer(r#"{"error_code":0,"data":{"account_id":"x"}}"#);
const EMPTY: Step = Answer(r#"{"error_code":0,"data":[]}"#);
const LIMITED: Step = Answer(r#"{"error_code":491,"error_msg":"too many"}"#);

const SECOND: Duration = Duration::from_secs(1);

/// Returns the builder of a client that waits for the quota up to one minute.
fn waiting_builder(script: &Script) -> ClientBuilder {
    builder().transport(script.clone()).wait_for_quota(60 * SECOND)
}

async fn read(crm: &Client) -> Result<(), Error> {
    crm.account().list(["a"]).await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn does_not_wait_by_default() {
    let script = Script::new([LIMITED, EMPTY]);
    let crm = builder().transport(script.clone()).build().unwrap();
    assert!(error(read(&crm).await).is_rate_limited());
    assert_eq!(script.count(), 1);

    let script = Script::new([LIMITED, EMPTY]);
    let call = waiting_builder(&script).build().unwrap().account().list(["a"]);
    assert!(error(call.wait_for_quota(Duration::ZERO).await).is_rate_limited());
    assert_eq!(script.count(), 1, "the call disables the wait");
}

#[tokio::test(start_paused = true)]
async fn a_write_waits_with_backoff_until_it_is_accepted() {
    let script = Script::new([LIMITED, LIMITED, LIMITED, LIMITED, ADDED]);
    let crm = waiting_builder(&script).max_attempts(1).retry_budget(0).build().unwrap();
    crm.account().add(json!({ "accountName": "甲" })).await.unwrap();
    let times = script.times();
    for (index, longest) in [500, 1000, 2000, 4000].into_iter().enumerate() {
        let wait = times[index + 1] - times[index];
        assert!((longest / 2..=longest + 2).contains(&wait), "{times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn waits_for_the_given_time_and_retries_at_its_end() {
    let script = Script::new([LIMITED]);
    let crm = waiting_builder(&script).build().unwrap();
    let start = Instant::now();
    let limited = error(read(&crm).await);
    assert!(start.elapsed().abs_diff(60 * SECOND) < SECOND / 100, "{:?}", start.elapsed());
    assert_eq!((limited.is_rate_limited(), limited.outcome()), (true, Outcome::Refused));
    assert_eq!(limited.attempts() as usize, script.count());
    assert!((10..20).contains(&script.count()), "{}", script.count());

    let start = Instant::now();
    let call = crm.account().list(["a"]).wait_for_quota(5 * SECOND);
    assert!(error(call.await).is_rate_limited());
    assert!(start.elapsed().abs_diff(5 * SECOND) < SECOND / 100, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_backoff_of_zero_does_not_flood_the_server() {
    let script = Script::new([LIMITED]);
    let crm = waiting_builder(&script).backoff(Duration::ZERO, Duration::ZERO).build().unwrap();
    error(crm.account().list(["a"]).wait_for_quota(SECOND).await);
    assert!((9..=11).contains(&script.count()), "{}", script.count());
}

#[tokio::test(start_paused = true)]
async fn waits_as_long_as_retry_after_asks() {
    let asks = |seconds: u64| {
        let first = std::sync::atomic::AtomicBool::new(true);
        Recorder::new(move |_| {
            let response = http::Response::builder();
            if first.swap(false, std::sync::atomic::Ordering::Relaxed) {
                let response = response.header("retry-after", seconds);
                return response.body(r#"{"error_code":491}"#.into()).unwrap();
            }
            response.body(r#"{"error_code":0,"data":[]}"#.into()).unwrap()
        })
    };
    let start = Instant::now();
    let crm = builder().transport(asks(30)).wait_for_quota(60 * SECOND).build().unwrap();
    read(&crm).await.unwrap();
    assert!(start.elapsed() >= 30 * SECOND && start.elapsed() < 31 * SECOND);

    let start = Instant::now();
    let crm = builder().transport(asks(61)).wait_for_quota(60 * SECOND).build().unwrap();
    let limited = error(read(&crm).await);
    assert_eq!((limited.retry_after(), limited.attempts()), (Some(61 * SECOND), 1));
    assert_eq!(start.elapsed(), Duration::ZERO, "the wait would be too long");
}

#[tokio::test(start_paused = true)]
async fn the_timeout_of_the_call_takes_precedence() {
    let script = Script::new([LIMITED]);
    let crm = waiting_builder(&script).build().unwrap();
    let start = Instant::now();
    let limited = error(crm.account().list(["a"]).timeout(20 * SECOND).await);
    assert!(limited.is_rate_limited(), "the error is not the timeout: {limited}");
    assert!(start.elapsed() >= 8 * SECOND && start.elapsed() < 20 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn waiting_does_not_use_the_retry_budget_or_the_attempts() {
    // Without waiting for the quota, two attempts and one retry are allowed.
    let script = Script::new([LIMITED, Lost, LIMITED, LIMITED, EMPTY, Lost, EMPTY]);
    let crm = waiting_builder(&script).max_attempts(2).retry_budget(1).build().unwrap();
    read(&crm).await.unwrap();
    assert_eq!(script.count(), 5);
    assert_eq!(error(read(&crm).await).attempts(), 1, "the lost attempt used the budget");

    let script = Script::new([LIMITED, LIMITED, Lost, LIMITED, Status(503, ""), EMPTY]);
    let crm = waiting_builder(&script).max_attempts(2).build().unwrap();
    assert_eq!(error(read(&crm).await).attempts(), 5, "the second retry is not allowed");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_outcome_of_a_write_stays_unknown() {
    let script = Script::new([Lost, LIMITED]);
    let crm = waiting_builder(&script).build().unwrap();
    let add = crm.account().add(json!({ "accountName": "甲" })).allow_repeat();
    assert_eq!(error(add.await).outcome(), Outcome::Unknown);
    let script = Script::new([LIMITED, Lost, ADDED]);
    let crm = waiting_builder(&script).build().unwrap();
    let lost = error(crm.account().add(json!({ "accountName": "甲" })).await);
    assert_eq!((lost.attempts(), lost.outcome()), (2, Outcome::Unknown));
}

#[tokio::test(start_paused = true)]
async fn each_page_of_a_list_waits_separately() {
    const PAGE: &str = r#"{"error_code":0,"total_size":2,"page_size":1,"data":[{"a":1}]}"#;
    const LAST: &str = r#"{"error_code":0,"total_size":2,"page_size":1,"data":[{"a":2}]}"#;
    let script = Script::new([LIMITED, Answer(PAGE), LIMITED, LIMITED, Answer(LAST), EMPTY]);
    let crm = waiting_builder(&script).build().unwrap();
    let mut rows = crm.account().list(["a"]).items();
    let mut count = 0;
    while let Some(row) = rows.next().await {
        row.unwrap();
        count += 1;
    }
    assert_eq!((count, script.count()), (2, 6), "three refusals and three pages");
}

#[test]
fn a_blocking_call_waits_too() {
    let script = Script::new([LIMITED, EMPTY]);
    let crm =
        waiting_builder(&script).backoff(Duration::ZERO, Duration::ZERO).build_blocking().unwrap();
    crm.account().list(["a"]).send().unwrap();
    assert_eq!(script.count(), 2);
}
