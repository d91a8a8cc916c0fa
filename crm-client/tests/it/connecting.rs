//! The timeout for connecting, which is always shorter than the timeout of the attempt.

use std::net::SocketAddr;
use std::time::Duration;

use crm_client::{Call, Client, ClientBuilder, Endpoint, Error, Outcome, account};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{Instant, timeout};

use crate::support::{builder, error, http, raw_server};

/// The timeout of an attempt.
const SOON: Duration = Duration::from_millis(60);
/// The timeout of a call, long enough for more than one attempt on a busy machine.
const LATER: Duration = Duration::from_secs(1);

/// Creates a client for this address that retries without waiting.
fn crm(builder: ClientBuilder, base: &str) -> Client {
    let crm = builder.base_url(format!("{base}/gw/"));
    crm.backoff(Duration::ZERO, Duration::ZERO).build().unwrap()
}

/// Makes a write call with these options.
async fn add(
    crm: &Client,
    options: impl FnOnce(Call<account::Add>) -> Call<account::Add>,
) -> Result<<account::Add as Endpoint>::Reply, Error> {
    options(crm.account().add(json!({ "accountName": "甲" }))).await
}

/// Checks for a timeout while connecting, after several attempts, with nothing sent.
fn assert_unsent(error: &Error) {
    assert!(error.is_connect() && error.is_timeout(), "{error}");
    assert_eq!(error.outcome(), Outcome::NotSent, "{error}");
    assert!(error.attempts() > 1, "{} attempts: {error}", error.attempts());
}

/// Creates a listener that accepts no connection and whose queue is full, so that every new
/// connection hangs.
async fn full_listener() -> (SocketAddr, TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut queue = Vec::new();
    while let Ok(stream) = timeout(LATER, TcpStream::connect(address)).await {
        queue.push(stream.unwrap());
        assert!(queue.len() < 100, "the queue of the listener does not fill up");
    }
    (address, listener, queue)
}

#[tokio::test]
async fn a_connect_timeout_of_the_client_means_that_nothing_was_sent() {
    let base = format!("https://{}", raw_server(None::<&str>).await);
    let built_in = || builder().no_proxy();
    let http_client = || builder().http_client(reqwest::Client::builder().no_proxy());
    for builder in [
        built_in().connect_timeout(SOON),
        built_in().attempt_timeout(SOON),
        built_in().timeout(LATER),
        http_client().attempt_timeout(SOON),
        http_client().timeout(LATER),
    ] {
        assert_unsent(&error(add(&crm(builder, &base), |call| call).await));
    }
}

#[tokio::test]
async fn the_timeouts_of_a_call_limit_connecting() {
    let base = format!("https://{}", raw_server(None::<&str>).await);
    for builder in
        [builder().no_proxy(), builder().http_client(reqwest::Client::builder().no_proxy())]
    {
        let crm = crm(builder, &base);
        assert_unsent(&error(add(&crm, |call| call.attempt_timeout(SOON)).await));
        let start = Instant::now();
        assert_unsent(&error(add(&crm, |call| call.timeout(LATER)).await));
        assert!(start.elapsed() < LATER * 2, "{:?}", start.elapsed());
    }
}

#[tokio::test]
async fn nothing_was_sent_to_a_host_that_accepts_no_connection() {
    let (address, _listener, _queue) = full_listener().await;
    let crm = crm(builder().no_proxy(), &format!("http://{address}"));
    assert_unsent(&error(add(&crm, |call| call.timeout(LATER)).await));
    assert_unsent(&error(add(&crm, |call| call.attempt_timeout(SOON)).await));
}

#[tokio::test]
async fn a_timeout_after_connecting_has_an_unknown_outcome() {
    let silent = raw_server(None::<&str>).await;
    let crm = crm(builder().no_proxy(), &format!("http://{silent}"));
    let late = error(add(&crm, |call| call.timeout(SOON)).await);
    assert!(late.is_timeout() && !late.is_connect(), "{late}");
    assert_eq!((late.attempts(), late.outcome()), (1, Outcome::Unknown));
}

/// Starts a server that answers only the first request of each connection.
async fn answers_once() -> SocketAddr {
    let answer = http("200 OK", r#"{"error_code":0,"data":{"account_id":"x"}}"#);
    let answer = answer.replace("connection: close\r\n", "");
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 8192]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
            open.push(stream);
        }
    });
    address
}

#[tokio::test]
async fn a_timeout_on_a_pooled_connection_has_an_unknown_outcome() {
    let crm = crm(builder().no_proxy(), &format!("http://{}", answers_once().await));
    add(&crm, |call| call).await.unwrap();
    let late = error(add(&crm, |call| call.timeout(SOON)).await);
    assert!(late.is_timeout() && !late.is_connect(), "{late}");
    assert_eq!((late.attempts(), late.outcome()), (1, Outcome::Unknown));
}
