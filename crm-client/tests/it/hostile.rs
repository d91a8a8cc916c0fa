//! Servers that send more data than a client can keep in memory.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crm_client::{Client, Outcome};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{Recorder, builder, client, error, raw_server};

const LIMIT: usize = 1 << 20;

/// More bytes than the kernel buffers between client and server.
const BUFFERED: usize = 16 << 20;

/// Creates a client with a limit for the response size.
fn crm(address: SocketAddr) -> Client {
    let builder = builder().base_url(format!("http://{address}/gw/")).no_proxy();
    builder.max_response_bytes(LIMIT).build().unwrap()
}

/// Starts a server that sends `head` and then repeats `part` for ever. It counts the bytes.
async fn endless_server(head: &'static str, part: Vec<u8>) -> (SocketAddr, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = sent.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 8192]).await;
            let _ = stream.write_all(head.as_bytes()).await;
            while stream.write_all(&part).await.is_ok() {
                counter.fetch_add(part.len(), Ordering::Relaxed);
            }
        }
    });
    (address, sent)
}

#[tokio::test]
async fn refuses_a_compressed_body_that_expands_beyond_the_limit() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..64 {
        encoder.write_all(&vec![b' '; LIMIT]).unwrap();
    }
    let body = encoder.finish().unwrap();
    assert!(body.len() < LIMIT);
    let mut response = format!(
        "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    response.extend(body);
    let crm = crm(raw_server(Some(response)).await);
    let error = error(crm.area().root().await);
    assert!(error.is_response_too_large(), "{error}");
    assert_eq!(error.attempts(), 1);
}

#[tokio::test]
async fn stops_reading_an_endless_body() {
    let part = format!("{:x}\r\n{}\r\n", 65536, " ".repeat(65536)).into_bytes();
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let (address, sent) = endless_server(head, part).await;
    let error = error(crm(address).area().root().await);
    assert!(error.is_response_too_large(), "{error}");
    assert!(sent.load(Ordering::Relaxed) < LIMIT + BUFFERED);
}

#[tokio::test]
async fn stops_reading_an_endless_header() {
    let (address, sent) = endless_server("HTTP/1.1 200 OK\r\nx-endless: ", vec![b'a'; 65536]).await;
    let error = error(crm(address).area().root().max_attempts(1).await);
    assert!(error.is_transport() && !error.is_timeout(), "{error}");
    assert!(sent.load(Ordering::Relaxed) < LIMIT + BUFFERED);
}

#[tokio::test]
async fn refuses_a_content_length_beyond_the_limit_without_reading() {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", 1_u64 << 40);
    let crm = crm(raw_server(Some(head)).await);
    let call = crm.area().root().attempt_timeout(Duration::from_secs(10));
    let error = error(call.await);
    assert!(error.is_response_too_large(), "{error}");
}

#[tokio::test]
async fn refuses_a_response_of_a_transport_that_ignores_the_limit() {
    let transport = Recorder::of(r#"{"error_code":0,"data":{"account_id":"002-1"}}"#);
    let crm = client(transport.clone());
    let add = crm.account().add(json!({ "accountName": "杨志永" })).allow_repeat();
    let error = error(add.max_response_bytes(10).await);
    assert_eq!(
        error.to_string(),
        "account/add: the response has more than 10 bytes; request fewer fields or a smaller page, \
         or raise `max_response_bytes`; the call may have been carried out"
    );
    assert_eq!((error.outcome(), transport.requests().len()), (Outcome::Unknown, 1));
}

#[tokio::test]
async fn accepts_a_body_of_exactly_the_limit() {
    let body = r#"{"error_code":0,"data":[]}"#;
    let crm = crm(raw_server(Some(crate::support::http("200 OK", body))).await);
    crm.area().root().max_response_bytes(body.len()).await.unwrap();
    let error = error(crm.area().root().max_response_bytes(body.len() - 1).await);
    assert!(error.is_response_too_large());
}
