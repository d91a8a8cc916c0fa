//! Shared code of the benchmarks: pages of rows, and a client with a given transport.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use crm_client::{Client, Credentials, Transport};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "the benchmark only decodes the fields")]
pub struct Customer {
    account_id: String,
    account_name: String,
    phone: Option<String>,
    address: Option<String>,
    type_code: i64,
    amount: f64,
}

/// The envelope of a list, decoded without the client.
#[derive(Deserialize)]
#[allow(dead_code, reason = "the benchmark only decodes the fields")]
pub struct Reply<T> {
    error_code: i64,
    error_msg: String,
    total_size: u64,
    page_size: u32,
    page_no: u32,
    pub data: Vec<T>,
}

/// The number of rows per page.
pub const ROWS: usize = 200;

/// Returns the reply of a server for one page of a list with `total` rows.
pub fn page(page_no: usize, total: usize) -> Bytes {
    let row = |number: usize| {
        format!(
            r#"{{"accountId":"002-00000000-0000-4000-8000-{number:012}","accountName":"第{number}号上海企能软件科技有限公司","phone":"021-{number:08}","address":null,"typeCode":{},"amount":{number}.50}}"#,
            number % 5
        )
    };
    let first = (page_no - 1) * ROWS;
    let rows: Vec<String> = (first..total.min(first + ROWS)).map(row).collect();
    Bytes::from(format!(
        r#"{{"error_code":0,"error_msg":"调用成功","total_size":{total},"page_size":{ROWS},"page_no":{page_no},"data":[{}]}}"#,
        rows.join(",")
    ))
}

pub fn client(transport: impl Transport) -> Client {
    Client::builder()
        .credentials(Credentials::sha1("000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB", "Key"))
        .op_user("027-00000000-0000-4000-8000-000000000001")
        .transport(transport)
        .build()
        .unwrap()
}

/// Returns the value of a future that is ready at once.
pub fn now<T>(future: impl IntoFuture<Output = T>) -> T {
    let mut future = pin!(future.into_future());
    match future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => unreachable!("the transport is always ready"),
    }
}
