//! Faults: what a test wants to go wrong, and which requests it strikes.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};

use super::outcome::{Ending, Outcome, Wait};
use crate::sandbox::answer::{self, Refusal};
use crate::{Code, ENDPOINTS};

/// Something that goes wrong between a client and the [`Sandbox`], in-process and on its socket
/// alike.
///
/// ```
/// use crm_client::sandbox::{Fault, Sandbox};
/// use serde_json::json;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// let sandbox = Sandbox::new();
/// let crm = sandbox.client_builder().build()?;
///
/// // The second customer is added, but the reply is lost.
/// sandbox.inject(Fault::reset().after_acting().on("account/add").after(1));
/// crm.account().add(&json!({ "accountName": "甲" })).await?;
/// let error = crm.account().add(&json!({ "accountName": "乙" })).await.unwrap_err();
/// assert!(error.is_transport());
/// assert_eq!(sandbox.acted(), ["account/add", "account/add"]);
/// # Ok(())
/// # }
/// ```
///
/// Once [injected](Sandbox::inject), it waits for requests: for any, or for those that it is told to
/// strike [`on`](Fault::on). It lets pass as many of them as it is told [`after`](Fault::after),
/// strikes as many [`times`](Fault::times) as it is told, or else once, and is used up.
///
/// A request that a fault strikes is not acted upon, which is to say that no call is carried out:
/// unless the fault strikes [`after_acting`](Fault::after_acting), or is one of those that spoil
/// the answer of the call itself, which are [`slow`](Fault::slow), [`cut_body`](Fault::cut_body),
/// [`stale_reply`](Fault::stale_reply), [`clock_ahead`](Fault::clock_ahead) and
/// [`clock_behind`](Fault::clock_behind).
#[derive(Clone, Debug)]
#[must_use = "a fault does nothing until it is injected"]
pub struct Fault {
    kind: Kind,
    act: Act,
    /// What the response says besides.
    headers: HeaderMap,
    /// The endpoints that it strikes on; all if there are none.
    paths: Vec<&'static str>,
    /// How many more requests it lets pass.
    after: usize,
    /// How many more times it strikes.
    times: usize,
}

#[derive(Clone, Debug)]
enum Kind {
    /// In place of whatever the sandbox answers.
    Instead(Outcome),
    Slow(Duration),
    Cut,
    Stale,
    Ahead(Duration),
    Behind(Duration),
}

/// Whether the call is carried out, where something else stands in place of its answer.
#[derive(Clone, Copy, Debug)]
enum Act {
    Not,
    First,
}

impl Fault {
    /// No answer ever comes, until one of both sides goes away.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::hang());
    /// let call = crm.area().root().max_attempts(1).timeout(Duration::from_millis(50));
    /// assert!(call.await.unwrap_err().is_timeout());
    /// # Ok(())
    /// # }
    /// ```
    pub fn hang() -> Fault {
        Fault::instead(Wait::Forever, Ending::Closed)
    }

    /// No connection is made, so nothing was sent. On a socket a request comes by a connection that is
    /// made, and finds it closed, as by [`reset`](Fault::reset); there,
    /// [`unplug`](Sandbox::unplug) the sandbox instead.
    ///
    /// ```
    /// # use crm_client::sandbox::{Fault, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = Sandbox::new();
    /// let crm = sandbox.client_builder().max_attempts(1).build()?;
    /// sandbox.inject(Fault::refuse().on("area/root"));
    /// assert!(crm.area().root().await.unwrap_err().is_connect());
    /// # Ok(())
    /// # }
    /// ```
    pub fn refuse() -> Fault {
        Fault::instead(Wait::Not, Ending::Refused)
    }

    /// The connection is closed without an answer.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::reset());
    /// let error = crm.account().add(&serde_json::json!({ "accountName": "甲" })).await.unwrap_err();
    /// assert!(error.is_transport() && sandbox.acted().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn reset() -> Fault {
        Fault::instead(Wait::Not, Ending::Closed)
    }

    /// The call is carried out at once, and answered so much later by Tokio's clock, which tests can
    /// pause. It takes a Tokio runtime in-process too.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::slow(Duration::from_millis(20)));
    /// crm.area().root().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn slow(by: Duration) -> Fault {
        Fault::new(Kind::Slow(by))
    }

    /// The call is carried out, and the connection is closed half-way through the answer's body.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::cut_body());
    /// let error = crm.account().add(&serde_json::json!({ "accountName": "甲" })).await.unwrap_err();
    /// assert!(error.is_transport() && sandbox.acted() == ["account/add"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn cut_body() -> Fault {
        Fault::new(Kind::Cut)
    }

    /// HTTP 200 with something that is no JSON.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::garbage());
    /// let error = crm.account().add(&serde_json::json!({ "accountName": "甲" })).await.unwrap_err();
    /// assert!(error.is_decode());
    /// # Ok(())
    /// # }
    /// ```
    pub fn garbage() -> Fault {
        Fault::body("\u{1}garbage\u{fffd}")
    }

    /// HTTP 200 with JSON that has no `error_code`.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::wrong_envelope());
    /// let error = crm.account().add(&serde_json::json!({ "accountName": "甲" })).await.unwrap_err();
    /// assert!(error.is_decode());
    /// # Ok(())
    /// # }
    /// ```
    pub fn wrong_envelope() -> Fault {
        Fault::body(r#"{"status":"UP"}"#)
    }

    /// HTTP 200 with a body of your own.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let body = r#"{ "error_code": 0, "data": [] }"#;
    /// sandbox.inject(Fault::body(body));
    /// assert!(crm.area().root().await?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn body(body: impl Into<Bytes>) -> Fault {
        Fault::reply(Response::new(body.into()))
    }

    /// An HTTP status with a page of HTML, as from a proxy, a gateway or a captive portal. Give it
    /// the [`header`](Fault::header)s that belong to it.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// let busy = Fault::status(503).header("retry-after", "120");
    /// let portal = Fault::status(302).header("location", "http://portal.example.com/");
    /// ```
    ///
    /// # Panics
    ///
    /// No response ends with such a status: it is below 200 or above 999.
    pub fn status(status: u16) -> Fault {
        let status = StatusCode::from_u16(status).ok().filter(|it| !it.is_informational());
        let status = status.expect("a response has a status from 200 to 999");
        // HTTP has no room for a body there.
        let page = match status {
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED => "",
            _ => "<!DOCTYPE html><title>sandbox</title>",
        };
        let mut response = Response::new(Bytes::from_static(page.as_bytes()));
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(CONTENT_TYPE, html);
        *response.status_mut() = status;
        Fault::reply(response)
    }

    /// An envelope with this `error_code`.
    ///
    /// ```
    /// # use crm_client::Code;
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::code(Code::RATE_LIMITED));
    /// let error = crm.account().add(&serde_json::json!({ "accountName": "甲" })).await.unwrap_err();
    /// assert!(error.is_rate_limited());
    /// # Ok(())
    /// # }
    /// ```
    pub fn code(code: Code) -> Fault {
        let refusal = Refusal::own(code, "a fault was injected");
        Fault::reply(answer::response(refusal.into_envelope()))
    }

    /// The call is carried out, but what is answered is the reply to the request before, even if that
    /// one was lost. Where there was none before, the answer is the right one.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// crm.user().list(["userName"]).await?;
    /// sandbox.inject(Fault::stale_reply());
    /// let reply = crm.area().root().await; // Read from the reply to the list of users.
    /// # Ok(())
    /// # }
    /// ```
    pub fn stale_reply() -> Fault {
        Fault::new(Kind::Stale)
    }

    /// The sandbox's clock is so much ahead for the request. From 30 seconds on, no signature is good.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::clock_ahead(Duration::from_secs(60)));
    /// assert!(crm.area().root().await.is_err(), "the signature is too old");
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock_ahead(by: Duration) -> Fault {
        Fault::new(Kind::Ahead(by))
    }

    /// The sandbox's clock is so much behind for the request. From 30 seconds on, no signature is
    /// good.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::clock_behind(Duration::from_secs(60)));
    /// assert!(crm.area().root().await.is_err(), "the signature is of the future");
    /// # Ok(())
    /// # }
    /// ```
    pub fn clock_behind(by: Duration) -> Fault {
        Fault::new(Kind::Behind(by))
    }

    /// The same, but the call is carried out first, if the sandbox does not refuse it. Faults that
    /// spoil the answer of the call itself are so anyway.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::reset().after_acting());
    /// let error = crm.account().add(&serde_json::json!({ "accountName": "甲" })).await.unwrap_err();
    /// assert!(error.is_transport() && sandbox.acted() == ["account/add"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn after_acting(mut self) -> Fault {
        self.act = Act::First;
        self
    }

    /// The same with this header in the response, if one is given.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// let busy = Fault::status(429).header("retry-after", "3");
    /// ```
    ///
    /// # Panics
    ///
    /// It is no header, or the `content-length`, of which [`cut_body`](Fault::cut_body) lies.
    pub fn header(mut self, name: &str, value: &str) -> Fault {
        let name = HeaderName::try_from(name).expect("it is the name of a header");
        assert_ne!(name, CONTENT_LENGTH, "a body has the length that it has");
        let value = HeaderValue::try_from(value).expect("it is the value of a header");
        self.headers.append(name, value);
        self
    }

    /// The same for calls of this endpoint, `account/add`, and of others that are given in this way;
    /// by default for every request.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::status(404).on("area/root"));
    /// crm.user().list(["userName"]).await?;
    /// assert!(crm.area().root().await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// There is no such endpoint.
    pub fn on(mut self, path: &str) -> Fault {
        let entry = ENDPOINTS.iter().find(|it| it.info.path == path);
        let entry = entry.unwrap_or_else(|| panic!("there is no endpoint `{path}`"));
        self.paths.push(entry.info.path);
        self
    }

    /// The same, but it lets so many of its requests pass before it strikes. Default: 0.
    ///
    /// A request that another fault strikes first does not count.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::status(404).after(1));
    /// assert!(crm.area().root().await.is_ok());
    /// assert!(crm.area().root().await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn after(mut self, requests: usize) -> Fault {
        self.after = requests;
        self
    }

    /// The same, but it strikes so many times. Default: 1.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::status(404).times(2));
    /// assert!(crm.area().root().await.is_err());
    /// assert!(crm.area().root().await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn times(mut self, times: usize) -> Fault {
        self.times = times;
        self
    }

    fn reply(response: Response<Bytes>) -> Fault {
        Fault::instead(Wait::Not, Ending::Whole(response))
    }

    fn instead(wait: Wait, ending: Ending) -> Fault {
        Fault::new(Kind::Instead(Outcome { wait, ending }))
    }

    fn new(kind: Kind) -> Fault {
        let (headers, paths) = (HeaderMap::new(), Vec::new());
        Fault { kind, act: Act::Not, headers, paths, after: 0, times: 1 }
    }
}

/// The faults that are still to strike, and how many did.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Faults {
    waiting: Vec<Fault>,
    struck: usize,
}

impl Faults {
    pub(in crate::sandbox) fn inject(&mut self, fault: Fault) {
        self.waiting.push(fault);
    }

    pub(in crate::sandbox) fn clear(&mut self) {
        self.waiting.clear();
    }

    /// Returns the number of requests that a fault struck.
    pub(in crate::sandbox) fn struck(&self) -> usize {
        self.struck
    }

    /// The fault that strikes a request for this path.
    pub(in crate::sandbox) fn strike(&mut self, path: &str) -> Option<Fault> {
        self.waiting.retain(|it| it.times > 0);
        let fault = self.waiting.iter_mut().find_map(|it| it.is_due(path).then_some(it))?;
        fault.times -= 1;
        self.struck += 1;
        Some(fault.clone())
    }
}

impl Fault {
    /// Whether it strikes now; if not, one more of its requests has passed.
    fn is_due(&mut self, path: &str) -> bool {
        if !self.paths.is_empty() && !self.paths.contains(&path) {
            return false;
        }
        let left = self.after.checked_sub(1);
        self.after = left.unwrap_or_default();
        left.is_none()
    }

    /// Returns the outcome of a request at `now`. `handle` has the CRM answer it as of a time.
    pub(in crate::sandbox) fn befall(
        self,
        now: SystemTime,
        previous: Option<Response<Bytes>>,
        handle: impl FnOnce(SystemTime) -> Response<Bytes>,
    ) -> Outcome {
        let mut outcome = match self.kind {
            Kind::Instead(outcome) => {
                match (self.act, &outcome.ending) {
                    // What does not arrive cannot be acted upon.
                    (Act::Not, _) | (Act::First, Ending::Refused) => {}
                    (Act::First, Ending::Whole(_) | Ending::Cut(_) | Ending::Closed) => {
                        drop(handle(now));
                    }
                }
                outcome
            }
            Kind::Slow(by) => Outcome { wait: Wait::For(by), ending: Ending::Whole(handle(now)) },
            Kind::Cut => Outcome { wait: Wait::Not, ending: Ending::Cut(handle(now)) },
            Kind::Stale => {
                let own = handle(now);
                Outcome::at_once(previous.unwrap_or(own))
            }
            Kind::Ahead(by) => Outcome::at_once(handle(now.checked_add(by).unwrap_or(now))),
            Kind::Behind(by) => {
                let then = now.checked_sub(by).unwrap_or(SystemTime::UNIX_EPOCH);
                Outcome::at_once(handle(then))
            }
        };
        match &mut outcome.ending {
            Ending::Whole(response) | Ending::Cut(response) => {
                response.headers_mut().extend(self.headers);
            }
            Ending::Closed | Ending::Refused => {}
        }
        outcome
    }
}
