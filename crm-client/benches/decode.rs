//! Decoding a page of 200 rows, compared with `serde_json` alone.
//!
//! ```sh
//! cargo bench -p crm-client --bench decode
//! ```

mod support;

use bytes::Bytes;
use crm_client::{Endpoint, Record, ResponseFuture, Row, Transport, account};
use divan::Bencher;
use http::{Request, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use support::{Customer, ROWS, Reply, client, now, page};

fn main() {
    divan::main();
}

/// A record decoded with `serde_json`: the fields in order, each with its JSON text.
struct Fields(
    #[allow(dead_code, reason = "the benchmark only decodes the fields")]
    Vec<(String, Box<RawValue>)>,
);

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

/// A transport that returns a prepared page.
struct Ready(Bytes);

impl Transport for Ready {
    fn send(&self, _: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(std::future::ready(Ok(Response::new(self.0.clone()))))
    }
}

/// Measures the whole call: signing, a transport without I/O, and decoding.
fn call<T: Row>(bencher: Bencher<'_, '_>) {
    let crm = client(Ready(page(1, ROWS)));
    bencher.bench(|| {
        let call = crm.call(account::List::new("accountName")).returning::<crm_client::Page<T>>();
        now(call).unwrap()
    });
}

fn serde_json<T: DeserializeOwned>(bencher: Bencher<'_, '_>) {
    let body = page(1, ROWS);
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
