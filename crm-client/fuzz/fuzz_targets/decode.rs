//! Any bytes as the body of a response: they are refused, or what they become is all there.
//!
//! The first byte chooses the endpoint, and the others are the body.

#![no_main]

use bytes::Bytes;
use crm_client::{
    Client, Credentials, DepartmentTree, ENDPOINTS, Error, Id, Json, Record, ResponseFuture,
    Transport,
};
use http::{Request, Response};
use libfuzzer_sys::fuzz_target;
use serde::Deserialize;
use tokio::runtime::{Builder, Runtime};

fuzz_target!(|data: &[u8]| {
    let Some((index, body)) = data.split_first() else { return };
    let entry = &ENDPOINTS[usize::from(*index) % ENDPOINTS.len()];
    // What is said of a failure is made from the body too.
    let _ = entry.decode(body).map_err(|error| say(&error));
    if let Ok(record) = serde_json::from_slice::<Record>(body) {
        keeps_all(&record);
    }
    let body = Bytes::copy_from_slice(body);
    RUNTIME.with(|it| it.block_on(calls(&client(body))));
});

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().unwrap();
}

/// A row as somebody would write it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "it is there to be decoded")]
struct Customer {
    account_id: Id,
    account_name: String,
    phone: Option<String>,
    amount: Option<f64>,
    owner: Option<Json>,
}

const ID: &str = "002-00000000-0000-4000-8000-000000000002";
const USER: &str = "027-00000000-0000-4000-8000-000000000001";

/// Answers everything with HTTP 200 and this body.
struct Answer(Bytes);

impl Transport for Answer {
    fn send(&self, _: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async { Ok(Response::new(self.0.clone())) })
    }
}

fn client(body: Bytes) -> Client {
    let credentials = Credentials::plain_key("000-your-app-id", "key");
    let builder = Client::builder().credentials(credentials).op_user(USER).max_attempts(1);
    builder.transport(Answer(body)).build().unwrap()
}

/// Reads the body as each kind of value that callers choose, or that has more in it than its fields.
async fn calls(crm: &Client) {
    match crm.account().get(ID, ["accountName"]).await {
        Ok(record) => keeps_all(&record),
        Err(error) => say(&error),
    }
    match crm.account().list(["accountName"]).await {
        Ok(page) => {
            let _ = page.is_last();
            page.iter().for_each(keeps_all);
        }
        Err(error) => say(&error),
    }
    match crm.account().list_as::<Customer>().await {
        Ok(page) => drop(format!("{page:?}")),
        Err(error) => say(&error),
    }
    match crm.user().bizunit_tree().await {
        Ok(departments) => {
            let count = departments.len();
            assert_eq!(DepartmentTree::from(departments).walk().count(), count);
        }
        Err(error) => say(&error),
    }
}

/// A record is written as it was read, and none of its fields is lost.
fn keeps_all(record: &Record) {
    let json = serde_json::to_string(record).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), *record);
    for (name, _) in record.iter() {
        assert!(record.raw(name).is_some());
        let _ = record.get::<serde_json::Value>(name).map_err(|error| say(&error));
    }
    let _ = record.decode::<Customer>().map_err(|error| say(&error));
}

fn say(error: &Error) {
    assert!(!format!("{error} {error:?}").is_empty());
}
