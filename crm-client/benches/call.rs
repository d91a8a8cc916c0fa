//! The time and allocations of one `account/get` over a transport without I/O, compared with the same
//! call written by hand.
//!
//! ```sh
//! cargo bench -p crm-client --bench call
//! ```

use std::fmt::Write;
use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use crm_client::{Client, Credentials, Id, Record, ResponseFuture, Transport};
use divan::{AllocProfiler, Bencher};
use http::{Method, Request, Response, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use sha1::{Digest, Sha1};
use tokio::runtime::Builder;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    // The client creates its timers in a runtime, as in every program, although no timer fires here.
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let _guard = runtime.enter();
    divan::main();
}

const APP_ID: &str = "000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB";
const APP_KEY: &str = "ExampleAppKey0123456789abcdefghijklmnopqrst";
const BASE_URL: &str = "https://crm.example.com/gw/";
const USER: &str = "027-00000000-0000-4000-8000-000000000001";
const ID: &str = "002-00000000-0000-4000-8000-000000000002";
const REPLY: &[u8] = r#"{"error_code":0,"error_msg":"调用成功","data":{"accountName":"杨志永","phone":"021-34240127"}}"#.as_bytes();

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "the benchmark only decodes the fields")]
struct Customer {
    account_name: String,
    phone: Option<String>,
}

struct Ready;

impl Transport for Ready {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        divan::black_box(request);
        Box::pin(std::future::ready(Ok(Response::new(Bytes::from_static(REPLY)))))
    }
}

/// Returns the value of a future that is ready at once.
fn now<T>(future: impl IntoFuture<Output = T>) -> T {
    let mut future = pin!(future.into_future());
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the transport is always ready"),
    }
}

/// Makes the same call without the client.
async fn by_hand<T: for<'de> Deserialize<'de>>(id: &str, fields: &[&str]) -> T {
    const ENCODED: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

    #[derive(Deserialize)]
    struct Reply<T> {
        error_code: i64,
        data: T,
    }

    let fields = fields.join(",");
    let timestamp = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().to_string();
    let query = [
        ("account_id", id),
        ("appid", APP_ID),
        ("fields", &fields),
        ("op_user", USER),
        ("sign_type", "SHA1"),
        ("timestamp", &timestamp),
    ];
    let mut text = String::with_capacity(512);
    for (name, value) in query {
        write!(text, "{name}={value}&").unwrap();
    }
    write!(text, "appkey={APP_KEY}").unwrap();
    let sign = base16ct::lower::encode_string(&Sha1::digest(&text));
    let mut url = String::with_capacity(512);
    write!(url, "{BASE_URL}account/get?sign={sign}").unwrap();
    for (name, value) in query {
        write!(url, "&{name}={}", utf8_percent_encode(value, ENCODED)).unwrap();
    }
    let mut request = Request::new(Bytes::new());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = Uri::try_from(url).unwrap();
    let response = Ready.send(request).await.unwrap();
    assert_eq!(response.status(), 200);
    let reply: Reply<T> = serde_json::from_slice(response.body()).unwrap();
    assert_eq!(reply.error_code, 0);
    reply.data
}

fn client() -> Client {
    Client::builder()
        .base_url(BASE_URL)
        .credentials(Credentials::sha1(APP_ID, APP_KEY))
        .op_user(USER)
        .transport(Ready)
        .build()
        .unwrap()
}

#[divan::bench]
fn get_by_the_client(bencher: Bencher<'_, '_>) {
    let (crm, id) = (client(), Id::from(ID));
    bencher.bench(|| now(crm.account().get(&id, ["accountName", "phone"])).unwrap());
}

#[divan::bench]
fn get_by_hand(bencher: Bencher<'_, '_>) {
    bencher.bench(|| now(by_hand::<Record>(ID, &["accountName", "phone"])));
}

#[divan::bench]
fn get_as_by_the_client(bencher: Bencher<'_, '_>) {
    let (crm, id) = (client(), Id::from(ID));
    bencher.bench(|| now(crm.account().get_as::<Customer>(&id)).unwrap());
}

#[divan::bench]
fn get_as_by_hand(bencher: Bencher<'_, '_>) {
    bencher.bench(|| now(by_hand::<Customer>(ID, &["accountName", "phone"])));
}
