//! Awaited calls take precedence over prefetched pages.

use std::time::Duration;

use crm_client::{Client, ClientBuilder, Items, Outcome, Record};
use tokio::time::{Instant, sleep, timeout};

use crate::support::{Slow, builder, error};

/// Returns a list whose first page was read, and which prefetches eight more pages.
async fn prefetching_list(crm: &Client) -> Items<Record> {
    let mut items = crm.account().list(["n"]).page_size(10).items().prefetch(8);
    for _ in 0..10 {
        items.next().await.unwrap().unwrap();
    }
    sleep(Duration::from_millis(10)).await;
    items
}

/// Makes a call that is not part of the list.
async fn other_call(crm: &Client, seconds: u64) -> Result<(), crm_client::Error> {
    let call = crm.account().list(["n"]).page_no(99).timeout(Duration::from_secs(seconds));
    call.await.map(drop)
}

/// Returns a builder with a rate limit of one request per minute.
fn each_minute() -> ClientBuilder {
    builder().rate_limit(1, Duration::from_secs(60))
}

#[tokio::test(start_paused = true)]
async fn an_awaited_call_gets_the_next_slot_of_the_rate_limit() {
    let server = Slow::of(20);
    let crm = server.crm(each_minute());
    let _list = prefetching_list(&crm).await;
    for _ in 0..3 {
        other_call(&crm, 70).await.unwrap();
    }
    let pages: Vec<usize> = server.sent().iter().map(|(page, _)| *page).collect();
    assert_eq!(pages, [1, 99, 99, 99]);
}

#[tokio::test(start_paused = true)]
async fn an_awaited_call_gets_the_next_concurrency_permit() {
    let server = Slow::of(20);
    let crm = server.crm(builder().max_concurrent(1));
    let _list = prefetching_list(&crm).await;
    let start = Instant::now();
    other_call(&crm, 70).await.unwrap();
    other_call(&crm, 70).await.unwrap();
    assert!(start.elapsed() <= Duration::from_millis(400), "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn pages_are_prefetched_when_no_call_is_awaited() {
    for builder in [
        builder().rate_limit(1, Duration::from_secs(1)),
        builder().max_concurrent(1),
        builder().max_concurrent(2).rate_limit(2, Duration::from_secs(2)),
    ] {
        let server = Slow::of(20);
        let crm = server.crm(builder);
        let mut items = prefetching_list(&crm).await;
        sleep(Duration::from_secs(20)).await;
        let pages: Vec<usize> = server.sent().iter().map(|(page, _)| *page).collect();
        assert_eq!(pages, (1..=9).collect::<Vec<_>>());
        let start = Instant::now();
        for number in 10..90 {
            assert_eq!(items.next().await.unwrap().unwrap().get::<usize>("n").unwrap(), number);
        }
        assert!(start.elapsed() < Duration::from_millis(10), "{:?}", start.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_takes_precedence_as_soon_as_it_is_awaited() {
    for builder in [builder().max_concurrent(1), builder().rate_limit(1, Duration::from_secs(1))] {
        let server = Slow::of(20);
        let crm = server.crm(builder);
        // These two callers leave no permit and no slot of the rate limit to a prefetched page.
        for _ in 0..2 {
            let crm = crm.clone();
            tokio::spawn(async move {
                loop {
                    other_call(&crm, 600).await.unwrap();
                }
            });
        }
        let mut items = prefetching_list(&crm).await;
        sleep(Duration::from_secs(60)).await;
        assert!(server.sent().iter().all(|(page, _)| *page != 2), "{:?}", server.sent());
        let next = timeout(Duration::from_secs(5), items.next()).await;
        assert_eq!(next.unwrap().unwrap().unwrap().get::<usize>("n").unwrap(), 10);
    }
}

#[tokio::test(start_paused = true)]
async fn the_timeout_of_a_page_starts_when_it_is_awaited() {
    let server = Slow::of(20);
    let crm = server.crm(builder().rate_limit(1, Duration::from_secs(3600)));
    let list = crm.account().list(["n"]).page_size(10).timeout(Duration::from_secs(600));
    let mut items = list.items().prefetch(2);
    for _ in 0..10 {
        items.next().await.unwrap().unwrap();
    }
    sleep(Duration::from_secs(1000)).await;
    let late = error(items.next().await.unwrap());
    assert!(late.is_timeout(), "{late}");
    assert_eq!((late.attempts(), late.outcome(), server.sent().len()), (0, Outcome::NotSent, 1));
}

#[tokio::test(start_paused = true)]
async fn a_dropped_list_does_not_block_the_prefetching_of_other_lists() {
    for builder in [each_minute(), builder().max_concurrent(1)] {
        let server = Slow { takes: 10_000, ..Slow::of(20) };
        let crm = server.crm(builder);
        let (dropped, mut kept) = (prefetching_list(&crm).await, prefetching_list(&crm).await);
        drop(dropped);
        sleep(Duration::from_secs(3600)).await;
        for _ in 0..80 {
            let row = timeout(Duration::from_millis(1), kept.next()).await;
            row.expect("the row was not prefetched").unwrap().unwrap();
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_dropped_call_leaves_its_slot_to_a_prefetched_page() {
    let server = Slow::of(20);
    let crm = server.crm(each_minute());
    let mut items = prefetching_list(&crm).await;
    let given_up = timeout(Duration::from_secs(30), other_call(&crm, 600)).await;
    assert!(given_up.is_err());
    sleep(Duration::from_secs(31)).await;
    assert_eq!(server.sent().last().unwrap().0, 2, "{:?}", server.sent());
    items.next().await.unwrap().unwrap();
}
