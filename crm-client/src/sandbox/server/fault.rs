//! The public type `Fault`: a failure to inject, and the requests that it applies to.

mod constructors;
mod effect;
mod queue;
mod scope;

use http::header::CONTENT_LENGTH;
use http::{HeaderName, HeaderValue};

use crate::generated::endpoints::ENDPOINTS;
use effect::Effect;
pub use queue::FaultId;
pub(in crate::sandbox) use queue::Faults;
use scope::Scope;

/// A failure between a client and the [`Sandbox`](crate::sandbox::Sandbox), in the same process or
/// on a socket.
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
/// sandbox.inject(Fault::reset().after_completion().on("account/add").after(1));
/// crm.account().add(&json!({ "accountName": "甲" })).await?;
/// let error = crm.account().add(&json!({ "accountName": "乙" })).await.unwrap_err();
/// assert!(error.is_transport());
/// assert_eq!(sandbox.completed_calls(), ["account/add", "account/add"]);
/// # Ok(())
/// # }
/// ```
///
/// An [injected](crate::sandbox::Sandbox::inject) fault applies to the next request, once.
/// [`on`](Fault::on) limits it to an endpoint, [`after`](Fault::after) lets requests pass first,
/// and [`times`](Fault::times) sets how many requests it applies to.
///
/// The call is not carried out, with two exceptions: the fault has
/// [`after_completion`](Fault::after_completion), or it changes the reply of the call itself. The latter
/// are [`slow`](Fault::slow), [`cut_body`](Fault::cut_body), [`stale_reply`](Fault::stale_reply),
/// [`clock_ahead`](Fault::clock_ahead) and [`clock_behind`](Fault::clock_behind).
#[derive(Clone, Debug)]
#[must_use = "a fault does nothing until it is injected"]
pub struct Fault {
    effect: Effect,
    scope: Scope,
}

impl Fault {
    /// Lets the call be carried out first, unless the sandbox refuses it. Faults that change the
    /// reply of the call itself always do that.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::reset().after_completion());
    /// let error = crm.account().add(&serde_json::json!({ "accountName": "甲" })).await.unwrap_err();
    /// assert!(error.is_transport() && sandbox.completed_calls() == ["account/add"]);
    /// # Ok(())
    /// # }
    /// ```
    pub fn after_completion(mut self) -> Fault {
        self.effect.acts_first = true;
        self
    }

    /// Adds a header to the response, if there is a response.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// let busy = Fault::status(429).header("retry-after", "3");
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the header is invalid or is `content-length`. To send a wrong length, use
    /// [`cut_body`](Fault::cut_body).
    pub fn header(mut self, name: &str, value: &str) -> Fault {
        let name = HeaderName::try_from(name).expect("it is the name of a header");
        assert_ne!(name, CONTENT_LENGTH, "a body has the length that it has");
        let value = HeaderValue::try_from(value).expect("it is the value of a header");
        self.effect.headers.append(name, value);
        self
    }

    /// Limits the fault to an endpoint, such as `account/add`. Several calls of this method name
    /// several endpoints. Default: every request.
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
    /// Panics if there is no such endpoint.
    pub fn on(mut self, path: &str) -> Fault {
        let entry = ENDPOINTS.iter().find(|it| it.info.path == path);
        let entry = entry.unwrap_or_else(|| panic!("there is no endpoint `{path}`"));
        self.scope.paths.push(entry.info.path.to_owned());
        self
    }

    /// Like [`on`](Fault::on), for any path: of an endpoint that a test
    /// [defines](crate::sandbox::Sandbox::endpoint), such as `lead/convert`, or of another URL of the
    /// sandbox, such as `/user/login`.
    ///
    /// ```
    /// # use crm_client::RawRequest;
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.endpoint("lead/convert", |_| Ok("converted"));
    /// sandbox.inject(Fault::status(404).on_path("lead/convert"));
    /// assert!(crm.call(RawRequest::get("lead/convert")).await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    pub fn on_path(mut self, path: impl Into<String>) -> Fault {
        self.scope.paths.push(path.into());
        self
    }

    /// Sets the number of matching requests that pass before the fault applies. Default: 0.
    ///
    /// A request to which another fault applies does not count.
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
        self.scope.after = requests;
        self
    }

    /// Sets the probability with which the fault applies to a matching request, from 0 to 1. Default: 1.
    ///
    /// Requests that it spares count neither for [`after`](Fault::after) nor for [`times`](Fault::times).
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.inject(Fault::status(404).probability(0.0));
    /// assert!(crm.area().root().await.is_ok());
    /// # Ok(())
    /// # }
    /// ```
    pub fn probability(mut self, probability: f64) -> Fault {
        self.scope.probability = probability;
        self
    }

    /// Sets the number of requests to which the fault applies. Default: 1.
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
        self.scope.times = times;
        self
    }
}
