//! Validation of the settings, and the client that they make.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::{CLOUD, Client, ClientBuilder, Given};
use crate::endpoint::Param;
use crate::error::Error;
use crate::pipeline::{Core, Limiter, Rate};
use crate::transport::{BaseUrl, HttpTransport, Transport};

/// The longest time that a rate can be told for.
const LONGEST_RATE: Duration = Duration::from_secs(86_400);

impl ClientBuilder {
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
        self.core().map(|core| Client::new(Arc::new(core)))
    }

    pub(crate) fn core(self) -> Result<Core, Error> {
        self.check_limits().map_err(Error::builder)?;
        if let Some(problem) = self.header_problem {
            return Err(Error::builder(problem));
        }
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
        let transport: Arc<dyn Transport> = match (self.given, self.set) {
            (None, _) => {
                let shortest = self.limits.attempt.min(self.limits.call);
                let most = (shortest / 4).saturating_mul(3);
                let transport = HttpTransport::built_in(self.connect_timeout.min(most), self.proxy);
                Arc::new(transport.map_err(Error::builder)?)
            }
            (Some(_), Some(setting)) => {
                let what = "is a setting of the built-in transport, and another one is given";
                return Err(Error::builder(format!("`{setting}` {what}")));
            }
            (Some(Given::HttpClient(client)), None) => client.map_err(Error::builder)?,
            (Some(Given::Transport(transport)), None) => transport,
        };
        let rate = self.rate.map(|(requests, per)| Rate::new(requests, per));
        let limiter = Limiter::new(rate, self.max_concurrent.map(Semaphore::new));
        if self.max_url_bytes <= base_url.text.len() {
            let what = "`max_url_bytes` must be greater than the length of the base URL";
            return Err(Error::builder(what));
        }
        let max_url_bytes = self.max_url_bytes;
        let (user, clock, limits, retry) = (self.user, self.clock, self.limits, self.retry);
        #[cfg(feature = "tracing")]
        let server = base_url.server;
        let (base_url, max_response_bytes) = (base_url.text, self.max_response_bytes);
        let headers = self.headers;
        Ok(Core {
            base_url,
            #[cfg(feature = "tracing")]
            server,
            credentials,
            user,
            transport,
            clock,
            headers,
            max_url_bytes,
            limits,
            max_response_bytes,
            retry,
            limiter,
        })
    }

    /// Limits that let nothing through are mistakes.
    fn check_limits(&self) -> Result<(), &'static str> {
        let times = [self.connect_timeout, self.limits.attempt, self.limits.call];
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
        self.proxy = false;
        self
    }
}
