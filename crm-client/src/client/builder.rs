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

/// The vendor's cloud.
const CLOUD: &str = "https://www.365.wisecrm.com/gw/";

/// Tomcat and nginx reject a request line above 8 KiB by default. This leaves room for the method and
/// the version.
const MAX_URL_BYTES: usize = 8000;

/// Makes a [`Client`].
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
/// Timeouts, retries and limits have defaults, which can be changed:
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
/// A clone has the same settings. Each client that is built has its own retry budget, limits and clock
/// offset; only [clones of a client](Client) share them:
///
/// ```
/// # use crm_client::{Client, Credentials};
/// let settings = Client::builder().credentials(Credentials::sha1("000-your-app-id", "key"));
/// let sales = settings.clone().op_user("027-00000000-0000-4000-8000-000000000001").build()?;
/// let support = settings.op_user("027-00000000-0000-4000-8000-000000000002").build()?;
/// # Ok::<(), crm_client::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    base_url: String,
    credentials: Option<Credentials>,
    user: Option<Id>,
    given: Option<Given>,
    connect_timeout: Duration,
    proxy: bool,
    /// The first setting of the built-in transport that was made.
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

/// The transport that the caller supplied.
#[derive(Clone)]
enum Given {
    /// Built early, because its builder cannot be cloned. An error is reported by `build`.
    HttpClient(Result<Arc<HttpTransport>, String>),
    Transport(Arc<dyn Transport>),
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
        ClientBuilder {
            base_url: CLOUD.to_owned(),
            credentials: None,
            user: None,
            given: None,
            // As in the vendor's sample.
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
    /// Where the API stands: `<own server>/gw/` of an on-premise install. Default: the vendor's
    /// cloud, `https://www.365.wisecrm.com/gw/`.
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

    /// Who calls. Required.
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

    /// The user on whose behalf calls are made that need one and do not name another. Default: none.
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

    /// Ignores the proxy that the system or the environment names.
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

    /// Sends requests through this HTTP client, with its timeouts, proxies and certificates.
    ///
    /// Redirects and the `Referer` header are turned off, because both would disclose the signed URL.
    /// Its retries are turned off too, because this crate decides what is retried. Connecting ends after
    /// three quarters of the time of an attempt, as with the built-in transport, or earlier if the HTTP
    /// client has a shorter `connect_timeout`. A `timeout` or `read_timeout` of the HTTP client also runs
    /// while it connects: set its `connect_timeout` below both. Otherwise a call that could not connect
    /// has the outcome [`Unknown`](crate::Outcome::Unknown), and a write is not retried. See
    /// [the guide](crate::guide::on_premise).
    ///
    /// Clients that are built from clones of this builder share the connections of this HTTP client.
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

    /// Sends through anything that carries requests.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials, sandbox::Sandbox};
    /// let sandbox = Sandbox::new(); // A sandbox is a transport.
    /// let credentials = Credentials::sha1(sandbox.app_id(), sandbox.app_key());
    /// let crm = Client::builder().transport(sandbox).credentials(credentials).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn transport(mut self, transport: impl Transport) -> ClientBuilder {
        self.given = Some(Given::Transport(Arc::new(transport)));
        self
    }

    /// Sets the clock for the time of signatures. Default: [`SystemTime::now`].
    ///
    /// The server refuses a request signed 30 seconds ago or more by its own clock. Where this
    /// machine's is off and cannot be set, correct it here.
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

    /// By how many milliseconds the server's clock is ahead of this machine's. Default: 0. See also
    /// [`Client::learn_clock_offset`].
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

    /// Lets a [plain key](Credentials::plain_key) travel over plain `http`, for everyone on the way
    /// to read. Default: refused.
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
