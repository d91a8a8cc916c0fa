//! The journal: the most recent requests, each with its reply.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};

use super::signature::{MAX_SIGNED_BODY, SignatureCheck};
use super::stage::Stage;

/// How many requests are kept by default.
const CAPACITY: usize = 1000;

/// The most memory that the journal takes, in bytes.
const MAX_BYTES: usize = 64 << 20;

/// The bytes of a body that are kept.
const KEPT: usize = MAX_SIGNED_BODY;

/// A request that a sandbox received, with its reply.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build()?;
/// crm.account().list(["accountName"]).page_size(50).await?;
/// let journal = sandbox.journal();
/// let exchange = journal.last().unwrap();
/// assert_eq!(exchange.path(), "account/list");
/// assert_eq!(exchange.param("page_size").as_deref(), Some("50"));
/// assert!(exchange.signature().unwrap().is_valid());
/// assert!(exchange.reply_text().contains("\"error_code\":0"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Exchange {
    number: usize,
    time: SystemTime,
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Kept,
    status: Option<StatusCode>,
    reply: Kept,
    has_fault: bool,
    refused_by: Option<Stage>,
}

impl Exchange {
    /// Returns the number of the request, starting at 1.
    #[must_use]
    pub fn number(&self) -> usize {
        self.number
    }

    /// Returns the time of the request, by the clock of the sandbox.
    #[must_use]
    pub fn time(&self) -> SystemTime {
        self.time
    }

    /// Returns the HTTP method.
    #[must_use]
    pub fn method(&self) -> &str {
        self.method.as_str()
    }

    /// Returns the path of the endpoint, such as `account/list`, or the whole path of another URL.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the decoded parameters in the order in which they were sent.
    pub fn params(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        form_urlencoded::parse(self.query.as_bytes())
    }

    /// Returns the decoded value of a parameter.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<String> {
        self.params().find(|(it, _)| it == name).map(|(_, value)| value.into_owned())
    }

    /// Returns the value of a header of the request, if it is text.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// crm.area().root().extra_header("x-request-id", "4711").await?;
    /// assert_eq!(sandbox.journal()[0].header("x-request-id"), Some("4711"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns the first 16 KiB of the body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body.start
    }

    /// Returns the size of the whole body in bytes.
    #[must_use]
    pub fn body_len(&self) -> usize {
        self.body.len
    }

    /// Returns the check of the signature as of the [time](Exchange::time) of the request, or `None` if the
    /// request has no signature.
    #[must_use]
    pub fn signature(&self) -> Option<SignatureCheck> {
        // The start of a larger body is not what a client can have signed.
        let is_whole = self.body.len == self.body.start.len();
        let body = if is_whole { &*self.body.start } else { &[] };
        SignatureCheck::of_sandbox(&self.query, body, Some(self.time))
    }

    /// Returns the HTTP status of the reply, or `None` if the connection was closed without a reply.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.status
    }

    /// Returns the first 16 KiB of the body of the reply.
    #[must_use]
    pub fn reply(&self) -> &Bytes {
        &self.reply.start
    }

    /// Returns the size of the whole body of the reply in bytes.
    #[must_use]
    pub fn reply_len(&self) -> usize {
        self.reply.len
    }

    /// Returns the first 16 KiB of the reply as text. Invalid UTF-8 is replaced.
    #[must_use]
    pub fn reply_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.reply.start)
    }

    /// Returns the check that has refused the request. Returns `None` if the call was carried out, or if a
    /// [fault](super::Fault) has replaced the reply.
    #[must_use]
    pub fn refused_by(&self) -> Option<Stage> {
        self.refused_by
    }

    /// Returns the query of the URL as it was sent.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// Returns the headers of the request.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The memory that the request takes, roughly and in bytes.
    fn size(&self) -> usize {
        let headers: usize = self.headers.iter().map(|it| it.1.len() + 64).sum();
        512 + self.query.len() + headers + self.body.start.len() + self.reply.start.len()
    }

    /// Returns whether an injected [fault](super::Fault) struck the request.
    #[must_use]
    pub fn has_fault(&self) -> bool {
        self.has_fault
    }
}

/// The start of a body, and the size of all of it.
#[derive(Clone, Debug, Default)]
struct Kept {
    start: Bytes,
    len: usize,
}

impl Kept {
    fn of(body: &Bytes) -> Kept {
        // A slice would keep all of a large body, or of the buffer of a connection, in memory.
        let start = Bytes::copy_from_slice(&body[..body.len().min(KEPT)]);
        Kept { start, len: body.len() }
    }
}

/// The most recent requests.
#[derive(Debug)]
pub(super) struct Journal {
    kept: VecDeque<Exchange>,
    capacity: usize,
    /// The memory that the kept requests take.
    bytes: usize,
    /// How many requests were received, kept or not.
    received: usize,
}

impl Default for Journal {
    fn default() -> Journal {
        Journal { kept: VecDeque::new(), capacity: CAPACITY, bytes: 0, received: 0 }
    }
}

impl Journal {
    /// Adds a request to the path `path`, and drops the oldest one if there are too many. `reply` is
    /// `None` if the connection was closed.
    pub(super) fn add(
        &mut self,
        request: &Request<Bytes>,
        path: &str,
        time: SystemTime,
        reply: Option<&Response<Bytes>>,
        has_fault: bool,
    ) {
        self.received += 1;
        let exchange = Exchange {
            number: self.received,
            time,
            method: request.method().clone(),
            path: path.to_owned(),
            query: request.uri().query().unwrap_or_default().to_owned(),
            headers: request.headers().clone(),
            body: Kept::of(request.body()),
            status: reply.map(Response::status),
            reply: reply.map(|it| Kept::of(it.body())).unwrap_or_default(),
            has_fault,
            refused_by: reply.and_then(|it| it.extensions().get().copied()),
        };
        self.bytes += exchange.size();
        self.kept.push_back(exchange);
        self.limit(self.capacity);
    }

    /// Sets the number of requests to keep.
    pub(super) fn limit(&mut self, capacity: usize) {
        self.capacity = capacity;
        while self.kept.len() > capacity || self.bytes > MAX_BYTES {
            let Some(oldest) = self.kept.pop_front() else { return };
            self.bytes -= oldest.size();
        }
    }

    pub(super) fn received(&self) -> usize {
        self.received
    }

    pub(super) fn all(&self) -> Vec<Exchange> {
        self.kept.iter().cloned().collect()
    }

    /// Returns the requests after this number.
    pub(super) fn after(&self, number: usize) -> Vec<Exchange> {
        let new = self.kept.iter().rev().take_while(|it| it.number > number);
        let mut new: Vec<Exchange> = new.cloned().collect();
        new.reverse();
        new
    }

    pub(super) fn clear(&mut self) {
        self.kept.clear();
        self.bytes = 0;
    }
}

#[test]
fn a_kept_body_does_not_keep_the_buffer_that_it_is_a_part_of() {
    let buffer = Bytes::from(vec![7; 1 << 20]);
    for part in [buffer.slice(..10), buffer.clone()] {
        let kept = Kept::of(&part);
        assert_eq!((kept.len, kept.start.len()), (part.len(), part.len().min(KEPT)));
        assert!(kept.start.is_unique());
    }
}
