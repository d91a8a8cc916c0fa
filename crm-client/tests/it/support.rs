//! Servers and clients for tests.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use crm_client::{
    Client, ClientBuilder, Credentials, Error, ResponseFuture, Transport, TransportError,
};
use http::{Request, Response};
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::{Instant, sleep};

pub const USER: &str = "027-00000000-0000-4000-8000-000000000001";
pub const ID: &str = "002-00000000-0000-4000-8000-000000000002";
pub const APP_ID: &str = "000-AAAAAAAA-1111-2222-3333-BBBBBBBBBBBB";
pub const APP_KEY: &str = "ExampleAppKey0123456789abcdefghijklmnopqrst";

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    pub account_name: String,
    pub phone: Option<String>,
}

/// Creates a client that sends its requests to `transport`.
pub fn client(transport: impl Transport) -> Client {
    builder().transport(transport).build().unwrap()
}

/// Returns a client builder with credentials and a user.
pub fn builder() -> ClientBuilder {
    Client::builder().credentials(Credentials::sha1(APP_ID, APP_KEY)).op_user(USER)
}

/// Returns the error of a result.
///
/// # Panics
///
/// Panics if the result is a success.
pub fn error<T>(result: Result<T, Error>) -> Error {
    result.err().expect("the result is a success")
}

/// A transport that records its requests, and computes each response from the request.
#[derive(Clone)]
pub struct Recorder {
    requests: Arc<Mutex<Vec<Request<Bytes>>>>,
    answer: Arc<Answer>,
}

type Answer = dyn Fn(&Request<Bytes>) -> Response<Bytes> + Send + Sync;

impl Recorder {
    pub fn new(
        answer: impl Fn(&Request<Bytes>) -> Response<Bytes> + Send + Sync + 'static,
    ) -> Recorder {
        Recorder { requests: Arc::default(), answer: Arc::new(answer) }
    }

    /// Creates a transport that answers every request with HTTP 200 and this body.
    pub fn of(body: &'static str) -> Recorder {
        Recorder::new(|_| Response::new(Bytes::from_static(body.as_bytes())))
    }

    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.requests.lock().unwrap().clone()
    }

    /// Returns the only request.
    ///
    /// # Panics
    ///
    /// Panics unless exactly one request was made.
    pub fn request(&self) -> Request<Bytes> {
        let mut requests = self.requests();
        assert_eq!(requests.len(), 1, "expected exactly one request");
        requests.remove(0)
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        let response = (self.answer)(&request);
        self.requests.lock().unwrap().push(request);
        Box::pin(async { Ok(response) })
    }
}

/// Returns the decoded value of a parameter of a request.
pub fn param(request: &Request<Bytes>, name: &str) -> Option<String> {
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let mut pairs = form_urlencoded::parse(query);
    pairs.find(|(it, _)| it == name).map(|(_, value)| value.into_owned())
}

/// Starts a server that answers every connection with the same bytes and closes it. Without bytes,
/// the server never answers.
pub async fn raw_server(answer: Option<impl Into<Vec<u8>>>) -> SocketAddr {
    let answer = answer.map(Into::into);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut silent = Vec::new();
        while let Ok((mut stream, _)) = listener.accept().await {
            let Some(answer) = &answer else {
                silent.push(stream);
                continue;
            };
            let mut request = [0; 8192];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(answer).await;
            let _ = stream.shutdown().await;
        }
    });
    address
}

/// Returns an address at which no server listens.
pub async fn nobody() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap()
}

/// Returns a complete HTTP response.
pub fn http(status: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}")
}

/// The response of a scripted transport to a request.
#[derive(Clone, Debug)]
pub enum Step {
    /// HTTP 200 with this body.
    Ok(&'static str),
    /// This status with this `Retry-After` header; without the header if the string is empty.
    Status(u16, &'static str),
    /// The connection is refused.
    Refused,
    /// The connection is lost.
    Lost,
    /// The server never answers.
    Hang,
}

/// A transport that performs its steps in order, and repeats the last one.
#[derive(Clone)]
pub struct Script {
    steps: Arc<Vec<Step>>,
    sent: Arc<Mutex<Vec<Sent>>>,
}

/// A request and the time at which it was sent.
type Sent = (Instant, Request<Bytes>);

impl Script {
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Script {
        Script { steps: Arc::new(steps.into_iter().collect()), sent: Arc::default() }
    }

    /// Returns the number of requests.
    pub fn count(&self) -> usize {
        self.sent.lock().unwrap().len()
    }

    /// Returns all requests.
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.sent.lock().unwrap().iter().map(|(_, request)| request.clone()).collect()
    }

    /// Returns the time of each request, in milliseconds after the first one.
    pub fn times(&self) -> Vec<u128> {
        let sent = self.sent.lock().unwrap();
        sent.iter().map(|(time, _)| (*time - sent[0].0).as_millis()).collect()
    }
}

impl Transport for Script {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        let mut sent = self.sent.lock().unwrap();
        let step = self.steps[sent.len().min(self.steps.len() - 1)].clone();
        sent.push((Instant::now(), request));
        Box::pin(async move {
            match step {
                Step::Ok(body) => Ok(Response::new(Bytes::from(body))),
                Step::Status(status, after) => {
                    let response = Response::builder().status(status);
                    let response = match after {
                        "" => response,
                        after => response.header("retry-after", after),
                    };
                    Ok(response.body(Bytes::from("<html>")).unwrap())
                }
                Step::Refused => Err(TransportError::connect("refused")),
                Step::Lost => Err(TransportError::other("reset")),
                Step::Hang => std::future::pending().await,
            }
        })
    }
}

/// A transport to a slow server that has a list with pages of ten rows.
#[derive(Clone)]
pub struct Slow {
    /// The number of pages.
    pub pages: usize,
    /// The time for a page, in milliseconds.
    pub takes: u64,
    /// Whether the pages contain totals.
    pub tells: bool,
    /// The number of a page that fails, and the body that replaces it. With an empty body, the
    /// connection is lost.
    pub broken: (usize, &'static str),
    /// The requested pages, with the times of the requests.
    pub sent: Arc<Mutex<Vec<(usize, Instant)>>>,
    /// The number of requests in flight.
    pub in_flight: Arc<AtomicUsize>,
    /// The largest number of requests in flight.
    pub max_in_flight: Arc<AtomicUsize>,
}

impl Slow {
    /// Creates a server with this number of pages. Each page takes 100 ms.
    pub fn of(pages: usize) -> Slow {
        Slow {
            pages,
            takes: 100,
            tells: true,
            broken: (usize::MAX, ""),
            sent: Arc::default(),
            in_flight: Arc::default(),
            max_in_flight: Arc::default(),
        }
    }

    /// Creates a client of this server.
    pub fn crm(&self, builder: ClientBuilder) -> Client {
        builder.transport(self.clone()).build().unwrap()
    }

    /// Returns the requested pages with the times of the requests, in milliseconds after the first.
    pub fn sent(&self) -> Vec<(usize, u128)> {
        let sent = self.sent.lock().unwrap();
        sent.iter().map(|(page, time)| (*page, (*time - sent[0].1).as_millis())).collect()
    }
}

impl Transport for Slow {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        Box::pin(async move {
            let page = param(&request, "page_no").map_or(1, |it| it.parse().unwrap());
            self.sent.lock().unwrap().push((page, Instant::now()));
            let in_flight = self.in_flight.fetch_add(1, Ordering::Relaxed) + 1;
            self.max_in_flight.fetch_max(in_flight, Ordering::Relaxed);
            sleep(Duration::from_millis(self.takes)).await;
            self.in_flight.fetch_sub(1, Ordering::Relaxed);
            if page == self.broken.0 {
                return match self.broken.1 {
                    "" => Err(TransportError::other("reset")),
                    body => Ok(Response::new(body.into())),
                };
            }
            let first = (page - 1) * 10;
            let rows = if page > self.pages { 0..0 } else { first..first + 10 };
            let rows: Vec<String> = rows.map(|it| format!(r#"{{"n":{it}}}"#)).collect();
            let total = self.pages * 10;
            let totals = format!(r#""total_size":{total},"page_size":10,"page_no":{page},"#);
            let totals = if self.tells { totals } else { String::new() };
            let body = format!(r#"{{"error_code":0,{totals}"data":[{}]}}"#, rows.join(","));
            Ok(Response::new(body.into()))
        })
    }
}

/// Reads all rows, and waits for `work` milliseconds after each page. Returns the row numbers, and
/// the total time in milliseconds.
pub async fn read_all(crm: &Client, prefetch: usize, work: u64) -> (Vec<usize>, u128) {
    let start = Instant::now();
    let mut items = crm.account().list(["n"]).page_size(10).items().prefetch(prefetch);
    let mut numbers = Vec::new();
    while let Some(row) = items.next().await {
        let number: usize = row.unwrap().get("n").unwrap();
        numbers.push(number);
        if number % 10 == 9 {
            sleep(Duration::from_millis(work)).await;
        }
    }
    (numbers, start.elapsed().as_millis())
}
