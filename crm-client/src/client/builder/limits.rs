//! Timeouts, retries and limits of a client.

use std::time::Duration;

use super::ClientBuilder;
use crate::pipeline::retry::Budget;

impl ClientBuilder {
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
}
