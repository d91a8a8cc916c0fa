//! The rate limit, the concurrency limit, the URL limit, and the clock offset.

use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use crm_client::sandbox::Sandbox;
use crm_client::{Client, Credentials, Outcome};
use tokio::time::Instant;

use crate::support::{
    APP_ID, APP_KEY, Recorder, Script, Slow, Step, builder, error, param, read_all,
};

#[tokio::test(start_paused = true)]
async fn the_rate_limit_applies_to_calls_clones_pages_and_retries() {
    let script = Script::new([Step::Ok(r#"{"error_code":0,"data":[]}"#)]);
    let crm = builder().transport(script.clone()).rate_limit(5, Duration::from_secs(1));
    let crm = crm.build().unwrap();
    for _ in 0..11 {
        crm.clone().account().list(["a"]).await.unwrap();
    }
    let expected = [0, 0, 0, 0, 0, 200, 400, 600, 800, 1000, 1200];
    // The timer of Tokio has a resolution of one millisecond.
    let near = |(time, expected): (&u128, &u128)| time.abs_diff(*expected) <= 2;
    assert!(script.times().iter().zip(&expected).all(near), "{:?}", script.times());

    let script = Script::new([Step::Lost]);
    let crm = builder().transport(script.clone()).rate_limit(1, Duration::from_secs(60));
    let crm = crm.backoff(Duration::ZERO, Duration::ZERO).build().unwrap();
    let lost = error(crm.account().list(["a"]).timeout(Duration::from_secs(90)).await);
    assert_eq!((script.count(), lost.attempts()), (2, 2));
    assert!(lost.to_string().contains("no complete response"), "{lost}");
    let late = error(crm.account().list(["a"]).timeout(Duration::from_secs(9)).await);
    assert!(
        late.is_timeout() && late.to_string().contains("timed out while waiting for"),
        "{late}"
    );
    assert_eq!((script.count(), late.attempts(), late.outcome()), (2, 0, Outcome::NotSent));

    let server = Slow::of(6);
    let crm = server.crm(builder().rate_limit(2, Duration::from_secs(2)));
    let (_, time) = read_all(&crm, 5, 0).await;
    assert!(time >= 4000, "{time}");
}

#[tokio::test(start_paused = true)]
async fn max_concurrent_limits_the_requests_in_flight() {
    let server = Slow::of(10);
    let crm = server.crm(builder().max_concurrent(2));
    let (numbers, _) = read_all(&crm, 8, 0).await;
    assert_eq!(numbers.len(), 100);
    assert_eq!(server.max_in_flight.load(Ordering::Relaxed), 2);
}

#[tokio::test]
async fn the_clock_offset_can_be_set_or_learned() {
    let sandbox = Sandbox::start().await.unwrap();
    let skewed = |by: i64| {
        let off = Duration::from_secs(by.unsigned_abs());
        let late = by < 0;
        let clock = move || if late { SystemTime::now() - off } else { SystemTime::now() + off };
        sandbox.client_builder().clock(clock)
    };
    let ask = async |crm: &Client| crm.user().list(["userName"]).await.map(drop);
    for by in [-3600, 3600] {
        let crm = skewed(by).build().unwrap();
        assert!(ask(&crm).await.is_err());
        crm.clone().learn_clock_offset().await.unwrap();
        assert!((crm.clock_offset_millis() + by * 1000).abs() < 2500, "{crm:?}");
        ask(&crm).await.unwrap();
        let set = skewed(by).clock_offset_millis(-by * 1000).build().unwrap();
        ask(&set).await.unwrap();
    }
    let script = Script::new([Step::Ok(r#"{"error_code":0,"data":[]}"#)]);
    let crm = builder().transport(script).build().unwrap();
    assert!(error(crm.learn_clock_offset().await).to_string().contains("`Date` header is missing"));
}

#[tokio::test(start_paused = true)]
async fn signs_a_request_after_it_waited_for_the_rate_limit() {
    let script = Script::new([Step::Ok(r#"{"error_code":0,"data":[]}"#)]);
    let start = Instant::now();
    let clock = move || SystemTime::UNIX_EPOCH + start.elapsed();
    let crm = builder().transport(script.clone()).clock(clock);
    let crm = crm.rate_limit(1, Duration::from_secs(60)).build().unwrap();
    for _ in 0..2 {
        crm.account().list(["a"]).await.unwrap();
    }
    let stamps = script.requests().iter().map(|it| param(it, "timestamp")).collect::<Vec<_>>();
    let stamps: Vec<u64> = stamps.iter().flatten().map(|it| it.parse().unwrap()).collect();
    assert!(stamps[0] == 0 && stamps[1] >= 60_000, "{stamps:?}");
}

#[tokio::test]
async fn the_url_limit_is_exact() {
    let key = "key with? escapes&".replace(' ', "");
    for credentials in [
        Credentials::sha1(APP_ID, APP_KEY),
        Credentials::md5("000-id/客", APP_KEY),
        Credentials::plain_key(APP_ID, key),
    ] {
        let list = async |max_bytes: usize| {
            let recorder = Recorder::of(r#"{"error_code":0,"data":[]}"#);
            let builder = builder().credentials(credentials.clone()).transport(recorder.clone());
            let crm = builder.max_url_bytes(max_bytes).build().unwrap();
            let call = crm.account().list(["a", "b"]).qname("客 户").extra_query("x.y", "*&");
            call.await.map(|_| recorder.request().uri().to_string().len())
        };
        let bytes = list(8_000).await.unwrap();
        assert_eq!(list(bytes).await.unwrap(), bytes, "{credentials:?}");
        let too_long = error(list(bytes - 1).await);
        assert!(too_long.is_request(), "{credentials:?}: {too_long}");
        assert_eq!((too_long.attempts(), too_long.outcome()), (0, Outcome::NotSent));
    }
}

#[tokio::test(start_paused = true)]
async fn a_url_that_is_too_long_does_not_count_for_the_rate_limit() {
    let script = Script::new([Step::Ok(r#"{"error_code":0,"data":[]}"#)]);
    let crm = builder().transport(script.clone()).rate_limit(1, Duration::from_secs(60));
    let crm = crm.build().unwrap();
    let fields = (0..500).map(|it| format!("c__customField{it:03}")).collect::<Vec<_>>();
    let too_long = error(crm.account().list(fields).await);
    assert_eq!(
        too_long.to_string(),
        "account/list: not sent: the URL has 10,229 bytes, more than the limit of 8,000; `fields` \
         is the longest parameter (10,004 bytes); request fewer fields"
    );
    crm.account().list(["a"]).timeout(Duration::from_secs(1)).await.unwrap();
    assert_eq!(script.times(), [0]);

    let crm = builder().transport(script).max_url_bytes(usize::MAX).build().unwrap();
    let no_url = error(crm.account().list(["a".repeat(70_000)]).await);
    assert!(no_url.is_request() && no_url.to_string().contains("invalid URL"), "{no_url}");
}
