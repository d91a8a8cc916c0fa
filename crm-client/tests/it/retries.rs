//! Retries: which failures the client retries, when it retries, and the outcome of the call.

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};

use crm_client::endpoint::{Info, Parts, ToQuery};
use crm_client::{Client, Code, Done, Endpoint, Error, Outcome, RawRequest};
use serde_json::json;
use tokio::time::Instant;

use crate::support::Step::{Hang, Lost, Ok as Answer, Refused, Status};
use crate::support::{ID, Script, Step, builder, error, nobody, param, raw_server};

const ADDED: Step = Answer(r#"{"error_code":0,"data":{"account_id":"x"}}"#);
const EMPTY: Step = Answer(r#"{"error_code":0,"data":[]}"#);
const LIMITED: Step = Answer(r#"{"error_code":491,"error_msg":"too many"}"#);
const BROKEN: Step = Answer(r#"{"error_code":500,"error_msg":"oops"}"#);

fn crm(script: &Script) -> Client {
    builder().transport(script.clone()).build().unwrap()
}

async fn read(crm: &Client) -> Result<(), Error> {
    crm.account().list(["accountName"]).await.map(drop)
}

async fn write(crm: &Client) -> Result<(), Error> {
    crm.account().add(json!({ "accountName": "甲" })).await.map(drop)
}

#[tokio::test(start_paused = true)]
async fn retries_a_read_after_a_transient_failure() {
    for step in [Refused, Lost, Hang, Status(503, ""), Status(429, ""), Status(500, ""), BROKEN] {
        let script = Script::new([step.clone(), step.clone(), EMPTY]);
        read(&crm(&script)).await.unwrap_or_else(|error| panic!("{step:?}: {error}"));
        assert_eq!(script.count(), 3, "{step:?}");

        let script = Script::new([step.clone()]);
        let error = error(read(&crm(&script)).await);
        assert_eq!((error.attempts(), script.count()), (3, 3), "{step:?}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn does_not_retry_after_other_replies() {
    let html = Answer("<html>");
    for step in [LIMITED, Status(404, ""), Status(302, ""), Status(401, ""), html] {
        let script = Script::new([step.clone(), EMPTY]);
        let error = error(read(&crm(&script)).await);
        assert_eq!((error.attempts(), script.count()), (1, 1), "{step:?}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn retries_a_write_only_if_it_was_not_sent() {
    let script = Script::new([Refused, Refused, ADDED]);
    write(&crm(&script)).await.unwrap();
    assert_eq!(script.count(), 3);
    for step in [Lost, Hang, Status(503, "1"), BROKEN] {
        let script = Script::new([step.clone(), ADDED]);
        let error = error(write(&crm(&script)).await);
        assert_eq!((error.attempts(), script.count()), (1, 1), "{step:?}: {error}");
        assert_eq!(error.outcome(), Outcome::Unknown, "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn retries_a_write_if_the_call_allows_it() {
    let script = Script::new([Lost, Hang, ADDED]);
    let add = crm(&script).account().add(json!({ "accountName": "甲" }));
    assert!(add.allow_repeat().await.is_ok());
    assert_eq!(script.count(), 3);

    let script = Script::new([Lost, EMPTY]);
    let query = RawRequest::post("ticket/find").safe();
    assert!(crm(&script).call(query).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn the_outcome_is_the_least_certain_of_all_attempts() {
    let outcome = async |steps: &[Step]| {
        let script = Script::new(steps.to_vec());
        let add = crm(&script).account().add(json!({ "accountName": "甲" }));
        error(add.allow_repeat().await).outcome()
    };
    assert_eq!(outcome(&[Refused]).await, Outcome::NotSent);
    assert_eq!(outcome(&[LIMITED]).await, Outcome::Refused);
    assert_eq!(outcome(&[Refused, LIMITED]).await, Outcome::Refused);
    assert_eq!(outcome(&[Lost, LIMITED]).await, Outcome::Unknown);
    assert_eq!(outcome(&[Lost, Refused, Refused]).await, Outcome::Unknown);
    let odd_code = Answer(r#"{"error_code":777,"error_msg":"?"}"#);
    for step in [BROKEN, odd_code, Answer("{}"), Status(404, "")] {
        assert_eq!(outcome(std::slice::from_ref(&step)).await, Outcome::Unknown, "{step:?}");
    }
    let unfit = error(crm(&Script::new([ADDED])).account().add(json!([])).await);
    assert_eq!((unfit.outcome(), unfit.attempts()), (Outcome::NotSent, 0));
}

#[tokio::test(start_paused = true)]
async fn backs_off_and_waits_for_retry_after() {
    let script = Script::new([Lost]);
    let crm_of_many = builder().transport(script.clone()).max_attempts(6);
    let crm_of_many = crm_of_many.backoff(Duration::from_secs(1), Duration::from_secs(4));
    error(read(&crm_of_many.build().unwrap()).await);
    let times = script.times();
    assert_eq!(times.len(), 6);
    for (index, longest) in [1000, 2000, 4000, 4000, 4000].into_iter().enumerate() {
        assert!(times[index + 1] - times[index] <= longest, "{times:?}");
    }

    let script = Script::new([Status(503, "7"), EMPTY]);
    read(&crm(&script)).await.unwrap();
    assert!((7000..7600).contains(&script.times()[1]), "{:?}", script.times());
}

#[tokio::test(start_paused = true)]
async fn does_not_wait_longer_than_the_timeout() {
    let script = Script::new([Status(503, "3600"), EMPTY]);
    let start = Instant::now();
    let error = error(read(&crm(&script)).await);
    assert!(start.elapsed() < Duration::from_secs(1));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!((error.attempts(), error.status().unwrap().as_u16()), (1, 503));
}

#[tokio::test(start_paused = true)]
async fn all_attempts_share_one_deadline() {
    let elapsed = async |call: Duration, attempt: Duration| {
        let script = Script::new([Hang]);
        let start = Instant::now();
        let list = crm(&script).account().list(["a"]).timeout(call).attempt_timeout(attempt);
        let error = error(list.max_attempts(9).await);
        assert!(error.is_timeout(), "{error}");
        (start.elapsed(), error.attempts())
    };
    let secs = Duration::from_secs;
    let (time, attempts) = elapsed(secs(20), secs(6)).await;
    assert!(time <= secs(20) && (3..=4).contains(&attempts), "{time:?} {attempts}");
    assert_eq!(elapsed(secs(5), secs(30)).await, (secs(5), 1));
}

#[tokio::test(start_paused = true)]
async fn extends_the_timeout_by_the_size_of_an_upload() {
    let script = Script::new([Hang]);
    let start = Instant::now();
    error(crm(&script).file().upload("a", vec![0; 10 << 20]).await);
    assert_eq!(start.elapsed().as_secs(), 30 + 160);
    let start = Instant::now();
    let upload = crm(&script).file().upload("a", vec![0; 10 << 20]);
    error(upload.attempt_timeout(Duration::from_secs(2)).await);
    assert_eq!(start.elapsed().as_secs(), 2, "a timeout of the call is not extended");
}

#[tokio::test(start_paused = true)]
async fn the_retry_budget_limits_retries_during_an_outage() {
    let script = Script::new([Lost]);
    let crm = builder().transport(script.clone()).retry_budget(5).build().unwrap();
    for _ in 0..100 {
        error(read(&crm).await);
    }
    assert_eq!(script.count(), 105);

    let script = Script::new([Lost]);
    let crm = builder().transport(script.clone()).max_attempts(1).build().unwrap();
    error(read(&crm).await);
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn signs_every_attempt_after_its_wait() {
    let script = Script::new([Status(503, "40"), EMPTY]);
    let start = Instant::now();
    let clock = move || SystemTime::UNIX_EPOCH + Duration::from_secs(1000) + start.elapsed();
    let crm = builder().transport(script.clone()).clock(clock).build().unwrap();
    read(&crm).await.unwrap();
    let stamps: Vec<u64> = script
        .requests()
        .iter()
        .map(|request| param(request, "timestamp").unwrap().parse().unwrap())
        .collect();
    assert_eq!(stamps[0], 1_000_000);
    assert!((1_040_000..1_041_000).contains(&stamps[1]), "{stamps:?}");
    let signs: Vec<_> = script.requests().iter().map(|it| param(it, "sign")).collect();
    assert_ne!(signs[0], signs[1]);
}

#[tokio::test(start_paused = true)]
async fn sends_the_options_of_a_call_with_every_attempt_and_page() {
    let page = |rows: &'static str| Answer(rows);
    let script = Script::new([
        Lost,
        page(r#"{"error_code":0,"total_size":2,"page_size":1,"page_no":1,"data":[{"a":1}]}"#),
        page(r#"{"error_code":0,"total_size":2,"page_size":1,"page_no":2,"data":[{"a":2}]}"#),
    ]);
    let list = crm(&script).account().list(["a"]).op_user(ID);
    let list = list.extra_query("lang", "zh").extra_header("x-trace", "7");
    let mut items = list.items();
    while let Some(item) = items.next().await {
        item.unwrap();
    }
    assert_eq!(script.count(), 4);
    for request in script.requests() {
        assert_eq!(param(&request, "lang").as_deref(), Some("zh"));
        assert_eq!(param(&request, "op_user").as_deref(), Some(ID));
        assert_eq!(request.headers()["x-trace"], "7");
    }
}

#[tokio::test]
async fn does_not_send_a_call_with_invalid_options() {
    let script = Script::new([EMPTY]);
    let list = || crm(&script).account().list(["a"]);
    for (call, said) in [
        (list().extra_query("fields", "b"), "`fields` is a parameter of this endpoint"),
        (list().extra_query("sign", "b"), "`sign` authenticates the request"),
        (list().extra_query("a b", "b"), "invalid parameter name `a b`"),
        (list().extra_query("a\n", "b"), "invalid parameter name"),
        (list().extra_query("", "b"), "invalid parameter name"),
        (list().extra_query("lang", " "), "`lang` must not be blank"),
        (list().extra_query("lang", "a").extra_query("lang", "b"), "`lang` is given twice"),
        (list().extra_header("a b", "c"), "invalid header name `a b`"),
        (list().extra_header("a", "b\nc"), "invalid value of the header `a`"),
        (
            list().extra_header("Content-Length", "5"),
            "`content-length` is reserved for the HTTP client",
        ),
        (list().extra_header("transfer-encoding", "chunked"), "is reserved for the HTTP client"),
        (list().timeout(Duration::ZERO), "`timeout` must be greater than zero"),
        (list().attempt_timeout(Duration::ZERO), "`attempt_timeout` must be greater than zero"),
        (list().max_attempts(0), "`max_attempts` must be at least 1"),
    ] {
        let error = error(call.await);
        assert!(error.is_request() && error.to_string().contains(said), "{error}");
    }
    assert_eq!(script.count(), 0);
}

#[tokio::test]
async fn does_not_send_an_invalid_raw_request() {
    let script = Script::new([EMPTY]);
    let crm = crm(&script);
    for path in ["", "a/b?x=1", "a/b#f", "../a/b", "a/../b", "/a/b", "a/b\n", "a b/c"] {
        let error = error(crm.call(RawRequest::get(path)).await);
        assert!(error.is_request(), "{path}: {error}");
        assert_eq!(error.to_string().lines().count(), 1, "{error}");
    }
    for name in ["sign", "a b", "", "a&b"] {
        let error = error(crm.call(RawRequest::get("a/b").query(name, 1)).await);
        assert!(error.is_request(), "{name}: {error}");
    }
    let with_body = RawRequest::get("a/b").body(json!({ "x": 1 }));
    assert!(error(crm.call(with_body).await).to_string().contains("a `GET` has no body"));
    let twice = RawRequest::get("a/b").query("x", 1).query("x", 2);
    assert!(error(crm.call(twice).await).to_string().contains("`x` is given twice"));
}

#[tokio::test(start_paused = true)]
async fn dropped_calls_use_neither_the_rate_limit_nor_the_retry_budget() {
    let script = Script::new([EMPTY]);
    let crm = builder().transport(script.clone()).rate_limit(1, Duration::from_millis(100));
    let crm = crm.build().unwrap();
    read(&crm).await.unwrap();
    for _ in 0..30 {
        let given_up = tokio::time::timeout(Duration::from_millis(2), read(&crm)).await;
        assert!(given_up.is_err());
    }
    let start = Instant::now();
    read(&crm).await.unwrap();
    assert!(start.elapsed() <= Duration::from_millis(101), "{:?}", start.elapsed());

    let script = Script::new([Lost]);
    let crm = builder().transport(script.clone()).retry_budget(2);
    let crm = crm.backoff(Duration::from_secs(600), Duration::from_secs(600));
    let crm = crm.timeout(Duration::from_secs(86_400)).build().unwrap();
    for _ in 0..9 {
        let given_up = tokio::time::timeout(Duration::from_nanos(1), read(&crm)).await;
        assert!(given_up.is_err());
    }
    let before = script.count();
    assert_eq!(error(read(&crm).await).attempts(), 3);
    assert_eq!(script.count(), before + 3);
}

#[tokio::test]
async fn reports_a_refusal_by_the_quota() {
    let script = Script::new([LIMITED]);
    let error = error(read(&crm(&script)).await);
    assert!(error.is_rate_limited() && error.code() == Some(Code::RATE_LIMITED));
    assert_eq!(error.outcome(), Outcome::Refused);
}

#[tokio::test(start_paused = true)]
async fn the_timeout_of_the_call_limits_an_attempt_without_a_timeout() {
    let crm = crm(&Script::new([Hang]));
    let list = crm.account().list(["a"]).attempt_timeout(Duration::MAX);
    let start = Instant::now();
    assert!(error(list.timeout(Duration::from_secs(5)).await).is_timeout());
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn failures_return_no_retries_to_the_budget() {
    let script = Script::new([BROKEN]);
    let crm = builder().transport(script.clone()).retry_budget(5).build().unwrap();
    for _ in 0..100 {
        error(read(&crm).await);
    }
    assert_eq!(script.count(), 100 + 5);

    let html = (0..30).map(|_| Answer("<html>"));
    let script = Script::new([Lost].into_iter().chain(html).chain([Lost]));
    let crm = builder().transport(script.clone()).retry_budget(1).build().unwrap();
    for _ in 0..31 {
        error(read(&crm).await);
    }
    assert_eq!(script.count(), 31 + 1, "an HTML page is not a success");
}

#[tokio::test(start_paused = true)]
async fn every_tenth_success_returns_a_retry_to_the_budget() {
    let succeed = |times: usize| std::iter::repeat_n(EMPTY, times);
    // The retry uses the whole budget. Its success and the next nine successes return it.
    let first = [Lost, EMPTY].into_iter().chain(succeed(8)).chain([Lost]);
    let script = Script::new(first.chain(succeed(1)).chain([Lost, EMPTY]));
    let crm = builder().transport(script.clone()).retry_budget(1).build().unwrap();
    for _ in 0..9 {
        read(&crm).await.unwrap();
    }
    assert_eq!(error(read(&crm).await).attempts(), 1, "nine successes are not enough");
    read(&crm).await.unwrap();
    read(&crm).await.unwrap();
    assert_eq!(script.count(), 14);
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_is_not_sent_does_not_use_the_budget() {
    let script = Script::new([Lost]);
    let crm = builder().transport(script.clone()).retry_budget(3);
    let crm = crm.rate_limit(1, Duration::from_secs(60)).backoff(Duration::ZERO, Duration::ZERO);
    let crm = crm.timeout(Duration::from_secs(30)).build().unwrap();
    for _ in 0..5 {
        assert_eq!(
            error(read(&crm).await).attempts(),
            1,
            "the rate limit leaves no time for a retry"
        );
        tokio::time::sleep(Duration::from_secs(3600)).await;
    }
    let patient = crm.account().list(["a"]).timeout(Duration::from_secs(600));
    assert_eq!(error(patient.await).attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn accepts_any_retry_budget() {
    let script = Script::new([Lost, EMPTY]);
    let crm = builder().transport(script).retry_budget(u32::MAX);
    let crm = crm.backoff(Duration::from_secs(60), Duration::from_secs(60)).build().unwrap();
    let waiting = tokio::time::timeout(Duration::from_nanos(1), read(&crm));
    assert!(waiting.await.is_err());
    read(&crm).await.unwrap();
}

#[tokio::test]
async fn nothing_was_sent_to_a_host_name_that_does_not_resolve() {
    let crm = builder().base_url("http://no-such-host.invalid/gw/").no_proxy();
    let crm = crm.backoff(Duration::ZERO, Duration::ZERO).build().unwrap();
    let error = error(write(&crm).await);
    assert_eq!((error.is_connect(), error.attempts()), (true, 3), "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent);
}

#[tokio::test]
async fn does_not_retry_a_redirected_write() {
    let location = format!("http://{}/portal", nobody().await);
    let answer = format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
    let address = raw_server(Some(answer)).await;
    // A reqwest client that follows redirects by default.
    let own = || reqwest::Client::builder().no_proxy();
    let builder = || builder().base_url(format!("http://{address}/gw/"));
    let crm = builder().http_client(own()).build().unwrap();
    let redirected = error(write(&crm).await);
    assert_eq!((redirected.is_status(), redirected.attempts()), (true, 1), "{redirected}");

    let crm = builder().transport(own().build().unwrap()).build().unwrap();
    let lost = error(write(&crm).await);
    assert_eq!((lost.is_connect(), lost.attempts()), (true, 1), "{lost}");
    assert_eq!(lost.outcome(), Outcome::Unknown);
}

#[tokio::test]
async fn a_request_that_the_http_client_refuses_was_not_sent() {
    let crm = builder().base_url(format!("http://{}/gw/", nobody().await));
    let crm = crm.http_client(reqwest::Client::builder().no_proxy().https_only(true));
    let error = error(write(&crm.build().unwrap()).await);
    assert_eq!((error.outcome(), error.attempts()), (Outcome::NotSent, 1), "{error}");
    assert_eq!(error.to_string(), "account/add: not sent: URL scheme is not allowed");
}

#[tokio::test(start_paused = true)]
async fn a_failed_serialization_of_a_retry_has_an_unknown_outcome() {
    /// A value that can be serialized only once.
    #[derive(Clone, Default)]
    struct Once(Arc<AtomicBool>);
    impl ToQuery for Once {
        fn to_query(&self) -> Result<Option<Cow<'_, str>>, Cow<'static, str>> {
            let again = self.0.swap(true, Ordering::Relaxed);
            if again { Err("must be fresh".into()) } else { Ok(Some("token".into())) }
        }
    }
    #[derive(Clone, Default)]
    struct Pay(Once);
    impl Endpoint for Pay {
        type Reply = Done;
        const INFO: Info<'static> = Info::post("order/pay", "own");
        fn write<'a>(&'a self, parts: &mut Parts<'a>) {
            parts.query("token", &self.0);
        }
    }
    let script = Script::new([Lost]);
    let error = error(crm(&script).call(Pay::default()).allow_repeat().await);
    assert_eq!((error.outcome(), error.attempts()), (Outcome::Unknown, 1), "{error}");
    assert!(error.to_string().contains("`token` must be fresh"), "{error}");
}
