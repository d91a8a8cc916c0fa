//! Decoding a page of 200 rows, beside `serde_json` alone into the same shape.
//!
//! ```sh
//! cargo bench -p crm-client --bench decode
//! ```

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use crm_client::{Client, Credentials, Endpoint, Record, ResponseFuture, Row, Transport, account};
use divan::Bencher;
use http::{Request, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

fn main() {
    divan::main();
}

const USER: &str = "027-00000000-0000-4000-8000-000000000001";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "it is read into, not out of")]
struct Customer {
    account_id: String,
    account_name: String,
    phone: Option<String>,
    address: Option<String>,
    type_code: i64,
    amount: f64,
}

/// The envelope of a list, and nothing of ours.
#[derive(Deserialize)]
#[allow(dead_code, reason = "it is read into, not out of")]
struct Reply<T> {
    error_code: i64,
    error_msg: String,
    total_size: u64,
    page_size: u32,
    page_no: u32,
    data: Vec<T>,
}

/// A record as `serde_json` would keep it: fields in order, each with its text.
struct Fields(#[allow(dead_code, reason = "as above")] Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Fields {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Fields, D::Error> {
        struct Visitor;

        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Fields;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Fields, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(Visitor)
    }
}

fn page() -> Bytes {
    let row = |number: usize| {
        format!(
            r#"{{"accountId":"002-00000000-0000-4000-8000-{number:012}","accountName":"第{number}号上海企能软件科技有限公司","phone":"021-{number:08}","address":null,"typeCode":{},"amount":{number}.50}}"#,
            number % 5
        )
    };
    let rows: Vec<String> = (0..200).map(row).collect();
    Bytes::from(format!(
        r#"{{"error_code":0,"error_msg":"调用成功","total_size":200,"page_size":200,"page_no":1,"data":[{}]}}"#,
        rows.join(",")
    ))
}

/// A transport that has the page at hand.
struct Ready(Bytes);

impl Transport for Ready {
    fn send(&self, _: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(std::future::ready(Ok(Response::new(self.0.clone()))))
    }
}

/// The value of a future that waits for nothing.
fn now<T>(future: impl IntoFuture<Output = T>) -> T {
    let mut future = pin!(future.into_future());
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("nothing is waited for"),
    }
}

/// The whole call: signed, sent nowhere, decoded.
fn call<T: Row>(bencher: Bencher<'_, '_>) {
    let crm = Client::builder()
        .credentials(Credentials::sha1("000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB", "Key"))
        .op_user(USER)
        .transport(Ready(page()))
        .build()
        .unwrap();
    bencher.bench(|| {
        let call = crm.call(account::List::new("accountName")).returning::<crm_client::Page<T>>();
        now(call).unwrap()
    });
}

fn serde_json<T: DeserializeOwned>(bencher: Bencher<'_, '_>) {
    let body = page();
    bencher.bench(|| serde_json::from_slice::<Reply<T>>(divan::black_box(&body)).unwrap());
}

#[divan::bench]
fn records_by_the_client(bencher: Bencher<'_, '_>) {
    assert_eq!(account::List::INFO.path, "account/list");
    call::<Record>(bencher);
}

#[divan::bench]
fn records_by_serde_json(bencher: Bencher<'_, '_>) {
    serde_json::<Fields>(bencher);
}

#[divan::bench]
fn rows_by_the_client(bencher: Bencher<'_, '_>) {
    call::<Customer>(bencher);
}

#[divan::bench]
fn rows_by_serde_json(bencher: Bencher<'_, '_>) {
    serde_json::<Customer>(bencher);
}
