//! How a client is made.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use tokio::sync::Semaphore;

use crate::client::Inner;
use crate::endpoint::Param;
use crate::limiter::{Limiter, Rate};
use crate::retry::{Budget, Retry};
use crate::time::{Clock, Limits};
use crate::transport::{BaseUrl, HttpTransport, Settings};
use crate::{Client, Credentials, Error, Id, Transport};

/// The longest time that a rate can be told for.
const LONGEST_RATE: Duration = Duration::from_secs(86_400);

/// The vendor's cloud.
const CLOUD: &str = "https://www.365.wisecrm.com/gw/";

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
/// Times, further attempts and limits have defaults, and can be set:
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
///     .spare_attempts(50)
///     .rate_limit(10, Duration::from_secs(1))
///     .max_concurrent(4)
///     .build()?;
/// # Ok::<(), crm_client::Error>(())
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    base_url: String,
    credentials: Option<Credentials>,
    user: Option<Id>,
    given: Option<Given>,
    settings: Settings,
    /// The first setting of the built-in transport that was made.
    set: Option<&'static str>,
    clock: Clock,
    limits: Limits,
    retry: Retry,
    rate: Option<(u32, Duration)>,
    max_concurrent: Option<usize>,
    allow_plain_key_over_http: bool,
}

/// What is to carry the requests, instead of the built-in transport.
enum Given {
    HttpClient(Box<reqwest::ClientBuilder>),
    Transport(Box<dyn Transport>),
}

impl ClientBuilder {
    pub(crate) fn new() -> ClientBuilder {
        ClientBuilder {
            base_url: CLOUD.to_owned(),
            credentials: None,
            user: None,
            given: None,
            settings: Settings::default(),
            set: None,
            clock: Clock::system(),
            limits: Limits::default(),
            retry: Retry::default(),
            rate: None,
            max_concurrent: None,
            allow_plain_key_over_http: false,
        }
    }

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

    /// How long to wait for a connection. Default: 15 seconds, as in the vendor's sample. It is three
    /// quarters of an [attempt](ClientBuilder::attempt_timeout) at most, so that a call knows what it
    /// died of.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// # use std::time::Duration;
    /// # let credentials = Credentials::md5("000-your-app-id", "the-app-key");
    /// let builder = Client::builder().connect_timeout(Duration::from_secs(5));
    /// let crm = builder.credentials(credentials).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn connect_timeout(mut self, limit: Duration) -> ClientBuilder {
        self.settings.connect_timeout = limit;
        self.setting("connect_timeout")
    }

    /// How long an attempt may take, connecting included. Default: 30 seconds.
    ///
    /// To this and to [`timeout`](ClientBuilder::timeout) a second is added for every 64 KiB that
    /// the request carries, so an upload is not cut short by a limit meant for a lookup. Limits are
    /// kept by Tokio's timer: outside of a Tokio runtime there are none.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let crm = sandbox.client_builder().attempt_timeout(Duration::from_secs(10)).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn attempt_timeout(mut self, limit: Duration) -> ClientBuilder {
        self.limits.attempt = limit;
        self
    }

    /// How long a call may take: all its attempts, and the waiting for them. Default: 120 seconds.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let crm = sandbox.client_builder().timeout(Duration::from_secs(60)).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn timeout(mut self, limit: Duration) -> ClientBuilder {
        self.limits.call = limit;
        self
    }

    /// How many attempts a call has, the first included. Default: 3.
    ///
    /// What provably did not reach the server is attempted again in any case. What may have reached
    /// it is attempted again if it only reads, or if the call says
    /// [`allow_repeat`](crate::Call::allow_repeat): the network failed, the time of an attempt was
    /// up, or the server was in trouble (HTTP 408, 429, 500, 502, 503 and 504, and its own 500). What
    /// the server refused, 491 among it, is not.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let crm = sandbox.client_builder().max_attempts(1).build()?;
    /// sandbox.inject(Fault::status(503));
    /// assert_eq!(crm.area().root().await.unwrap_err().attempts(), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn max_attempts(mut self, attempts: u32) -> ClientBuilder {
        self.retry.max_attempts = attempts;
        self
    }

    /// The longest wait before the second attempt, which doubles from attempt to attempt, and the
    /// longest before any. Default: 0.5 and 10 seconds.
    ///
    /// How long it really is, is drawn anew each time from zero up to that, and comes on top of the
    /// server's `Retry-After`.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let (first, longest) = (Duration::from_millis(200), Duration::from_secs(5));
    /// let crm = sandbox.client_builder().backoff(first, longest).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn backoff(mut self, first: Duration, longest: Duration) -> ClientBuilder {
        (self.retry.first_wait, self.retry.longest_wait) = (first, longest);
        self
    }

    /// How many further attempts all calls have between them at most. Each takes one, and every tenth
    /// success gives one back, so that an outage is not answered with a storm. Default: 20.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let crm = sandbox.client_builder().spare_attempts(50).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn spare_attempts(mut self, attempts: u32) -> ClientBuilder {
        self.retry.budget = Budget::new(attempts);
        self
    }

    /// So many requests in a time, further attempts and prefetched pages included; the others wait
    /// for their turn. After a pause that many may come at once, and the others evenly behind them, so
    /// it can be nearly twice as many within the time that begins with them. Default: no limit. The
    /// time is a day at most. The vendor does not document its quotas.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let crm = sandbox.client_builder().rate_limit(10, Duration::from_secs(1)).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn rate_limit(mut self, requests: u32, per: Duration) -> ClientBuilder {
        self.rate = Some((requests, per));
        self
    }

    /// So many requests at once; the others wait for their turn. Default: no limit.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let crm = sandbox.client_builder().max_concurrent(4).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn max_concurrent(mut self, requests: usize) -> ClientBuilder {
        self.max_concurrent = Some(requests);
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
        self.settings.proxy = false;
        self.setting("no_proxy")
    }

    /// Sends through an HTTP client of your own making, with its limits, proxies and certificates.
    ///
    /// It follows no redirect and sends no `Referer`, whatever it was told, since both would hand on
    /// the signed URL. It repeats nothing either, which is for this crate to decide. See
    /// [the guide](crate::guide::on_premise).
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// # let credentials = Credentials::md5("000-your-app-id", "the-app-key");
    /// let client = reqwest::Client::builder().https_only(true).pool_max_idle_per_host(4);
    /// let crm = Client::builder().http_client(client).credentials(credentials).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn http_client(mut self, client: reqwest::ClientBuilder) -> ClientBuilder {
        self.given = Some(Given::HttpClient(Box::new(client)));
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
        self.given = Some(Given::Transport(Box::new(transport)));
        self
    }

    /// What time it is, which every signature says. Default: [`SystemTime::now`].
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
        self.clock.now = Box::new(clock);
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

    /// Makes the client.
    ///
    /// ```
    /// # use crm_client::Client;
    /// let error = Client::builder().build().unwrap_err();
    /// assert!(error.is_builder(), "there are no credentials");
    /// ```
    ///
    /// # Errors
    ///
    /// There are no credentials, or something given is not fit for use; the error says what.
    pub fn build(self) -> Result<Client, Error> {
        self.inner().map(|inner| Client::new(Arc::new(inner)))
    }

    pub(crate) fn inner(self) -> Result<Inner, Error> {
        self.check_limits().map_err(Error::builder)?;
        let base_url = BaseUrl::parse(&self.base_url).map_err(|problem| {
            Error::builder(format!("the base URL {problem}, as in `{CLOUD}`"))
        })?;
        let credentials = self.credentials.ok_or_else(|| Error::builder("give it credentials"))?;
        credentials.check().map_err(Error::builder)?;
        let is_seen = base_url.is_plain_http && credentials.sends_key();
        if is_seen && !self.allow_plain_key_over_http {
            return Err(Error::builder(
                "a plain key would travel over plain http for all to read: use `https` or a \
                 signature, or say `allow_plain_key_over_http()`",
            ));
        }
        if let Some(user) = &self.user {
            let check = Param::id("op_user").check(user.as_str());
            check.map_err(|problem| Error::builder(format!("`op_user` {problem}")))?;
        }
        let transport: Box<dyn Transport> = match (self.given, self.set) {
            (None, _) => {
                let mut settings = self.settings;
                let most = (self.limits.attempt / 4).saturating_mul(3);
                settings.connect_timeout = settings.connect_timeout.min(most);
                Box::new(HttpTransport::new(settings.client())?)
            }
            (Some(_), Some(setting)) => {
                let what = "is a setting of the built-in transport, and another one is given";
                return Err(Error::builder(format!("`{setting}` {what}")));
            }
            (Some(Given::HttpClient(client)), None) => Box::new(HttpTransport::new(*client)?),
            (Some(Given::Transport(transport)), None) => transport,
        };
        let limiter = Limiter {
            rate: self.rate.map(|(requests, per)| Rate::new(requests, per)),
            permits: self.max_concurrent.map(Semaphore::new),
        };
        let (user, clock, limits, retry) = (self.user, self.clock, self.limits, self.retry);
        let base_url = base_url.text;
        Ok(Inner { base_url, credentials, user, transport, clock, limits, retry, limiter })
    }

    /// Limits that let nothing through are mistakes.
    fn check_limits(&self) -> Result<(), &'static str> {
        let times = [self.settings.connect_timeout, self.limits.attempt, self.limits.call];
        if times.iter().any(Duration::is_zero) {
            return Err("a timeout of zero leaves no time for any call");
        }
        if self.retry.max_attempts == 0 {
            return Err("a call takes one attempt at least");
        }
        if self.rate.is_some_and(|(requests, per)| requests == 0 || per.is_zero()) {
            return Err("a rate of zero lets no request through");
        }
        if self.rate.is_some_and(|(_, per)| per > LONGEST_RATE) {
            return Err("a rate is of so many requests in a day at most");
        }
        match self.max_concurrent {
            Some(0) => Err("no request at once lets none through"),
            Some(most) if most > Semaphore::MAX_PERMITS => {
                Err("so many requests at once are no limit")
            }
            Some(_) | None => Ok(()),
        }
    }

    /// For a server on this machine, which no proxy stands before.
    #[cfg(feature = "sandbox")]
    pub(crate) fn on_loopback(mut self) -> ClientBuilder {
        self.settings.proxy = false;
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
