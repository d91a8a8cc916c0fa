//! Random faults in every kind of call over a socket: 1000 runs, each with its own seed.
//!
//! The environment variables `MATRIX_FIRST` and `MATRIX_RUNS` set the first seed and the number of
//! runs.

use std::time::Duration;

use crm_client::sandbox::{Fault, Sandbox};
use crm_client::{Client, Code, Credentials, Error, Outcome};
use fastrand::Rng;
use serde::Deserialize;
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::secrets::{LOGGED, everything_visible, listen_to_logs};

const WRITE: &str = "account/add";
const UPLOAD: &str = "file/upload";
const PAGE: &str = "contact/list";
const READ: &str = "user/list";

/// The number of rows in the list.
const ROWS: usize = 40;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Contact {
    contact_name: String,
}

/// Returns a random fault for one of the next requests.
fn fault(rng: &mut Rng) -> Fault {
    let fault = match rng.u8(..15) {
        0 => Fault::hang(),
        1 => Fault::reset(),
        2 => Fault::slow(Duration::from_millis(rng.u64(0..150))),
        3 => Fault::cut_body(),
        4 => Fault::garbage(),
        5 => Fault::wrong_envelope(),
        6 => Fault::status(*rng.choice(&[500, 502, 503, 504, 429, 408, 404, 403]).unwrap()),
        7 => Fault::status(503).header("retry-after", rng.choice(["0", "1", "soon"]).unwrap()),
        8 => Fault::status(302).header("location", "http://127.0.0.1:9/portal?sign=x"),
        9 => Fault::code(*rng.choice(&[Code::SYSTEM_ERROR, Code(777)]).unwrap()),
        10 => Fault::clock_ahead(Duration::from_secs(40)),
        11 => Fault::clock_behind(Duration::from_secs(40)),
        12 => Fault::stale_reply(),
        // The client trusts a refusal, so the server must not have completed the call.
        13 => return Fault::code(Code::RATE_LIMITED).after(rng.usize(..3)),
        _ => Fault::body(r#"{"error_code":0,"data":null}"#),
    };
    let fault = if rng.bool() { fault.after_completion() } else { fault };
    fault.after(rng.usize(..3)).times(rng.usize(1..4))
}

/// Checks that an error contains neither the app key nor a signature.
fn check_secrets(sandbox: &Sandbox, error: &Error) {
    let seen = everything_visible(error);
    assert!(!seen.contains(sandbox.app_key()) && !seen.contains("sign="), "{seen}");
}

/// Checks that the outcome of a write is correct, and that the write was not completed twice unless
/// the call allowed it.
fn check_write(sandbox: &Sandbox, path: &str, allowed: bool, result: Result<(), Error>) {
    let times = sandbox.completed_calls().iter().filter(|it| **it == path).count();
    assert!(times <= 1 || allowed, "it was completed {times} times: {result:?}");
    match result.as_ref().map_err(Error::outcome) {
        Ok(()) => assert!(times >= 1, "it was never completed"),
        Err(Outcome::NotSent | Outcome::Refused) => assert_eq!(times, 0, "{result:?}"),
        Err(Outcome::Unknown) => {}
    }
    if let Err(error) = result {
        check_secrets(sandbox, &error);
    }
}

/// Reads a list, and checks that no row is missing, repeated or out of order.
async fn read_pages(sandbox: &Sandbox, crm: &Client, prefetch: usize) {
    let list = crm.contact().list_as::<Contact>().page_size(7);
    let mut items = list.items().prefetch(prefetch);
    let mut names = Vec::new();
    let failed = loop {
        match items.next().await {
            Some(Ok(row)) => names.push(row.contact_name),
            Some(Err(error)) => break Some(error),
            None => break None,
        }
    };
    let expected: Vec<String> = (0..ROWS).rev().map(|it| format!("第{it}")).collect();
    assert!(expected.starts_with(&names), "{names:?}");
    match failed {
        Some(error) => check_secrets(sandbox, &error),
        None => assert_eq!(names.len(), ROWS, "rows are missing"),
    }
}

/// Checks that a call with a long timeout succeeds, even on a busy machine.
async fn assert_usable(crm: &Client) {
    let long = Duration::from_secs(20);
    let users = crm.user().list(["userName"]).timeout(long).attempt_timeout(long);
    assert_eq!(users.await.unwrap().data.len(), 3, "the client still works");
}

/// Makes one call with random settings and faults.
async fn run(seed: u64) {
    let mut rng = Rng::with_seed(seed);
    let sandbox = Sandbox::start().await.unwrap();
    for number in 0..ROWS {
        sandbox.insert("Contact", &json!({ "contactName": format!("第{number}") }));
    }
    let (id, key) = (sandbox.app_id(), sandbox.app_key());
    let credentials = match rng.u8(..3) {
        0 => Credentials::md5(id, key),
        1 => Credentials::sha1(id, key),
        _ => Credentials::plain_key(id, key),
    };
    let crm = sandbox
        .client_builder()
        .credentials(credentials)
        .allow_plain_key_over_http()
        .attempt_timeout(Duration::from_millis(100))
        .timeout(Duration::from_millis(500))
        .backoff(Duration::from_millis(4), Duration::from_millis(8))
        .build()
        .unwrap();
    // Sometimes there is already a connection, and a reply that `Fault::stale_reply` can repeat.
    if rng.bool() {
        assert_usable(&crm).await;
    }
    let path = *rng.choice(&[WRITE, UPLOAD, PAGE, READ]).unwrap();
    for _ in 0..rng.u8(1..4) {
        let fault = fault(&mut rng);
        sandbox.inject(if rng.bool() { fault.on(path) } else { fault });
    }
    let is_unplugged = rng.u8(..8) == 0;
    if is_unplugged {
        sandbox.disconnect().await;
    }
    let unplugged = Duration::from_millis(rng.u64(0..20));
    let plug = async {
        tokio::time::sleep(unplugged).await;
        sandbox.reconnect().await.unwrap();
    };
    let allowed = rng.u8(..4) == 0;
    let prefetch = rng.usize(..5);
    let call = async {
        match path {
            WRITE => {
                let record = json!({ "accountName": "甲" });
                let add = crm.account().add(&record).force_add(true);
                let result = if allowed { add.allow_repeat().await } else { add.await };
                check_write(&sandbox, path, allowed, result.map(drop));
            }
            UPLOAD => {
                let upload = crm.file().upload("a.txt", vec![b'a'; 100_000]);
                let result = if allowed { upload.allow_repeat().await } else { upload.await };
                check_write(&sandbox, path, allowed, result.map(drop));
            }
            PAGE => read_pages(&sandbox, &crm, prefetch).await,
            _ => match crm.user().list(["userName"]).await {
                Ok(users) => assert_eq!(users.data.len(), 3),
                Err(error) => check_secrets(&sandbox, &error),
            },
        }
    };
    if is_unplugged {
        tokio::join!(call, plug);
    } else {
        call.await;
    }
    sandbox.clear_faults();
    assert_usable(&crm).await;
}

/// Returns the number in an environment variable, or the default.
fn number_from_env(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|it| it.parse().ok()).unwrap_or(default)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_fault_duplicates_a_write_loses_a_row_or_reports_a_wrong_outcome() {
    listen_to_logs();
    let (first, runs) = (number_from_env("MATRIX_FIRST", 0), number_from_env("MATRIX_RUNS", 1000));
    let mut seeds = first..first + runs;
    let mut tasks = JoinSet::new();
    loop {
        while tasks.len() < 16
            && let Some(seed) = seeds.next()
        {
            tasks.spawn(async move {
                let finished = timeout(Duration::from_secs(30), tokio::spawn(run(seed))).await;
                (seed, finished)
            });
        }
        let Some(task) = tasks.join_next().await else { break };
        let (seed, finished) = task.unwrap();
        match finished {
            Ok(Ok(())) => {}
            Ok(Err(panic)) => panic!("run {seed}: {panic}"),
            Err(elapsed) => panic!("run {seed} hangs: {elapsed}"),
        }
    }
    let logged = LOGGED.lock().unwrap();
    assert!(!logged.contains(Sandbox::new().app_key()), "a log line contains the key");
}
