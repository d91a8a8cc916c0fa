//! The builder of a client.

mod build;
mod headers;
mod limits;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use http::HeaderMap;

use super::Client;
use crate::auth::Credentials;
use crate::pipeline::retry::Retry;
use crate::pipeline::{Clock, Limits};
use crate::transport::{HttpTransport, MaxResponseBytes, Transport};
use crate::values::Id;

/// The base URL of the vendor's cloud.
const CLOUD: &str = "https://www.365.wisecrm.com/gw/";

/// The default of `max_url_bytes`. Tomcat and nginx reject a request line above 8 KiB by default.
/// This value leaves room for the method and the HTTP version.
const MAX_URL_BYTES: usize = 8000;

/// Configures and builds a [`Client`].
///
/// ```
/// use crm_client::{Client, Credentials};
///
/// let crm = Client::builder()
///     .base_url("https://crm.example.com/gw/")
///     .credentials(Credentials::sha1("000-your-app-id", "the-app-key"))
///     .op_user("027-00000000-0000-4000-8000-000000000001")
///     .build()?;
/// # Ok::<(), crm_client::Error>(())
/// ```
///
/// Timeouts, retries and limits have defaults. Change them if necessary:
///
/// ```
/// use std::time::Duration;
///
/// use crm_client::{Client, Credentials};
///
/// let crm = Client::builder()
///     .credentials(Credentials::sha1("000-your-app-id", "the-app-key"))
///     .connect_timeout(Duration::from_secs(5))
///     .attempt_timeout(Duration::from_secs(10))
///     .timeout(Duration::from_secs(60))
///     .max_attempts(5)
///     .backoff(Duration::from_millis(200), Duration::from_secs(5))
///     .retry_budget(50)
///     .rate_limit(10, Duration::from_secs(1))
///     .max_concurrent(4)
///     .build()?;
/// # Ok::<(), crm_client::Error>(())
/// ```
///
/// A cloned builder has the same settings. Each built client has a separate retry budget, separate
/// limits and a separate clock offset. Only [clones of a client](Client) share them:
///
/// ```
/// # use crm_client::{Client, Credentials};
/// let settings = Client::builder().credentials(Credentials::sha1("000-your-app-id", "key"));
/// let sales = settings.clone().op_user("027-00000000-0000-4000-8000-000000000001").build()?;
/// let support = settings.op_user("027-00000000-0000-4000-8000-000000000002").build()?;
/// # Ok::<(), crm_client::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing unless you call `build`"]
pub struct ClientBuilder {
    base_url: String,
    credentials: Option<Credentials>,
    user: Option<Id>,
    given: Option<Given>,
    connect_timeout: Duration,
    proxy: bool,
    /// The name of the first option that was set for the built-in transport.
    set: Option<&'static str>,
    clock: Clock,
    headers: HeaderMap,
    /// The first invalid header.
    header_problem: Option<String>,
    max_url_bytes: usize,
    limits: Limits,
    max_response_bytes: MaxResponseBytes,
    retry: Retry,
    rate: Option<(u32, Duration)>,
    max_concurrent: Option<usize>,
    allow_plain_key_over_http: bool,
}

/// A transport or HTTP client that the caller supplied.
#[derive(Clone)]
enum Given {
    /// Built early, because `reqwest::ClientBuilder` is not `Clone`. `build` reports the error.
    HttpClient(Result<Arc<HttpTransport>, String>),
    Transport(Arc<dyn Transport>),
}

impl Client {
    /// Creates a builder with the default settings.
    ///
    /// ```
    /// use crm_client::{Client, Credentials};
    ///
    /// let builder = Client::builder().credentials(Credentials::sha1("000-your-app-id", "key"));
    /// let crm = builder.build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            base_url: CLOUD.to_owned(),
            credentials: None,
            user: None,
            given: None,
            // The vendor's sample uses the same value.
            connect_timeout: Duration::from_secs(15),
            proxy: true,
            set: None,
            clock: Clock::system(),
            headers: HeaderMap::new(),
            header_problem: None,
            max_url_bytes: MAX_URL_BYTES,
            limits: Limits::default(),
            max_response_bytes: MaxResponseBytes::default(),
            retry: Retry::default(),
            rate: None,
            max_concurrent: None,
            allow_plain_key_over_http: false,
        }
    }
}

impl ClientBuilder {
    /// Sets the base URL of the API. Default: the vendor's cloud, `https://www.365.wisecrm.com/gw/`.
    ///
    /// For an on-premise installation, it is `https://HOST/gw/`. A missing slash at the end is added.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// # let credentials = Credentials::md5("000-your-app-id", "the-app-key");
    /// let builder = Client::builder().base_url("https://crm.example.com/gw");
    /// let crm = builder.credentials(credentials).build()?;
    /// assert_eq!(crm.base_url(), "https://crm.example.com/gw/");
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn base_url(mut self, url: impl Into<String>) -> ClientBuilder {
        self.base_url = url.into();
        self
    }

    /// Sets the credentials of the app. Required.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// let credentials = Credentials::sha1("000-your-app-id", "the-app-key");
    /// let crm = Client::builder().credentials(credentials).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn credentials(mut self, credentials: Credentials) -> ClientBuilder {
        self.credentials = Some(credentials);
        self
    }

    /// Sets the user on whose behalf calls are made. Default: none.
    ///
    /// It applies to the calls of all endpoints that have the parameter `op_user`. A call can
    /// override it with [`op_user`](crate::Call::op_user).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let crm = sandbox.client_builder().op_user(sandbox.user()).build()?;
    /// crm.account().list(["accountName"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn op_user(mut self, user: impl Into<Id>) -> ClientBuilder {
        self.user = Some(user.into());
        self
    }

    /// Ignores the proxy settings of the system and of the environment variables. Default: they are
    /// used.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// # let credentials = Credentials::md5("000-your-app-id", "the-app-key");
    /// let crm = Client::builder().no_proxy().credentials(credentials).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn no_proxy(mut self) -> ClientBuilder {
        self.proxy = false;
        self.setting("no_proxy")
    }

    /// Sends requests with this HTTP client, with its timeouts, proxies and certificates.
    ///
    /// This method turns off redirects and the `Referer` header, because both would disclose the
    /// signed URL. It also turns off the retries of the HTTP client, because this crate decides
    /// what is retried.
    ///
    /// As with the built-in transport, connecting is limited to three quarters of the time of an
    /// attempt, or to the `connect_timeout` of the HTTP client if that is shorter. A `timeout` or
    /// `read_timeout` of the HTTP client also includes the time to connect, so set its
    /// `connect_timeout` below both. Otherwise a call that could not connect has the outcome
    /// [`Unknown`](crate::Outcome::Unknown), and a write is not retried. See [the
    /// guide](crate::guide::on_premise).
    ///
    /// Clients that are built from clones of this builder share the connection pool of this HTTP
    /// client.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// # let credentials = Credentials::md5("000-your-app-id", "the-app-key");
    /// let client = reqwest::Client::builder().https_only(true).pool_max_idle_per_host(4);
    /// let crm = Client::builder().http_client(client).credentials(credentials).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn http_client(mut self, client: reqwest::ClientBuilder) -> ClientBuilder {
        self.given = Some(Given::HttpClient(HttpTransport::new(client).map(Arc::new)));
        self
    }

    /// Sends requests with a custom transport. Default: the built-in transport, which uses `reqwest`.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials, sandbox::Sandbox};
    /// let sandbox = Sandbox::new(); // `Sandbox` implements `Transport`.
    /// let credentials = Credentials::sha1(sandbox.app_id(), sandbox.app_key());
    /// let crm = Client::builder().transport(sandbox).credentials(credentials).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn transport(mut self, transport: impl Transport) -> ClientBuilder {
        self.given = Some(Given::Transport(Arc::new(transport)));
        self
    }

    /// Sets the clock for the timestamps of signatures. Default: [`SystemTime::now`].
    ///
    /// The server refuses a request whose timestamp is 30 seconds old or older by the server's
    /// clock. If the local clock is wrong and you cannot set it, correct it here.
    ///
    /// ```
    /// # use std::time::{Duration, SystemTime};
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let clock = || SystemTime::now() + Duration::from_secs(90);
    /// let crm = sandbox.client_builder().clock(clock).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn clock(
        mut self,
        clock: impl Fn() -> SystemTime + Send + Sync + 'static,
    ) -> ClientBuilder {
        self.clock.now = Arc::new(clock);
        self
    }

    /// Sets the offset of the server's clock in milliseconds. It is positive if the server's clock
    /// is ahead of the local clock. Default: 0. See also [`Client::learn_clock_offset`].
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let crm = sandbox.client_builder().clock_offset_millis(-1_500).build()?;
    /// assert_eq!(crm.clock_offset_millis(), -1_500);
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn clock_offset_millis(self, offset: i64) -> ClientBuilder {
        self.clock.offset.store(offset, Ordering::Relaxed);
        self
    }

    /// Allows sending a [plain key](Credentials::plain_key) over unencrypted `http`, where the
    /// network can read it. Default: the client cannot be built.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// let builder = Client::builder().base_url("http://crm.example.com/gw/");
    /// let builder = builder.credentials(Credentials::plain_key("000-your-app-id", "the-app-key"));
    /// let crm = builder.allow_plain_key_over_http().build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn allow_plain_key_over_http(mut self) -> ClientBuilder {
        self.allow_plain_key_over_http = true;
        self
    }

    fn setting(mut self, name: &'static str) -> ClientBuilder {
        self.set.get_or_insert(name);
        self
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("credentials", &self.credentials)
            .field("op_user", &self.user)
            .finish_non_exhaustive()
    }
}
