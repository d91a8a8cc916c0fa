//! The client, which makes calls.

#[cfg(feature = "blocking")]
pub mod blocking;
pub(crate) mod builder;
pub(crate) mod call;
mod clock;
pub(crate) mod mode;
pub(crate) mod raw_request;

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::endpoint::Endpoint;
use crate::pipeline::Core;
use call::Call;
use mode::Async;

/// A client of the CRM API.
///
/// Each resource is a method, and each endpoint of the resource is a method of the result:
/// `crm.account().list(..)`. Cloning is cheap. Clones share the connections, the limits, the retry
/// budget and the clock offset.
///
/// ```
/// use crm_client::{Client, Credentials, account};
///
/// let crm = Client::builder().credentials(Credentials::md5("000-your-app-id", "key")).build()?;
/// assert_eq!(crm.base_url(), "https://www.365.wisecrm.com/gw/");
///
/// // Both lines create the same call.
/// let call = crm.account().list(["accountName"]);
/// let call = crm.call(account::List::new(["accountName"]));
/// # Ok::<(), crm_client::Error>(())
/// ```
///
/// Use [`RawRequest`](crate::RawRequest) for endpoints that this crate does not support yet.
///
/// # Runtimes
///
/// Use a client in one Tokio runtime only, because the runtime that opens a connection also drives
/// it. If clones are used in two current-thread runtimes at the same time, a call in one runtime
/// can wait for a connection or a permit of the other one, until that runtime runs again or the
/// call times out. Create one client per current-thread runtime, or use one multi-thread runtime.
/// Any number of threads can use a blocking client (feature `blocking`).
pub struct Client<M = Async> {
    // A field and not a getter, because a method could have the same name as a resource.
    pub(crate) core: Arc<Core>,
    mode: PhantomData<fn() -> M>,
}

impl<M> Client<M> {
    pub(crate) fn new(core: Arc<Core>) -> Client<M> {
        Client { core, mode: PhantomData }
    }

    /// Creates a call of the request's endpoint.
    ///
    /// ```
    /// # use crm_client::account;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let request = account::List::new(["accountName"]);
    /// let page = crm.call(request).page_size(50).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn call<E: Endpoint>(&self, request: E) -> Call<E, M> {
        Call::new(self.core.clone(), request)
    }

    /// Returns the base URL of the API. It ends with a slash.
    ///
    /// ```
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// assert!(crm.base_url().ends_with("/gw/"));
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.core.base_url
    }

    /// Returns the offset of the server's clock in milliseconds, as it was set or learned. It is
    /// positive if the server's clock is ahead of the local clock. Default: 0.
    ///
    /// ```
    /// # let builder = crm_client::sandbox::Sandbox::new().client_builder();
    /// let crm = builder.clock_offset_millis(-1500).build()?;
    /// assert_eq!(crm.clock_offset_millis(), -1500);
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn clock_offset_millis(&self) -> i64 {
        self.core.clock.offset.load(Ordering::Relaxed)
    }
}

impl<M> Clone for Client<M> {
    fn clone(&self) -> Client<M> {
        Client::new(self.core.clone())
    }
}

impl<M> fmt::Debug for Client<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.core.base_url)
            .field("credentials", &self.core.credentials)
            .field("op_user", &self.core.user)
            .finish_non_exhaustive()
    }
}
