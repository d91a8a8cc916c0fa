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
    /// Creates a fault that never replies, until one side closes the connection.
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

    /// Creates a fault that refuses the connection, so that nothing is sent.
    ///
    /// This works in the same process only. On a socket, the connection exists before the request,
    /// so the fault closes it like [`reset`](Fault::reset). There, use
    /// [`disconnect`](crate::sandbox::Sandbox::disconnect) instead.
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

    /// Creates a fault that closes the connection without a reply.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::reset());
    /// let error = crm.account().add(&serde_json::json!({ "accountName": "甲" })).await.unwrap_err();
    /// assert!(error.is_transport() && sandbox.completed_calls().is_empty());
    /// # Ok(())
    /// # }
    /// ```
    pub fn reset() -> Fault {
        Fault::instead(Wait::Not, Ending::Closed)
    }

    /// Creates a fault that delays the reply. The call is carried out at once.
    ///
    /// The delay uses Tokio's clock, which tests can pause. It therefore needs a Tokio runtime.
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

    /// Creates a fault that closes the connection in the middle of the reply. The call is carried
    /// out.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::cut_body());
    /// let error = crm.account().add(&serde_json::json!({ "accountName": "甲" })).await.unwrap_err();
    /// assert!(error.is_transport() && sandbox.completed_calls() == ["account/add"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn cut_body() -> Fault {
        Fault::new(Kind::Cut)
    }

    /// Creates a fault that replies with HTTP 200 and a body that is not JSON.
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

    /// Creates a fault that replies with HTTP 200 and JSON without `error_code`.
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

    /// Creates a fault that replies with HTTP 200 and this body.
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

    /// Creates a fault that replies with an HTTP status and an HTML page, like a proxy or a
    /// gateway. Add headers with [`header`](Fault::header).
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// let busy = Fault::status(503).header("retry-after", "120");
    /// let portal = Fault::status(302).header("location", "http://portal.example.com/");
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the status is below 200 or above 999.
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

    /// Creates a fault that replies with this `error_code`.
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

    /// Creates a fault that replies with the previous reply, even if that reply was lost. The call
    /// is carried out. For the first request, the reply is the right one.
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

    /// Creates a fault that moves the sandbox's clock forward for one request. With 30 seconds or
    /// more, the signature is refused.
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

    /// Creates a fault that moves the sandbox's clock back for one request. With 30 seconds or
    /// more, the signature is refused.
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
        Fault { effect, scope: Scope { paths: Vec::new(), after: 0, times: 1, probability: 1.0 } }
    }
}
