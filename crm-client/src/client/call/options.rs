//! Options that every call has.

use std::time::Duration;

use super::Call;
use crate::endpoint::{Endpoint, HasOpUser};
use crate::transport::MaxResponseBytes;
use crate::values::Id;

impl<E: Endpoint, M, R> Call<E, M, R> {
    /// Sets the user on whose behalf this call is made. Default: the client's
    /// [`op_user`](crate::ClientBuilder::op_user).
    ///
    /// Only the requests of endpoints that have this parameter implement
    /// [`HasOpUser`](crate::endpoint::HasOpUser). Any other call with `op_user` does not compile:
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
        const { assert!(E::INFO.user_param().is_some(), "no parameter of `INFO` is `from_client`") }
        self.options.user = Some(user.into());
        self
    }

    /// How long an attempt may take, connecting and sending included. Default: the client's
    /// [`attempt_timeout`](crate::ClientBuilder::attempt_timeout), and more for what it carries.
    /// Three quarters of it are for connecting, so that a call which could not connect is known to be
    /// unsent.
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

    /// How long the call may take, all attempts and waiting included; in a list, each page has that
    /// time, and one that is [fetched ahead](crate::Pages::prefetch) has it from when it is sent or
    /// awaited. Default: the client's [`timeout`](crate::ClientBuilder::timeout), and more for what it
    /// carries.
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

    /// How many attempts it has, the first included. Default: the client's
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

    /// Sets how long the call waits for the server's quota; zero if it does not wait. Default: that of
    /// the client, see [`wait_for_quota`](crate::ClientBuilder::wait_for_quota). In a list, each page can
    /// wait that long.
    ///
    /// The [`timeout`](crate::Call::timeout) of the call takes precedence. Raise it as well for a long
    /// wait:
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
    /// A response that exceeds it fails with
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

    /// Lets it be attempted again although it may have been carried out before. Without this, a call
    /// that changes something is attempted again only if it provably did not reach the server. See
    /// [the guide](crate::guide::retries).
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

    /// Adds a parameter, which is signed like the others. The call fails before it is sent if the
    /// parameter is blank, is added twice, or is a parameter of the endpoint.
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
    /// [`default_header`](crate::ClientBuilder::default_header) of the same name, and a `content-type`
    /// replaces that of the body. The call fails before it
    /// is sent if the header is invalid, or belongs to the connection, such as `content-length`.
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
