//! The options that all calls have.

use std::time::Duration;

use super::Call;
use crate::endpoint::{Endpoint, HasOpUser};
use crate::transport::MaxResponseBytes;
use crate::values::Id;

impl<E: Endpoint, M, R> Call<E, M, R> {
    /// Sets the user on whose behalf this call is made. Default: the client's
    /// [`op_user`](crate::ClientBuilder::op_user).
    ///
    /// Only requests of endpoints with this parameter implement
    /// [`HasOpUser`](crate::endpoint::HasOpUser). For other calls, `op_user` does not compile:
    ///
    /// ```compile_fail,E0277
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build().unwrap();
    /// let call = crm.user().list(["userName"]).op_user(sandbox.user());
    /// ```
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build().unwrap();
    /// let call = crm.account().list(["accountName"]).op_user(sandbox.user());
    /// ```
    pub fn op_user(mut self, user: impl Into<Id>) -> Self
    where
        E: HasOpUser,
    {
        const { assert!(E::INFO.user_param().is_some(), "`INFO` has no parameter that is `from_client`") }
        self.options.user = Some(user.into());
        self
    }

    /// Sets the timeout of one attempt, including connecting and sending. Default: the client's
    /// [`attempt_timeout`](crate::ClientBuilder::attempt_timeout), plus the time for the request
    /// body.
    ///
    /// Connecting may take at most three quarters of it. A call that could not connect is therefore
    /// known to be unsent.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// crm.area().root().attempt_timeout(Duration::from_secs(5)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.options.attempt_timeout = Some(limit);
        self
    }

    /// Sets the timeout of the whole call, including all attempts and delays. Default: the client's
    /// [`timeout`](crate::ClientBuilder::timeout), plus the time for the request body.
    ///
    /// In a list, the timeout applies to each page. The timeout of a
    /// [prefetched](crate::Pages::prefetch) page starts when the page is sent or awaited.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// crm.area().root().timeout(Duration::from_secs(20)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn timeout(mut self, limit: Duration) -> Self {
        self.options.timeout = Some(limit);
        self
    }

    /// Sets the maximum number of attempts, including the first one. Default: the client's
    /// [`max_attempts`](crate::ClientBuilder::max_attempts).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// crm.area().root().max_attempts(5).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.options.max_attempts = Some(attempts);
        self
    }

    /// Sets the maximum time that the call waits for the server's quota. Zero means that it does
    /// not wait. Default: the client's [`wait_for_quota`](crate::ClientBuilder::wait_for_quota). In
    /// a list, each page can wait that long.
    ///
    /// The [`timeout`](crate::Call::timeout) of the call takes precedence. For a long wait,
    /// increase the timeout too:
    ///
    /// ```
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let export = crm.account().list(["accountName"]).wait_for_quota(Duration::from_secs(1800));
    /// let mut customers = export.timeout(Duration::from_secs(2000)).items();
    /// while let Some(customer) = customers.next().await {
    ///     println!("{:?}", customer?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait_for_quota(mut self, max_wait: Duration) -> Self {
        self.options.max_quota_wait = Some(max_wait);
        self
    }

    /// Sets the maximum number of bytes of a response, after decompression. Default: the client's
    /// [`max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    ///
    /// If a response exceeds the limit, the call fails with
    /// [`is_response_too_large`](crate::Error::is_response_too_large).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// crm.area().root().max_response_bytes(100 << 10).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.options.max_response_bytes = Some(MaxResponseBytes(bytes));
        self
    }

    /// Allows retries of a write that the server may have executed already. Without this option, a
    /// write is retried only if it certainly did not reach the server. See [the
    /// guide](crate::guide::retries).
    ///
    /// ```
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// # let id = crm.account().add(&json!({ "accountName": "杨志永" })).await?.account_id;
    /// let change = json!({ "phone": "021-54590135" });
    /// crm.account().update(&id, &change).allow_repeat().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn allow_repeat(mut self) -> Self {
        self.options.repeatable = true;
        self
    }

    /// Adds a query parameter. It is signed like the other parameters.
    ///
    /// The call fails before it is sent if the name is invalid, if the value is blank, if the
    /// parameter is added twice, or if the endpoint has a parameter with the same name.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// crm.area().root().extra_query("lang", "en").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn extra_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.query.push((name.into(), value.into()));
        self
    }

    /// Adds a header. It replaces the client's
    /// [`default_header`](crate::ClientBuilder::default_header) with the same name. A `content-type`
    /// replaces the default one of the body.
    ///
    /// The call fails before it is sent if the header is invalid, or if it is reserved for the HTTP
    /// client, such as `content-length`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// crm.area().root().extra_header("x-request-id", "4711").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn extra_header(mut self, name: &str, value: &str) -> Self {
        self.options.header(name, value);
        self
    }
}
