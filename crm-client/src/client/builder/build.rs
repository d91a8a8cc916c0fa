//! Validation of the settings, and creation of the client.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use super::{CLOUD, Client, ClientBuilder, Given};
use crate::endpoint::Param;
use crate::error::Error;
use crate::pipeline::{Core, Limiter, Rate};
use crate::transport::{BaseUrl, HttpTransport, Transport};

/// The longest period of a rate limit.
const MAX_RATE_PERIOD: Duration = Duration::from_secs(86_400);

impl ClientBuilder {
    /// Builds the client.
    ///
    /// ```
    /// # use crm_client::Client;
    /// let error = Client::builder().build().unwrap_err();
    /// assert!(error.is_builder(), "credentials are missing");
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the credentials are missing, or if a setting is invalid. The error names the setting.
    pub fn build(self) -> Result<Client, Error> {
        self.core().map(|core| Client::new(Arc::new(core)))
    }

    pub(crate) fn core(self) -> Result<Core, Error> {
        self.check_limits().map_err(Error::builder)?;
        if let Some(problem) = self.header_problem {
            return Err(Error::builder(problem));
        }
        let base_url = BaseUrl::parse(&self.base_url).map_err(|problem| {
            Error::builder(format!("the base URL {problem}; expected something like `{CLOUD}`"))
        })?;
        let credentials =
            self.credentials.ok_or_else(|| Error::builder("credentials are missing"))?;
        credentials.check().map_err(Error::builder)?;
        let exposes_key = base_url.is_plain_http && credentials.is_plain_key();
        if exposes_key && !self.allow_plain_key_over_http {
            return Err(Error::builder(
                "the plain key would be sent over unencrypted `http`; use `https`, sign the requests, or \
                 call `allow_plain_key_over_http()`",
            ));
        }
        if let Some(user) = &self.user {
            let check = Param::id("op_user").check(user.as_str());
            check.map_err(|problem| Error::builder(format!("`op_user` {problem}")))?;
        }
        let transport: Arc<dyn Transport> = match (self.given, self.set) {
            (None, _) => {
                let shortest = self.limits.attempt.min(self.limits.call);
                let longest = (shortest / 4).saturating_mul(3);
                let transport =
                    HttpTransport::built_in(self.connect_timeout.min(longest), self.proxy);
                Arc::new(transport.map_err(Error::builder)?)
            }
            (Some(_), Some(setting)) => {
                return Err(Error::builder(format!(
                    "`{setting}` applies only to the built-in transport; remove it, or configure the \
                     supplied transport or HTTP client instead"
                )));
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

    /// Validates the timeouts, retries and limits.
    fn check_limits(&self) -> Result<(), String> {
        let timeouts = [
            ("connect_timeout", self.connect_timeout),
            ("attempt_timeout", self.limits.attempt),
            ("timeout", self.limits.call),
        ];
        if let Some((name, _)) = timeouts.iter().find(|(_, it)| it.is_zero()) {
            return Err(format!("`{name}` must be greater than zero"));
        }
        if self.retry.max_attempts == 0 {
            return Err("`max_attempts` must be at least 1".to_owned());
        }
        if self.retry.first_wait > self.retry.longest_wait {
            return Err("the first delay of `backoff` must not exceed the longest one".to_owned());
        }
        if self.max_response_bytes.0 == 0 {
            return Err("`max_response_bytes` must be at least 1".to_owned());
        }
        if let Some((requests, per)) = self.rate {
            if requests == 0 {
                return Err("the number of requests of `rate_limit` must be at least 1".to_owned());
            }
            if per.is_zero() {
                return Err("the period of `rate_limit` must be greater than zero".to_owned());
            }
            if per > MAX_RATE_PERIOD {
                return Err("the period of `rate_limit` must not exceed 24 hours".to_owned());
            }
        }
        match self.max_concurrent {
            Some(0) => Err("`max_concurrent` must be at least 1".to_owned()),
            Some(requests) if requests > Semaphore::MAX_PERMITS => {
                Err(format!("`max_concurrent` must not exceed {}", Semaphore::MAX_PERMITS))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Turns off the proxy, for a server on this machine.
    #[cfg(feature = "sandbox")]
    pub(crate) fn on_loopback(mut self) -> ClientBuilder {
        self.proxy = false;
        self
    }
}
