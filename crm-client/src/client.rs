//! The client: what makes calls.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use http::header::DATE;

use crate::attempt::Received;
use crate::endpoint::reply;
use crate::limiter::Limiter;
use crate::mode::Async;
use crate::options::Options;
use crate::retry::{self, Retry};
use crate::time::{Clock, Limits};
use crate::{
    Call, ClientBuilder, Credentials, Done, Endpoint, Error, Id, Transport, area, attempt,
};

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
pub struct Client<M = Async> {
    /// Methods stand beside those of the resources, so this crate reads fields instead.
    pub(crate) inner: Arc<Inner>,
    mode: PhantomData<fn() -> M>,
}

pub(crate) struct Inner {
    pub(crate) base_url: String,
    pub(crate) credentials: Credentials,
    pub(crate) user: Option<Id>,
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    pub(crate) retry: Retry,
    pub(crate) limiter: Limiter,
}

impl Client {
    /// Begins to make a client.
    ///
    /// ```
    /// use crm_client::{Client, Credentials};
    ///
    /// let builder = Client::builder().credentials(Credentials::sha1("000-your-app-id", "key"));
    /// let crm = builder.build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Learns from the server's `Date` how far its clock is ahead of this machine's, and signs by it
    /// from now on, in every clone too. It takes a request, and is right to about a second and half the
    /// time that the reply takes.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let builder = sandbox.client_builder();
    /// let crm = builder.clock_offset_millis(-3_600_000).build()?;
    /// assert!(crm.user().list(["userName"]).await.is_err());
    /// crm.learn_clock_offset().await?;
    /// assert!(crm.user().list(["userName"]).await.is_ok());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// No response of the server's comes, or one without a `Date`. One that refuses the request will do.
    pub async fn learn_clock_offset(&self) -> Result<(), Error> {
        self.inner.learn_clock_offset().await
    }
}

impl Inner {
    pub(crate) async fn learn_clock_offset(&self) -> Result<(), Error> {
        let (request, options) = (area::Root::new(), Options::default());
        let read = |Received { path, response, sent, .. }: &Received<'_>| {
            // A refusal will do, but not what somebody on the way has to say.
            match reply::response::<Done>(path, response) {
                Err(error) if error.code().is_none() => return Err(error),
                Ok(Done) | Err(_) => {}
            }
            let date = retry::date(response.headers(), &DATE);
            let date = date.ok_or_else(|| Error::no_date(path))?;
            // The server cut off the fraction of the second, and said it half-way, as likely as not.
            let half_way = i64::try_from(sent.elapsed().as_millis() / 2);
            Ok(millis(date) + 500 + half_way.unwrap_or(i64::MAX) - millis((self.clock.now)()))
        };
        let offset = attempt::run(self, &request, &options, read).await?;
        self.clock.offset.store(offset, Ordering::Relaxed);
        Ok(())
    }
}

impl<M> Client<M> {
    pub(crate) fn new(inner: Arc<Inner>) -> Client<M> {
        Client { inner, mode: PhantomData }
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
        Call::new(self.inner.clone(), request)
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
        &self.inner.base_url
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
        self.inner.clock.offset.load(Ordering::Relaxed)
    }
}

fn millis(time: SystemTime) -> i64 {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

impl<M> Clone for Client<M> {
    fn clone(&self) -> Client<M> {
        Client::new(self.inner.clone())
    }
}

impl<M> fmt::Debug for Client<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .field("credentials", &self.inner.credentials)
            .field("op_user", &self.inner.user)
            .finish_non_exhaustive()
    }
}
