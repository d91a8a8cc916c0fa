//! The timeouts, retries and limits of a client.

use std::time::Duration;

use super::ClientBuilder;
use crate::pipeline::retry::Budget;
use crate::transport::MaxResponseBytes;

impl ClientBuilder {
    /// Sets the timeout of connecting. Default: 15 seconds, as in the vendor's sample.
    ///
    /// Connecting is also limited to three quarters of the time of an attempt. The shortest timeout
    /// of the client and of the call determines that time. A call that could not connect therefore
    /// always fails with [`is_connect`](crate::Error::is_connect) and with the outcome
    /// [`NotSent`](crate::Outcome::NotSent), and it can be retried.
    ///
    /// This option applies to the built-in transport only. The client cannot be built if it also
    /// has an [`http_client`](ClientBuilder::http_client) or a
    /// [`transport`](ClientBuilder::transport).
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
        self.connect_timeout = limit;
        self.setting("connect_timeout")
    }

    /// Sets the timeout of one attempt, including connecting. Default: 30 seconds.
    ///
    /// The client adds one second for every 64 KiB of the request body to this timeout and to
    /// [`timeout`](ClientBuilder::timeout), so that large uploads have enough time. Both use the
    /// timer of Tokio. Outside of a Tokio runtime, they have no effect.
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

    /// Sets the timeout of a whole call, including all attempts and delays. Default: 120 seconds.
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

    /// Sets the maximum number of attempts of a call, including the first one. Default: 3.
    ///
    /// A request that certainly did not reach the server is always retried. A request that may have
    /// reached it is retried if the call only reads, or if it has
    /// [`allow_repeat`](crate::Call::allow_repeat), after these failures: network errors, the
    /// timeout of an attempt, HTTP 408, 429, 500, 502, 503 and 504, and error code 500. A call that
    /// the server refused with another error code is not retried. For error code 491 (quota
    /// exceeded), see [`wait_for_quota`](ClientBuilder::wait_for_quota).
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

    /// Sets the upper bound of the delay before the second attempt, and the upper bound of all
    /// delays. Default: 0.5 and 10 seconds.
    ///
    /// The upper bound doubles with every attempt, up to `longest`. The delay is random between
    /// zero and that bound. If the response has a `Retry-After` header, its value is added.
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

    /// Sets the retry budget that all calls of this client and its clones share. Default: 20.
    ///
    /// Each retry takes one from the budget, and every ten successful calls return one. During an
    /// outage the budget runs out, so that the client does not multiply the load on the server.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let crm = sandbox.client_builder().retry_budget(50).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn retry_budget(mut self, retries: u32) -> ClientBuilder {
        self.retry.budget = Budget::new(retries);
        self
    }

    /// Sets the maximum time that a call waits for the server's quota. Default: zero, which means
    /// that it does not wait.
    ///
    /// If the server refuses a call with error code 491 (quota exceeded), the client waits and
    /// repeats the call, until the server accepts it or `max_wait` has passed since the first
    /// refusal. Each delay is the `Retry-After` of the server, if any, plus at least half of the
    /// [`backoff`](ClientBuilder::backoff), and at least 100 milliseconds. The last delay is
    /// shortened to end with `max_wait`, but not below `Retry-After`. The client also repeats
    /// writes, because the server does not execute a refused call.
    ///
    /// These repetitions do not count as retries for [`max_attempts`](ClientBuilder::max_attempts)
    /// and [`retry_budget`](ClientBuilder::retry_budget). The [`timeout`](ClientBuilder::timeout)
    /// of the call takes precedence over `max_wait`: if a delay would end after the timeout, the
    /// call fails with 491 immediately. For a long wait, increase the timeout too. A call can
    /// override this setting with [`Call::wait_for_quota`](crate::Call::wait_for_quota).
    ///
    /// ```
    /// # use crm_client::{Code, sandbox::Fault};
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let crm = sandbox.client_builder().wait_for_quota(Duration::from_secs(60)).build()?;
    /// sandbox.inject(Fault::code(Code::RATE_LIMITED));
    /// crm.area().root().await?;
    /// assert_eq!(sandbox.requests(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn wait_for_quota(mut self, max_wait: Duration) -> ClientBuilder {
        self.retry.max_quota_wait = max_wait;
        self
    }

    /// Sets the maximum number of bytes of a response, after decompression. Default: 32 MiB. It must be
    /// at least 1.
    ///
    /// The built-in transport stops reading a response that exceeds the limit, so neither an endless
    /// body nor a small compressed one can fill the memory. The call fails with
    /// [`is_response_too_large`](crate::Error::is_response_too_large) and is not retried. A call can
    /// override this setting with [`Call::max_response_bytes`](crate::Call::max_response_bytes).
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// let crm = sandbox.client_builder().max_response_bytes(1 << 20).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn max_response_bytes(mut self, bytes: usize) -> ClientBuilder {
        self.max_response_bytes = MaxResponseBytes(bytes);
        self
    }

    /// Limits the number of requests in a period, including retries and prefetched pages. Default:
    /// no limit. The period is at most 24 hours.
    ///
    /// When the limit is reached, further requests wait. Awaited calls take precedence over
    /// prefetched pages.
    ///
    /// After a pause, all requests of one period can be sent at once. Further requests follow at
    /// even intervals. The period that begins with such a burst can therefore have almost twice as
    /// many requests. The vendor does not document its quotas.
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

    /// Limits the number of requests that are in flight at the same time. Further requests wait.
    /// Default: no limit.
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

    /// Sets the maximum length of a URL in bytes. Default: 8,000.
    ///
    /// The limit applies to the complete encoded URL, including the base URL and the parameters
    /// that authenticate the request. A call with a longer URL fails with
    /// [`is_request`](crate::Error::is_request) before it is sent, and does not count towards the
    /// [rate limit](ClientBuilder::rate_limit). The error message names the longest parameter.
    /// Tomcat and nginx reject a request line above 8 KiB by default, see [the
    /// guide](crate::guide::on_premise).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let fields: Vec<String> = (0..300).map(|it| format!("c__customField{it}")).collect();
    /// let crm = sandbox.client_builder().max_url_bytes(4_000).build()?;
    /// let error = crm.user().list(fields).await.unwrap_err();
    /// assert!(error.is_request() && error.to_string().contains("request fewer fields"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn max_url_bytes(mut self, bytes: usize) -> ClientBuilder {
        self.max_url_bytes = bytes;
        self
    }
}
