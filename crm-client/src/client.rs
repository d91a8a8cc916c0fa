//! The client: what makes calls.

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

/// A client of the CRM.
///
/// Each resource has a method, whose calls are methods in turn: `crm.account().list(..)`. A clone is
/// cheap and shares the connections, the limits and the clock.
///
/// ```
/// use crm_client::{Client, Credentials, account};
///
/// let crm = Client::builder().credentials(Credentials::md5("000-your-app-id", "key")).build()?;
/// assert_eq!(crm.base_url(), "https://www.365.wisecrm.com/gw/");
///
/// // Two ways to the same call.
/// let call = crm.account().list(["accountName"]);
/// let call = crm.call(account::List::new(["accountName"]));
/// # Ok::<(), crm_client::Error>(())
/// ```
///
/// What the API will have tomorrow is called by a [`RawRequest`](crate::RawRequest).
///
/// # Runtimes
///
/// A client belongs to one Tokio runtime: a connection is driven by the runtime in which it was made.
/// If clones are used in two current-thread runtimes at the same time, a call in one of them can wait
/// for a connection or a permit of the other, until that runtime runs again or the call times out.
/// Make one client per current-thread runtime, or use one multi-thread runtime. A blocking client
/// (feature `blocking`) can be used by any number of threads.
pub struct Client<M = Async> {
    /// Methods stand beside those of the resources, so this crate reads fields instead.
    pub(crate) core: Arc<Core>,
    mode: PhantomData<fn() -> M>,
}

impl<M> Client<M> {
    pub(crate) fn new(core: Arc<Core>) -> Client<M> {
        Client { core, mode: PhantomData }
    }

    /// A call of the endpoint that the request belongs to.
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

    /// Where the API stands.
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

    /// By how many milliseconds the server's clock is ahead of this machine's, as far as is known.
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
