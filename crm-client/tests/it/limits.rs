//! The rate of requests, pages that are fetched ahead, the clock, and calls that are given up.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use crm_client::sandbox::Sandbox;
use crm_client::{
    Client, ClientBuilder, Outcome, Record, ResponseFuture, Transport, TransportError,
};
use http::{Request, Response};
use serde_json::json;
use tokio::time::{Instant, sleep};

use crate::support::{Script, Step, builder, client, error, param, raw_server};

/// A server of a list of so many pages of ten rows, each of which takes 100 ms.
#[derive(Clone)]
struct Slow {
    pages: usize,
    /// Whether it says how many rows there are.
    tells: bool,
    /// The page that fails.
    broken: usize,
    sent: Arc<AtomicUsize>,
    at_once: Arc<AtomicUsize>,
    most_at_once: Arc<AtomicUsize>,
    greatest: Arc<AtomicUsize>,
}

impl Slow {
    fn of(pages: usize) -> Slow {
        Slow {
            pages,
            tells: true,
            broken: usize::MAX,
            sent: Arc::default(),
            at_once: Arc::default(),
            most_at_once: Arc::default(),
            greatest: Arc::default(),
        }
    }

    fn crm(&self, builder: ClientBuilder) -> Client {
        builder.transport(self.clone()).build().unwrap()
    }

    fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }
}

impl Transport for Slow {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let page: usize = param(&request, "page_no").unwrap().parse().unwrap();
            self.sent.fetch_add(1, Ordering::Relaxed);
            self.greatest.fetch_max(page, Ordering::Relaxed);
            let at_once = self.at_once.fetch_add(1, Ordering::Relaxed) + 1;
            self.most_at_once.fetch_max(at_once, Ordering::Relaxed);
            sleep(Duration::from_millis(100)).await;
            self.at_once.fetch_sub(1, Ordering::Relaxed);
            if page == self.broken {
                return Err(TransportError::other("reset"));
            }
            let first = (page - 1) * 10;
            let rows = if page > self.pages { 0..0 } else { first..first + 10 };
            let rows: Vec<String> = rows.map(|it| format!(r#"{{"n":{it}}}"#)).collect();
            let total = self.pages * 10;
            let totals = format!(r#""total_size":{total},"page_size":10,"page_no":{page},"#);
            let totals = if self.tells { totals } else { String::new() };
            let body = format!(r#"{{"error_code":0,{totals}"data":[{}]}}"#, rows.join(","));
            Ok(Response::new(body.into()))
        })
    }
}

/// Goes through all rows, working so long on each page, and returns the numbers and the time taken.
async fn go_through(crm: &Client, prefetch: usize, work: u64) -> (Vec<usize>, u128) {
    let start = Instant::now();
    let mut items = crm.account().list(["n"]).page_size(10).items().prefetch(prefetch);
    let mut numbers = Vec::new();
    while let Some(row) = items.next().await {
        let number: usize = row.unwrap().get("n").unwrap();
        numbers.push(number);
        if number % 10 == 9 {
            sleep(Duration::from_millis(work)).await;
        }
    }
    (numbers, start.elapsed().as_millis())
}

#[tokio::test(start_paused = true)]
async fn pages_are_fetched_while_the_caller_works() {
    let all: Vec<usize> = (0..100).collect();
    for (prefetch, work, most) in [(0, 100, 2000), (1, 100, 1100), (3, 0, 400), (9, 0, 200)] {
        let server = Slow::of(10);
        let (numbers, time) = go_through(&server.crm(builder()), prefetch, work).await;
        assert_eq!(numbers, all, "prefetch {prefetch}");
        assert!(time <= most && time > most * 9 / 10, "prefetch {prefetch}: {time} ms");
        assert_eq!(server.sent(), 10, "prefetch {prefetch}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_page_is_fetched_that_is_not_wanted() {
    let server = Slow::of(10);
    let crm = server.crm(builder());
    let list = || crm.account().list(["n"]).page_size(10);
    let mut items = list().items().prefetch(8).max_items(25);
    let mut count = 0;
    while let Some(row) = items.next().await {
        row.unwrap();
        count += 1;
    }
    assert_eq!((count, server.sent()), (25, 3));

    let server = Slow::of(10);
    let mut items = server.crm(builder()).account().list(["n"]).items().prefetch(4);
    items.next().await.unwrap().unwrap();
    drop(items);
    assert!(server.sent() <= 1 + 4, "{}", server.sent());
    assert_eq!(Slow::of(1).sent(), 0);
}

#[tokio::test(start_paused = true)]
async fn without_totals_each_page_waits_for_the_one_before_it() {
    let server = Slow { tells: false, ..Slow::of(3) };
    let (numbers, time) = go_through(&server.crm(builder()), 5, 0).await;
    assert_eq!((numbers.len(), time, server.sent()), (30, 400, 4));
    assert_eq!(server.most_at_once.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn rows_come_before_a_late_error_and_then_nothing() {
    let server = Slow { broken: 3, ..Slow::of(10) };
    let crm = server.crm(builder().max_attempts(1));
    let mut items = crm.account().list(["n"]).page_size(10).items().prefetch(4);
    let mut rows: Vec<usize> = Vec::new();
    let failed = loop {
        match items.next().await.unwrap() {
            Ok(row) => rows.push(row.get("n").unwrap()),
            Err(error) => break error,
        }
    };
    assert_eq!(rows, (0..20).collect::<Vec<_>>());
    assert!(failed.is_transport(), "{failed}");
    assert!(items.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_rate_holds_for_calls_clones_pages_and_further_attempts() {
    let script = Script::new([Step::Ok(r#"{"error_code":0,"data":[]}"#)]);
    let crm = builder().transport(script.clone()).rate_limit(5, Duration::from_secs(1));
    let crm = crm.build().unwrap();
    for _ in 0..11 {
        crm.clone().account().list(["a"]).await.unwrap();
    }
    let expected = [0, 0, 0, 0, 0, 200, 400, 600, 800, 1000, 1200];
    // Tokio's timer knows milliseconds only.
    let near = |(time, expected): (&u128, &u128)| time.abs_diff(*expected) <= 2;
    assert!(script.times().iter().zip(&expected).all(near), "{:?}", script.times());

    let script = Script::new([Step::Lost]);
    let crm = builder().transport(script.clone()).rate_limit(1, Duration::from_secs(60));
    let crm = crm.backoff(Duration::ZERO, Duration::ZERO).build().unwrap();
    let lost = error(crm.account().list(["a"]).timeout(Duration::from_secs(90)).await);
    assert_eq!((script.count(), lost.attempts()), (2, 2));
    assert!(lost.to_string().contains("no whole response"), "{lost}");
    let late = error(crm.account().list(["a"]).timeout(Duration::from_secs(9)).await);
    assert!(late.is_timeout() && late.to_string().contains("its turn did not come"), "{late}");
    assert_eq!((script.count(), late.attempts(), late.outcome()), (2, 0, Outcome::NotSent));

    let server = Slow::of(6);
    let crm = server.crm(builder().rate_limit(2, Duration::from_secs(2)));
    let (_, time) = go_through(&crm, 5, 0).await;
    assert!(time >= 4000, "{time}");
}

#[tokio::test(start_paused = true)]
async fn so_many_requests_are_on_their_way_and_no_more() {
    let server = Slow::of(10);
    let crm = server.crm(builder().max_concurrent(2));
    let (numbers, _) = go_through(&crm, 8, 0).await;
    assert_eq!(numbers.len(), 100);
    assert_eq!(server.most_at_once.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_page_that_is_fetched_ahead_does_not_keep_other_calls_from_going_out() {
    let server = Slow::of(10);
    let crm = server.crm(builder().max_concurrent(1));
    let start = Instant::now();
    let mut items = crm.account().list(["n"]).page_size(10).items().prefetch(3);
    while let Some(row) = items.next().await {
        row.unwrap();
        crm.account().list(["n"]).page_no(11).await.unwrap();
    }
    assert_eq!(start.elapsed().as_millis(), 100 * (10 + 100), "one at a time, and none waits long");
}

#[tokio::test]
async fn a_clock_can_be_set_right_and_learned() {
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
    assert!(error(crm.learn_clock_offset().await).to_string().contains("no `Date`"));
}

/// Polls a future so often, and then gives it up.
fn give_up<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    (0..polls).find_map(|_| match future.as_mut().poll(&mut cx) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    })
}

/// A transport that takes three polls.
#[derive(Clone)]
struct Steps(Sandbox, Arc<AtomicUsize>);

impl Transport for Steps {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        struct Guard<'a>(&'a AtomicUsize);
        impl Drop for Guard<'_> {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        Box::pin(async move {
            self.1.fetch_add(1, Ordering::Relaxed);
            let _guard = Guard(&self.1);
            yield_once().await;
            let response = self.0.send(request).await;
            yield_once().await;
            response
        })
    }
}

fn yield_once() -> impl Future<Output = ()> {
    let mut yielded = false;
    std::future::poll_fn(move |cx| {
        cx.waker().wake_by_ref();
        if std::mem::replace(&mut yielded, true) { Poll::Ready(()) } else { Poll::Pending }
    })
}

#[tokio::test]
async fn a_call_can_be_given_up_at_any_point_and_leaks_nothing() {
    let sandbox = Sandbox::new();
    let on_their_way = Arc::new(AtomicUsize::new(0));
    let transport = Steps(sandbox.clone(), on_their_way.clone());
    let crm = sandbox.client_builder().transport(transport).max_concurrent(1).build().unwrap();
    let list = || crm.user().list(["userName"]).page_size(1);
    let mut finished = 0;
    for polls in 0..12 {
        finished += usize::from(give_up(list().send(), polls).is_some());
        let mut items = list().items().prefetch(2);
        let mut next: Pin<Box<dyn Future<Output = _> + '_>> = Box::pin(items.next());
        let _: Option<Option<Result<Record, _>>> = give_up(next.as_mut(), polls);
        drop(next);
        drop(items);
        // What was fetched ahead ends with the runtime's next turn.
        for _ in 0..4 {
            tokio::task::yield_now().await;
        }
        assert_eq!(on_their_way.load(Ordering::Relaxed), 0, "after {polls} polls");
        let page = list().await.unwrap();
        assert_eq!(page.data.len(), 1, "the client is as good as before");
    }
    assert!(finished > 5, "{finished}");
}

#[tokio::test]
async fn a_call_has_a_limit_of_its_own_for_connecting() {
    // It accepts a connection, and then has nothing to say to the beginning of TLS.
    let silent = raw_server(None::<&str>).await;
    let crm = builder().base_url(format!("https://{silent}/gw/")).no_proxy();
    let crm = crm.connect_timeout(Duration::from_secs(600)).backoff(Duration::ZERO, Duration::ZERO);
    let crm = crm.build().unwrap();
    let soon = Duration::from_millis(20);
    let late = error(crm.account().add(&json!({ "a": 1 })).connect_timeout(soon).await);
    assert!(late.is_connect() && late.is_timeout(), "{late}");
    assert!(late.to_string().contains("no connection (the time to connect was up)"), "{late}");
    assert_eq!((late.attempts(), late.outcome()), (3, Outcome::NotSent));
    let late = error(crm.area().root().attempt_timeout(soon).max_attempts(1).await);
    assert!(late.is_timeout() && !late.is_connect(), "without it there is time to connect: {late}");

    let sandbox = Sandbox::start().await.unwrap();
    for crm in [sandbox.client_builder().build(), Sandbox::new().client_builder().build()] {
        crm.unwrap().area().root().connect_timeout(Duration::from_secs(1)).await.unwrap();
    }
}

#[tokio::test]
async fn a_limit_for_connecting_that_nobody_would_keep_is_refused() {
    let http = builder().http_client(reqwest::Client::new()).build().unwrap();
    let script = client(Script::new([Step::Refused]));
    let own = builder().build().unwrap();
    let none_kept = "its `connect_timeout` is none that the transport keeps";
    let too_long = "its `connect_timeout` is longer than the client's, which is 15s";
    for (crm, seconds, expected) in [
        (&http, 1, none_kept),
        (&script, 1, none_kept),
        (&own, 16, too_long),
        (&own, 0, "a timeout of zero leaves no time for it"),
    ] {
        let call = crm.area().root().connect_timeout(Duration::from_secs(seconds));
        let refused = error(call.await);
        assert_eq!(refused.to_string(), format!("area/root: not sent: {expected}"));
    }
}
