//! The client, and how it is made.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use http::Uri;

use crate::endpoint::Param;
use crate::transport::{Settings, http_client};
use crate::{Call, Credentials, Endpoint, Error, Id, Transport};

/// The vendor's cloud.
const CLOUD: &str = "https://www.365.wisecrm.com/gw/";

/// A client of the CRM.
///
/// Each resource has a method, whose calls are methods in turn: `crm.account().list(..)`. A clone is
/// cheap and shares the connections.
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
#[derive(Clone)]
pub struct Client {
    /// Methods stand beside those of the resources, so this crate reads fields instead.
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) base_url: String,
    pub(crate) credentials: Credentials,
    pub(crate) user: Option<Id>,
    pub(crate) transport: Box<dyn Transport>,
    pub(crate) clock: Clock,
}

type Clock = Box<dyn Fn() -> SystemTime + Send + Sync>;

impl Client {
    /// Begins to make a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder {
            base_url: CLOUD.to_owned(),
            credentials: None,
            user: None,
            transport: None,
            settings: Settings::default(),
            set: None,
            clock: Box::new(SystemTime::now),
            allow_plain_key_over_http: false,
        }
    }

    /// A call of the endpoint that the request belongs to.
    pub fn call<E: Endpoint>(&self, request: E) -> Call<E> {
        Call::new(self.clone(), request)
    }

    /// Where the API stands.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.inner.base_url
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("base_url", &self.inner.base_url)
            .field("credentials", &self.inner.credentials)
            .field("op_user", &self.inner.user)
            .finish_non_exhaustive()
    }
}

/// Makes a [`Client`].
///
/// ```
/// use crm_client::{Client, Credentials};
///
/// let crm = Client::builder()
///     .base_url("https://crm.example.com/gw/")
///     .credentials(Credentials::sha1("000-…", "the app key"))
///     .op_user("027-00000000-0000-4000-8000-000000000001")
///     .build();
/// # assert!(crm.unwrap_err().to_string().contains("white space"));
/// ```
#[must_use = "a builder does nothing until it is built"]
pub struct ClientBuilder {
    base_url: String,
    credentials: Option<Credentials>,
    user: Option<Id>,
    transport: Option<Box<dyn Transport>>,
    settings: Settings,
    /// The first setting of the built-in transport that was made.
    set: Option<&'static str>,
    clock: Clock,
    allow_plain_key_over_http: bool,
}

impl ClientBuilder {
    /// Where the API stands: `<own server>/gw/` of an on-premise install. Default: the vendor's
    /// cloud, `https://www.365.wisecrm.com/gw/`.
    pub fn base_url(mut self, url: impl Into<String>) -> ClientBuilder {
        self.base_url = url.into();
        self
    }

    /// Who calls. Required.
    pub fn credentials(mut self, credentials: Credentials) -> ClientBuilder {
        self.credentials = Some(credentials);
        self
    }

    /// The user on whose behalf calls are made that need one and do not name another. Default: none.
    pub fn op_user(mut self, user: impl Into<Id>) -> ClientBuilder {
        self.user = Some(user.into());
        self
    }

    /// How long to wait for a connection. Default: 15 seconds, as in the vendor's sample.
    pub fn connect_timeout(mut self, limit: Duration) -> ClientBuilder {
        self.settings.connect_timeout = limit;
        self.setting("connect_timeout")
    }

    /// How long to wait for a whole response, connecting included. Default: 30 seconds.
    pub fn timeout(mut self, limit: Duration) -> ClientBuilder {
        self.settings.timeout = limit;
        self.setting("timeout")
    }

    /// Ignores the proxy that the system or the environment names.
    pub fn no_proxy(mut self) -> ClientBuilder {
        self.settings.proxy = false;
        self.setting("no_proxy")
    }

    /// Sends through an HTTP client of your own, with its limits, proxies and certificates.
    ///
    /// Let it follow no redirect and send no `Referer`, as this crate's own does not: both would
    /// hand on the signed URL.
    pub fn http_client(self, client: reqwest::Client) -> ClientBuilder {
        self.transport(client)
    }

    /// Sends through anything that carries requests.
    pub fn transport(mut self, transport: impl Transport) -> ClientBuilder {
        self.transport = Some(Box::new(transport));
        self
    }

    /// What time it is, which every signature says. Default: [`SystemTime::now`].
    ///
    /// The server refuses a request signed 30 seconds ago or more by its own clock. Where this
    /// machine's is off and cannot be set, correct it here.
    pub fn clock(
        mut self,
        clock: impl Fn() -> SystemTime + Send + Sync + 'static,
    ) -> ClientBuilder {
        self.clock = Box::new(clock);
        self
    }

    /// Lets a [plain key](Credentials::plain_key) travel over plain `http`, for everyone on the way
    /// to read. Default: refused.
    pub fn allow_plain_key_over_http(mut self) -> ClientBuilder {
        self.allow_plain_key_over_http = true;
        self
    }

    /// Makes the client.
    ///
    /// # Errors
    ///
    /// There are no credentials, or something given is not fit for use; the error says what.
    pub fn build(self) -> Result<Client, Error> {
        let (base_url, scheme) = base_url(&self.base_url).map_err(|problem| {
            Error::builder(format!("the base URL {problem}, as in `{CLOUD}`"))
        })?;
        let credentials = self.credentials.ok_or_else(|| Error::builder("give it credentials"))?;
        credentials.check().map_err(Error::builder)?;
        if scheme == Scheme::Http && credentials.sends_key() && !self.allow_plain_key_over_http {
            return Err(Error::builder(
                "a plain key would travel over plain http for all to read: use `https` or a \
                 signature, or say `allow_plain_key_over_http()`",
            ));
        }
        if let Some(user) = &self.user {
            let check = Param::id("op_user").check(user.as_str());
            check.map_err(|problem| Error::builder(format!("`op_user` {problem}")))?;
        }
        let transport = match (self.transport, self.set) {
            (Some(_), Some(setting)) => {
                let what = "is a setting of the built-in transport, and another one is given";
                return Err(Error::builder(format!("`{setting}` {what}")));
            }
            (Some(transport), None) => transport,
            (None, _) => {
                self.settings.check().map_err(Error::builder)?;
                Box::new(http_client(&self.settings)?)
            }
        };
        let (user, clock) = (self.user, self.clock);
        let inner = Arc::new(Inner { base_url, credentials, user, transport, clock });
        Ok(Client { inner })
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

/// A base URL that a path can be put behind.
fn base_url(text: &str) -> Result<(String, Scheme), &'static str> {
    let uri: Uri = text.parse().map_err(|_| "is no URL")?;
    // This one also looks at the host and the port, and would otherwise do so at the first call.
    reqwest::Url::parse(text).map_err(|_| "is no URL")?;
    let scheme = match uri.scheme_str() {
        Some("http") => Scheme::Http,
        Some("https") => Scheme::Https,
        _ => return Err("must begin with `https://` or `http://`"),
    };
    if uri.authority().is_none_or(|it| it.as_str().contains('@')) {
        return Err("must name a server, and no user or password");
    }
    // A fragment is lost when the text is parsed.
    if uri.query().is_some() || text.contains('#') {
        return Err("must not have a query or a fragment");
    }
    let slash = if text.ends_with('/') { "" } else { "/" };
    Ok((format!("{text}{slash}"), scheme))
}
