//! Dropped calls and lists leak nothing and do not block other calls.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use crm_client::sandbox::Sandbox;
use crm_client::{Client, Record, ResponseFuture, Transport};
use http::Request;
use tokio::task::JoinHandle;
use tokio::time::{Instant, advance, sleep, timeout};

use crate::support::{Script, Slow, Step, builder};

/// A transport whose future is ready at the third poll. It counts the requests in flight.
#[derive(Clone)]
struct ThreePolls(Sandbox, Arc<AtomicUsize>);

impl Transport for ThreePolls {
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

/// Polls a future up to `polls` times, and then drops it. Returns its output if it was ready.
fn poll_and_drop<F: Future>(future: F, polls: usize) -> Option<F::Output> {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    (0..polls).find_map(|_| match future.as_mut().poll(&mut cx) {
        Poll::Ready(value) => Some(value),
        Poll::Pending => None,
    })
}

/// Returns a future that is ready at the second poll.
fn yield_once() -> impl Future<Output = ()> {
    let mut yielded = false;
    std::future::poll_fn(move |cx| {
        cx.waker().wake_by_ref();
        if std::mem::replace(&mut yielded, true) { Poll::Ready(()) } else { Poll::Pending }
    })
}

#[tokio::test]
async fn a_call_dropped_at_any_point_leaks_nothing() {
    let sandbox = Sandbox::new();
    let on_their_way = Arc::new(AtomicUsize::new(0));
    let transport = ThreePolls(sandbox.clone(), on_their_way.clone());
    let crm = sandbox.client_builder().transport(transport).max_concurrent(1).build().unwrap();
    let list = || crm.user().list(["userName"]).page_size(1);
    let mut finished = 0;
    for polls in 0..12 {
        finished += usize::from(poll_and_drop(list().send(), polls).is_some());
        let mut items = list().items().prefetch(2);
        let mut next: Pin<Box<dyn Future<Output = _> + '_>> = Box::pin(items.next());
        let _: Option<Option<Result<Record, _>>> = poll_and_drop(next.as_mut(), polls);
        drop(next);
        drop(items);
        // The runtime drops the prefetched pages when it runs their tasks again.
        for _ in 0..4 {
            tokio::task::yield_now().await;
        }
        assert_eq!(on_their_way.load(Ordering::Relaxed), 0, "after {polls} polls");
        let page = list().await.unwrap();
        assert_eq!(page.data.len(), 1, "the client still works");
    }
    assert!(finished > 5, "{finished}");
}

#[tokio::test(start_paused = true)]
async fn a_call_dropped_while_it_waits_does_not_block_other_calls() {
    for polls in 0..40 {
        let empty = Step::Ok(r#"{"error_code":0,"data":[]}"#);
        let script = Script::new([Step::Lost, Step::Lost, empty]);
        let crm = builder().transport(script).max_concurrent(1);
        let crm = crm.rate_limit(1, Duration::from_millis(50));
        let wait = Duration::from_millis(100);
        let crm = crm.backoff(wait, wait).build().unwrap();
        let other = spawn_call(&crm);
        tokio::task::yield_now().await;
        let mut call = Box::pin(crm.account().list(["n"]).send());
        for _ in 0..polls {
            if poll_and_drop(call.as_mut(), 1).is_some() {
                break;
            }
            advance(Duration::from_millis(7)).await;
        }
        drop(call);
        other.await.unwrap();
        let start = Instant::now();
        spawn_call(&crm).await.unwrap();
        assert!(start.elapsed() < Duration::from_secs(1), "{polls}: {:?}", start.elapsed());
    }
}

/// Spawns a list call, and ignores its result.
fn spawn_call(crm: &Client) -> JoinHandle<()> {
    let call = crm.account().list(["n"]);
    tokio::spawn(async move { drop(call.await) })
}

#[tokio::test(start_paused = true)]
async fn a_row_that_is_not_awaited_does_not_block_other_calls() {
    for (prefetch, rows) in [(0, 0), (0, 10), (2, 10)] {
        let crm = Slow::of(3).crm(builder().max_concurrent(1));
        let mut items = crm.account().list(["n"]).page_size(10).items().prefetch(prefetch);
        for _ in 0..rows {
            items.next().await.unwrap().unwrap();
        }
        assert!(timeout(Duration::from_millis(50), items.next()).await.is_err());
        let start = Instant::now();
        crm.account().list(["n"]).await.unwrap();
        assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
        assert_eq!(items.next().await.unwrap().unwrap().get::<usize>("n").unwrap(), rows);
    }
}

/// Returns the largest number of requests within ten seconds.
fn most_in_ten_seconds(sent: &[(usize, u128)]) -> usize {
    let within = |first: u128| {
        sent.iter().filter(|(_, time)| (first..first + 10_000).contains(time)).count()
    };
    sent.iter().map(|(_, first)| within(*first)).max().unwrap()
}

#[tokio::test(start_paused = true)]
async fn dropped_calls_do_not_exceed_the_rate_limit() {
    let server = Slow { takes: 1, ..Slow::of(200) };
    let crm = server.crm(builder().rate_limit(1, Duration::from_secs(1)));
    spawn_call(&crm).await.unwrap();
    let doomed: Vec<_> = (0..20).map(|_| spawn_call(&crm)).collect();
    let mut list = crm.account().list(["n"]).items().prefetch(30);
    assert!(timeout(Duration::from_secs(30), list.next()).await.unwrap().is_some());
    let kept: Vec<_> = (0..20).map(|_| spawn_call(&crm)).collect();
    sleep(Duration::from_millis(1)).await;
    doomed.iter().for_each(JoinHandle::abort);
    drop(list);
    sleep(Duration::from_millis(1)).await;
    let more: Vec<_> = (0..40).map(|_| spawn_call(&crm)).collect();
    for call in kept.into_iter().chain(more) {
        call.await.unwrap();
    }
    assert!(most_in_ten_seconds(&server.sent()) <= 11, "{:?}", server.sent());
}
