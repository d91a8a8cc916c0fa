//! Prefetching of pages.

use std::future::{Future, poll_fn};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use crm_client::{Code, Outcome, ResponseFuture, Transport};
use http::{Request, Response};
use tokio::runtime::Builder;
use tokio::time::{Instant, sleep};

use crate::support::{Script, Slow, Step, builder, error, param, read_all};

#[tokio::test(start_paused = true)]
async fn prefetches_pages_while_the_caller_works() {
    let all: Vec<usize> = (0..100).collect();
    for (prefetch, work, most) in [(0, 100, 2100), (1, 100, 1100), (3, 0, 500), (9, 0, 300)] {
        let server = Slow::of(10);
        let (numbers, time) = read_all(&server.crm(builder()), prefetch, work).await;
        assert_eq!(numbers, all, "prefetch {prefetch}");
        assert!(time <= most && time > most * 9 / 10, "prefetch {prefetch}: {time} ms");
        assert_eq!(server.sent().len(), 11, "prefetch {prefetch}");
    }
}

#[tokio::test(start_paused = true)]
async fn prefetches_no_page_that_is_not_needed() {
    let server = Slow::of(10);
    let crm = server.crm(builder());
    let list = || crm.account().list(["n"]).page_size(10);
    let mut items = list().items().prefetch(8).max_items(25);
    let mut count = 0;
    while let Some(row) = items.next().await {
        row.unwrap();
        count += 1;
    }
    assert_eq!((count, server.sent().len()), (25, 3));

    let server = Slow::of(10);
    let mut items = server.crm(builder()).account().list(["n"]).items().prefetch(4);
    items.next().await.unwrap().unwrap();
    sleep(Duration::from_millis(10)).await;
    drop(items);
    sleep(Duration::from_secs(10)).await;
    let pages: Vec<usize> = server.sent().into_iter().map(|(page, _)| page).collect();
    assert_eq!(pages, [1, 2, 3, 4, 5], "at most four pages are prefetched");
}

#[tokio::test(start_paused = true)]
async fn limits_prefetching_whatever_the_total() {
    let server = Slow::of(400_000);
    let crm = server.crm(builder());
    let mut items = crm.account().list(["n"]).page_size(10).items().prefetch(usize::MAX);
    items.next().await.unwrap().unwrap();
    sleep(Duration::from_millis(10)).await;
    assert_eq!(server.in_flight.load(Ordering::Relaxed), 32);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_list_sends_no_more_requests() {
    let server = Slow::of(10);
    let crm = server.crm(builder().max_concurrent(1));
    let mut items = crm.account().list(["n"]).items().prefetch(4);
    items.next().await.unwrap().unwrap();
    sleep(Duration::from_millis(10)).await;
    drop(items);
    sleep(Duration::from_secs(10)).await;
    assert_eq!(server.sent().len(), 2, "the first page, and the request in flight");
}

#[tokio::test(start_paused = true)]
async fn fetches_one_page_at_a_time_without_totals() {
    let server = Slow { tells: false, ..Slow::of(3) };
    let (numbers, time) = read_all(&server.crm(builder()), 5, 0).await;
    assert_eq!((numbers.len(), time, server.sent().len()), (30, 400, 4));
    assert_eq!(server.max_in_flight.load(Ordering::Relaxed), 1);
}

#[tokio::test(start_paused = true)]
async fn prefetches_without_totals_on_request() {
    for (pages, expected) in [(1, 2), (3, 6), (20, 24)] {
        let server = Slow { tells: false, ..Slow::of(pages) };
        let crm = server.crm(builder());
        let call = crm.account().list(["n"]).page_size(10);
        let mut list = call.pages().prefetch(4).speculative();
        let mut numbers: Vec<usize> = Vec::new();
        while let Some(page) = list.next().await {
            numbers.extend(page.unwrap().iter().map(|row| row.get::<usize>("n").unwrap()));
        }
        assert_eq!(numbers, (0..10 * pages).collect::<Vec<_>>());
        assert_eq!(list.requested(), expected, "{pages} pages");
        assert!(server.sent().len() <= expected as usize);
        assert!(server.max_in_flight.load(Ordering::Relaxed) <= 5);
    }
}

#[tokio::test(start_paused = true)]
async fn returns_the_rows_before_an_error_and_ends_after_it() {
    let server = Slow { broken: (3, ""), ..Slow::of(10) };
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
async fn a_prefetched_page_does_not_block_other_calls() {
    let server = Slow::of(10);
    let crm = server.crm(builder().max_concurrent(1));
    let start = Instant::now();
    let mut items = crm.account().list(["n"]).page_size(10).items().prefetch(3);
    while let Some(row) = items.next().await {
        row.unwrap();
        crm.account().list(["n"]).page_no(11).await.unwrap();
    }
    assert_eq!(
        start.elapsed().as_millis(),
        100 * (11 + 100),
        "one request at a time, without further waits"
    );
}

#[tokio::test(start_paused = true)]
async fn a_prefetched_page_waits_for_the_limits_without_a_timeout() {
    for (takes, builder) in [
        (10, builder().rate_limit(1, Duration::from_secs(60))),
        (20_000, builder().max_concurrent(1)),
    ] {
        let server = Slow { takes, ..Slow::of(10) };
        let (numbers, _) = read_all(&server.crm(builder), 8, 0).await;
        assert_eq!(numbers.len(), 100);
    }
}

#[tokio::test(start_paused = true)]
async fn a_prefetched_page_uses_the_timeouts_and_attempts_of_its_call() {
    let first =
        Step::Ok(r#"{"error_code":0,"total_size":2,"page_size":1,"page_no":1,"data":[{"a":1}]}"#);
    let crm = builder().transport(Script::new([first, Step::Hang])).build().unwrap();
    let list = crm.account().list(["a"]).timeout(Duration::from_secs(7)).max_attempts(2);
    let mut items = list.attempt_timeout(Duration::from_secs(2)).items().prefetch(2);
    items.next().await.unwrap().unwrap();
    let start = Instant::now();
    let late = error(items.next().await.unwrap());
    assert_eq!(late.attempts(), 2);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn stops_prefetching_after_an_error() {
    let limited = r#"{"error_code":491,"error_msg":""}"#;
    let server = Slow { broken: (3, limited), ..Slow::of(20) };
    let crm = server.crm(builder());
    let mut items = crm.account().list(["n"]).page_size(10).items().prefetch(3);
    let refused = loop {
        match items.next().await.unwrap() {
            Ok(_) => sleep(Duration::from_millis(100)).await,
            Err(error) => break error,
        }
    };
    assert_eq!(refused.code(), Some(Code::RATE_LIMITED));
    assert!(server.sent().iter().all(|(_, time)| *time <= 200), "{:?}", server.sent());
}

#[test]
fn does_not_retry_a_page_whose_runtime_has_ended() {
    let runtime = || Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    let server = Slow::of(2);
    let mut pages = server.crm(builder()).account().list(["n"]).pages().prefetch(1);
    runtime().block_on(async {
        pages.next().await.unwrap().unwrap();
        sleep(Duration::from_millis(10)).await;
    });
    let second = error(runtime().block_on(pages.next()).unwrap());
    assert!(second.is_transport() && second.to_string().contains("was shut down"), "{second}");
    assert_eq!((second.outcome(), server.sent().len()), (Outcome::Unknown, 2));
}

/// A transport that needs 50 polls for every page except the first. It counts the polls.
#[derive(Clone, Default)]
struct Polls(Arc<AtomicUsize>);

impl Transport for Polls {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        let page: usize = param(&request, "page_no").unwrap().parse().unwrap();
        let mut polls = 0;
        Box::pin(poll_fn(move |cx| {
            polls += 1;
            if page > 1 && polls < 50 {
                self.0.fetch_add(1, Ordering::Relaxed);
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let totals = format!(r#""total_size":9,"page_size":3,"page_no":{page}"#);
            let body = format!(r#"{{"error_code":0,{totals},"data":[{{}},{{}},{{}}]}}"#);
            Poll::Ready(Ok(Response::new(body.into())))
        }))
    }
}

#[test]
fn continues_prefetching_with_every_row_without_a_runtime() {
    let polls = Polls::default();
    let crm = builder().transport(polls.clone()).build().unwrap();
    let mut items = crm.account().list(["n"]).page_size(3).items().prefetch(1);
    let mut cx = Context::from_waker(Waker::noop());
    let mut take = || {
        let mut next = Box::pin(items.next());
        let Poll::Ready(row) = next.as_mut().poll(&mut cx) else {
            panic!("the row is not available")
        };
        row.unwrap().unwrap();
        polls.0.load(Ordering::Relaxed)
    };
    let counts = [take(), take(), take()];
    assert!(counts[0] < counts[1] && counts[1] < counts[2], "{counts:?}");
}
