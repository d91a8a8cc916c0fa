//! Decodes any bytes as the body of a response. Decoding fails without a panic, or loses no data.
//!
//! The first byte selects the endpoint. The other bytes are the body.

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
    // The message of the error also depends on the body.
    let _ = entry.decode(body).map_err(|error| format_error(&error));
    if let Ok(record) = serde_json::from_slice::<Record>(body) {
        check_record(&record);
    }
    let body = Bytes::copy_from_slice(body);
    RUNTIME.with(|it| it.block_on(calls(&client(body))));
});

thread_local! {
    static RUNTIME: Runtime = Builder::new_current_thread().enable_time().build().unwrap();
}

/// A typical row type of a user.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "only decoded")]
struct Customer {
    account_id: Id,
    account_name: String,
    phone: Option<String>,
    amount: Option<f64>,
    owner: Option<Json>,
}

const ID: &str = "002-00000000-0000-4000-8000-000000000002";
const USER: &str = "027-00000000-0000-4000-8000-000000000001";

/// Responds to every request with HTTP 200 and this body.
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

/// Decodes the body into the types that callers can choose, and into types with further logic.
async fn calls(crm: &Client) {
    match crm.account().get(ID, ["accountName"]).await {
        Ok(record) => check_record(&record),
        Err(error) => format_error(&error),
    }
    match crm.account().list(["accountName"]).await {
        Ok(page) => {
            let _ = page.is_last();
            page.iter().for_each(check_record);
        }
        Err(error) => format_error(&error),
    }
    match crm.account().list_as::<Customer>().await {
        Ok(page) => drop(format!("{page:?}")),
        Err(error) => format_error(&error),
    }
    match crm.user().bizunit_tree().await {
        Ok(departments) => {
            let count = departments.len();
            assert_eq!(DepartmentTree::from(departments).walk().count(), count);
        }
        Err(error) => format_error(&error),
    }
}

/// Checks that a record serializes unchanged and keeps all fields.
fn check_record(record: &Record) {
    let json = serde_json::to_string(record).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), *record);
    for (name, _) in record.iter() {
        assert!(record.raw(name).is_some());
        let _ = record.get::<serde_json::Value>(name).map_err(|error| format_error(&error));
    }
    let _ = record.decode::<Customer>().map_err(|error| format_error(&error));
}

fn format_error(error: &Error) {
    assert!(!format!("{error} {error:?}").is_empty());
}
