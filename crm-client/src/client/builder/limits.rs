//! Timeouts, retries and limits of a client.

use std::time::Duration;

use super::ClientBuilder;
use crate::pipeline::retry::Budget;
use crate::transport::MaxResponseBytes;

impl ClientBuilder {
    /// Sets the maximum time to connect. Default: 15 seconds, as in the vendor's sample.
    ///
    /// Connecting also ends after three quarters of the time that the attempt has, by whichever timeout
    /// of the client or the call is shorter. A call that could not connect therefore always fails with
    /// an error that [`is_connect`](crate::Error::is_connect) and whose outcome is
    /// [`NotSent`](crate::Outcome::NotSent), and it can be retried.
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

    /// Sets the maximum number of attempts of a call, including the first one. Default: 3.
    ///
    /// A request that certainly did not reach the server is always retried. A request that may have
    /// reached it is retried if the call only reads, or if it has
    /// [`allow_repeat`](crate::Call::allow_repeat). This concerns network errors, the timeout of an
    /// attempt, HTTP 408, 429, 500, 502, 503 and 504, and error code 500. A call that the server
    /// refused with another code is not retried. For 491, the exceeded quota, see
    /// [`wait_for_quota`](ClientBuilder::wait_for_quota).
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

    /// Sets the retry budget that all calls of this client and its clones share. Default: 20.
    ///
    /// Each retry takes one from the budget, and every tenth successful call returns one. During an
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

    /// Sets how long a call waits for the server's quota. Default: zero, so it does not wait.
    ///
    /// If the server refuses a call with error code 491 because its quota is exceeded, the call waits and
    /// is repeated, until the server accepts it or `max_wait` has passed since the first refusal. Each
    /// wait is at least as long as the server asks for with `Retry-After`, plus the
    /// [`backoff`](ClientBuilder::backoff), and never less than 100 milliseconds. This holds for calls
    /// that write too: a refused call was not carried out.
    ///
    /// These repetitions are not retries: [`max_attempts`](ClientBuilder::max_attempts) and
    /// [`retry_budget`](ClientBuilder::retry_budget) do not count them. The
    /// [`timeout`](ClientBuilder::timeout) of the call takes precedence over `max_wait`: the call fails
    /// with 491 instead of a wait that would end after the timeout. So raise the timeout as well for a
    /// long wait. A single call can [set its own time](crate::Call::wait_for_quota).
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

    /// Sets the maximum number of bytes of a response, after decompression. Default: 32 MiB.
    ///
    /// The built-in transport stops reading a response that exceeds the limit, so neither an endless
    /// body nor a small compressed one can fill the memory. The call fails with
    /// [`is_response_too_large`](crate::Error::is_response_too_large) and is not retried. A single
    /// call can [set its own limit](crate::Call::max_response_bytes).
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

    /// Limits the number of requests in a period, including retries and prefetched pages. Further
    /// requests wait; awaited calls go before prefetched pages. Default: no limit. The period is at most
    /// 24 hours.
    ///
    /// After a pause, all requests of one period can be sent at once, and further ones follow evenly.
    /// The period that begins with them can therefore have nearly twice as many. The vendor does not
    /// document its quotas.
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

    /// Sets the largest size of a URL in bytes. Default: 8,000.
    ///
    /// The size is that of the complete URL, as it is sent: encoded, with the base URL and the
    /// parameters that authenticate the request. A call with a longer URL fails before it is sent and
    /// before it takes a turn of the [rate limit](ClientBuilder::rate_limit). The error is
    /// [`is_request`](crate::Error::is_request), and names the longest parameter. Tomcat and nginx
    /// reject a request line above 8 KiB by default, see [the guide](crate::guide::on_premise).
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
