//! The constructors of `Fault`, one for each kind of failure.

use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, Response, StatusCode};

use super::Fault;
use super::effect::{Effect, Kind};
use super::scope::Scope;
use crate::error::Code;
use crate::sandbox::answer::{self, Refusal};
use crate::sandbox::server::outcome::{Ending, Outcome, Wait};

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
    /// [`unplug`](crate::sandbox::Sandbox::unplug) the sandbox instead.
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

    fn reply(response: Response<Bytes>) -> Fault {
        Fault::instead(Wait::Not, Ending::Whole(response))
    }

    fn instead(wait: Wait, ending: Ending) -> Fault {
        Fault::new(Kind::Instead(Outcome { wait, ending }))
    }

    fn new(kind: Kind) -> Fault {
        let headers = HeaderMap::new();
        let effect = Effect { kind, acts_first: false, headers };
        Fault { effect, scope: Scope { paths: Vec::new(), after: 0, times: 1 } }
    }
}
