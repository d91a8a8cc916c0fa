//! Paging returns every row once, requests no unneeded page, and always ends.

use bytes::Bytes;
use crm_client::sandbox::Sandbox;
use crm_client::{Client, Error, Record};
use futures_util::StreamExt;
use http::{Request, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Recorder, Script, Step, client, param};

#[derive(Debug, Deserialize)]
struct Row {
    n: u32,
}

/// Returns the page number of a request.
fn page_no(request: &Request<Bytes>) -> u32 {
    param(request, "page_no").unwrap().parse().unwrap()
}

/// Creates a transport that computes each page from its number.
fn server(answer: impl Fn(u32) -> Value + Send + Sync + 'static) -> Recorder {
    Recorder::new(move |request| {
        let body = answer(page_no(request)).to_string();
        Response::new(Bytes::from(body))
    })
}

/// Returns a page of three of `total` rows. Pages are numbered from 1.
fn page(number: u32, total: u32) -> Value {
    let rows: Vec<Value> =
        (1..=total).skip(3 * (number as usize - 1)).take(3).map(|n| json!({ "n": n })).collect();
    json!({ "error_code": 0, "total_size": total, "page_size": 3, "page_no": number, "data": rows })
}

/// Like `page`, without totals.
fn bare_page(number: u32, total: u32) -> Value {
    json!({ "error_code": 0, "data": page(number, total)["data"] })
}

/// Reads all rows, and returns them with the error, if any.
async fn read_rows(crm: &Client, max: usize) -> (Vec<u32>, Option<Error>) {
    let mut items = crm.account().list_as::<Row>().page_size(3).items().max_items(max);
    let mut rows = Vec::new();
    while let Some(row) = items.next().await {
        match row {
            Ok(row) => rows.push(row.n),
            Err(error) => {
                assert!(items.next().await.is_none(), "the list ends after an error");
                return (rows, Some(error));
            }
        }
    }
    assert!(items.next().await.is_none(), "the list stays at its end");
    (rows, None)
}

/// Checks the rows and the number of requests.
async fn check(
    recorder: Recorder,
    max: usize,
    rows: std::ops::RangeInclusive<u32>,
    requests: usize,
) {
    let (got, error) = read_rows(&client(recorder.clone()), max).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(got, rows.collect::<Vec<_>>());
    assert_eq!(recorder.requests().len(), requests);
}

#[tokio::test]
async fn stops_at_the_last_page_according_to_the_totals() {
    check(server(|number| page(number, 7)), usize::MAX, 1..=7, 3).await;
    check(server(|number| page(number, 1)), usize::MAX, 1..=1, 1).await;
}

#[tokio::test]
#[allow(clippy::reversed_empty_ranges, reason = "no rows")]
async fn stops_at_an_empty_page() {
    check(server(|number| page(number, 0)), usize::MAX, 1..=0, 1).await;
    check(server(|number| bare_page(number, 6)), usize::MAX, 1..=6, 3).await;
    check(server(|number| bare_page(number, 7)), usize::MAX, 1..=7, 4).await;
}

#[tokio::test]
#[allow(clippy::reversed_empty_ranges, reason = "no rows")]
async fn fetches_no_page_after_max_items() {
    check(server(|number| page(number, 100)), 4, 1..=4, 2).await;
    check(server(|number| page(number, 100)), 3, 1..=3, 1).await;
    check(server(|number| page(number, 100)), 0, 1..=0, 0).await;
}

#[tokio::test]
async fn a_total_that_is_too_small_does_not_end_the_list() {
    let lying = |number| {
        let mut page = page(number, 7);
        page["total_size"] = json!(0);
        page
    };
    check(server(lying), usize::MAX, 1..=7, 4).await;
}

/// Returns a page of three of `rows` rows that claims a total of `total`.
fn lying_page(number: u32, rows: u32, total: u32) -> Value {
    let mut page = page(number, rows);
    page["total_size"] = json!(total);
    page
}

#[tokio::test]
async fn requests_one_more_page_after_a_full_last_page() {
    check(server(|number| page(number, 6)), usize::MAX, 1..=6, 3).await;
    check(server(|number| page(number, 6)), 6, 1..=6, 2).await;
    let unsized_page = |number| {
        let mut page = page(number, 6);
        page.as_object_mut().unwrap().remove("page_size");
        page
    };
    check(server(unsized_page), usize::MAX, 1..=6, 3).await;
}

#[tokio::test]
async fn a_wrong_total_neither_loses_nor_repeats_rows() {
    for rows in 1..=9 {
        for total in (0..=12).chain([1000, u32::MAX]) {
            let recorder = server(move |number| lying_page(number, rows, total));
            let (got, error) = read_rows(&client(recorder.clone()), usize::MAX).await;
            assert!(error.is_none(), "{rows} rows, {total} in total: {error:?}");
            assert_eq!(got, (1..=rows).collect::<Vec<_>>(), "{rows} rows, {total} in total");
            assert!(recorder.requests().len() <= 5, "{rows} rows, {total} in total");
        }
    }
}

#[tokio::test]
async fn ignores_a_repeated_last_page() {
    let last = |rows: u32| rows.div_ceil(3);
    // First with the number of the last page, then with the requested number.
    check(server(move |number| page(number.min(last(6)), 6)), usize::MAX, 1..=6, 3).await;
    let echo = move |number: u32, rows, total| {
        let mut page = lying_page(number.min(last(rows)), rows, total);
        page["page_no"] = json!(number);
        page
    };
    check(server(move |number| echo(number, 6, 6)), usize::MAX, 1..=6, 3).await;
    let (rows, error) =
        read_rows(&client(server(move |number| echo(number, 7, 1000))), usize::MAX).await;
    assert_eq!(rows, (1..=7).collect::<Vec<_>>());
    let error = error.unwrap().to_string();
    assert!(error.contains("the server repeats page 3 as page 4"), "{error}");
}

#[tokio::test]
async fn accepts_an_error_or_any_page_after_the_last_one() {
    let rows = |number: u32| page(number, 6)["data"].clone();
    for behind in [
        json!({ "error_code": 400, "error_msg": "页码超出范围" }),
        json!({ "error_code": 401, "error_msg": "页码超出范围" }),
        json!({ "error_code": 0, "total_size": 6, "page_size": 3, "page_no": 3, "data": null }),
        json!({ "error_code": 0, "total_size": 6, "page_size": 3, "page_no": 3 }),
        json!({ "error_code": 0, "total_size": 6, "page_size": 3, "page_no": 3, "data": rows(1) }),
        json!({ "error_code": 0, "total_size": 6, "page_size": 3, "page_no": 3, "data": rows(2) }),
    ] {
        let answer = move |number| if number > 2 { behind.clone() } else { page(number, 6) };
        check(server(answer), usize::MAX, 1..=6, 3).await;
    }
    // After any other error, rows may be missing.
    let behind = |number| match number {
        3 => json!({ "error_code": 491, "error_msg": "请求次数超限" }),
        _ => page(number, 6),
    };
    let (rows, error) = read_rows(&client(server(behind)), usize::MAX).await;
    assert_eq!(rows, (1..=6).collect::<Vec<_>>());
    assert!(error.unwrap().is_rate_limited());
}

#[tokio::test]
async fn detects_a_server_that_alternates_between_pages() {
    for cycle in [2, 3, 5] {
        let recorder = server(move |number| bare_page((number - 1) % cycle + 1, 100));
        let (rows, error) = read_rows(&client(recorder.clone()), usize::MAX).await;
        assert_eq!(rows, (1..=3 * cycle).collect::<Vec<_>>());
        let error = error.unwrap();
        let said = format!("the server repeats page 1 as page {}", cycle + 1);
        assert!(error.to_string().contains(&said), "{error}");
        assert_eq!(error.json_path(), Some("data"));
        assert_eq!(recorder.requests().len(), cycle as usize + 1);
    }
}

#[tokio::test]
async fn accepts_equal_pages_within_the_total() {
    let equal = |number: u32| {
        let mut page = page(number, 8);
        for row in page["data"].as_array_mut().unwrap() {
            row["n"] = json!(1);
        }
        page
    };
    let (rows, error) = read_rows(&client(server(equal)), usize::MAX).await;
    assert!(error.is_none(), "{error:?}");
    assert_eq!(rows, [1; 8]);
}

#[tokio::test]
async fn returns_the_rows_before_an_error_and_ends_after_it() {
    let recorder = server(|number| match number {
        3 => json!({ "error_code": 491, "error_msg": "请求次数超限" }),
        _ => page(number, 100),
    });
    let (rows, error) = read_rows(&client(recorder.clone()), usize::MAX).await;
    assert_eq!(rows, [1, 2, 3, 4, 5, 6]);
    let error = error.unwrap();
    assert!(error.is_rate_limited());
    assert_eq!(error.message(), Some("请求次数超限"));
    assert_eq!(recorder.requests().len(), 3);
}

/// Checks that the list returns the rows of one page and then an error with this path.
async fn check_stuck(reply: impl Fn(u32) -> Value + Send + Sync + 'static, path: &str) {
    let (rows, error) = read_rows(&client(server(reply)), usize::MAX).await;
    assert_eq!(rows, [1, 2, 3]);
    let error = error.unwrap();
    assert_eq!(error.json_path(), Some(path), "{error}");
    assert_eq!((error.attempts(), error.status().unwrap().as_u16()), (1, 200));
}

#[tokio::test]
async fn detects_a_server_that_always_sends_the_same_page() {
    let rows = || page(1, 3)["data"].clone();
    // The client recognizes the page by its number, or by its equal content.
    check_stuck(|_| page(1, 100), "page_no").await;
    check_stuck(move |_| json!({ "error_code": 0, "data": rows() }), "data").await;
    check_stuck(move |_| json!({ "error_code": 0, "total_size": 100, "data": rows() }), "data")
        .await;
    check_stuck(move |n| json!({ "error_code": 0, "time": n, "data": rows() }), "data").await;
    let echo = move |n| json!({ "error_code": 0, "total_size": 0, "page_size": 3, "page_no": n, "data": rows() });
    check_stuck(echo, "data").await;
}

#[tokio::test]
async fn a_server_that_sends_smaller_pages_loses_no_rows() {
    let capped = |number: u32| {
        let mut page = page(number, 7);
        page["page_size"] = json!(200);
        page
    };
    check(server(capped), usize::MAX, 1..=7, 3).await;
}

#[tokio::test]
async fn ignores_invalid_totals() {
    let odd = |number: u32| {
        let mut page = page(number, 4);
        page["total_size"] = json!(-1);
        page["page_size"] = json!("three");
        page
    };
    check(server(odd), usize::MAX, 1..=4, 3).await;
}

#[tokio::test]
async fn sends_every_option_with_every_page() {
    let recorder = server(|number| page(number, 7));
    let user = "027-ffffffff-ffff-4fff-8fff-ffffffffffff";
    let crm = client(recorder.clone());
    let call = crm.account().list(["n", "m"]).qname("*x").page_size(3).op_user(user).page_no(2);
    let mut pages = call.pages();
    let mut numbers = Vec::new();
    while let Some(page) = pages.next().await {
        numbers.push(page.unwrap().page_no.unwrap());
    }
    assert_eq!(numbers, [2, 3]);
    let requests = recorder.requests();
    assert_eq!(requests.len(), 2);
    for (index, request) in requests.iter().enumerate() {
        for (name, value) in [
            ("fields", "n,m"),
            ("qname", "*x"),
            ("page_size", "3"),
            ("op_user", user),
            ("page_no", &(index + 2).to_string()),
        ] {
            assert_eq!(param(request, name).as_deref(), Some(value), "{name}");
        }
    }
}

#[tokio::test]
async fn items_and_pages_are_streams_that_can_be_spawned() {
    let crm = client(server(|number| page(number, 7)));
    let items = crm.account().list_as::<Row>().items();
    let pages = crm.account().list(["n"]).pages();
    drop(crm);
    let task = tokio::spawn(async move {
        let rows: Vec<_> = items.map(|row| row.unwrap().n).collect().await;
        let pages: Vec<Vec<Record>> = pages.map(|page| page.unwrap().data).collect().await;
        (rows, pages.len())
    });
    assert_eq!(task.await.unwrap(), ((1..=7).collect::<Vec<_>>(), 3));
}

#[tokio::test]
async fn dropping_a_stream_half_way_leaves_the_client_usable() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    for n in 0..5 {
        crm.account().add(json!({ "accountName": n.to_string() })).await.unwrap();
    }
    let mut items = crm.account().list(["accountName"]).page_size(2).items();
    items.next().await.unwrap().unwrap();
    drop(items);
    assert_eq!(crm.account().list(["accountName"]).await.unwrap().total_size, Some(5));
}

#[tokio::test]
async fn an_invalid_request_yields_one_error() {
    let crm = client(Recorder::of("{}"));
    let mut items = crm.account().list(["n"]).page_size(999).items();
    assert!(items.next().await.unwrap().unwrap_err().is_request());
    assert!(items.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_paging_error_contains_the_attempts_of_the_page() {
    let seventh = r#"{"error_code":0,"total_size":9,"page_size":1,"page_no":7,"data":[{"n":1}]}"#;
    let crm = client(Script::new([Step::Lost, Step::Ok(seventh)]));
    let error = crm.account().list(["n"]).items().next().await.unwrap().unwrap_err();
    assert_eq!((error.json_path(), error.attempts()), (Some("page_no"), 2), "{error}");
}
