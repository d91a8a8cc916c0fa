//! Rate and concurrency limits: how to limit the number of requests.
//!
//! The server refuses calls with `error_code` 491 if there are too many. The vendor does not document the
//! quota, so a client has no limit by default. Set one with the builder:
//!
//! ```
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! let crm = sandbox
//!     .client_builder()
//!     .rate_limit(10, Duration::from_secs(1)) // 10 at once, then one every 100 ms.
//!     .max_concurrent(4)
//!     .build()?;
//! crm.user().list(["userName"]).await?;
//! # Ok(())
//! # }
//! ```
//!
//! | method | limits |
//! |---|---|
//! | [`rate_limit`](crate::ClientBuilder::rate_limit) | requests per period |
//! | [`max_concurrent`](crate::ClientBuilder::max_concurrent) | requests that are sent and not yet answered |
//!
//! After a pause, all requests of one period can be sent at once, and further requests follow evenly.
//! The period that begins with them can therefore have nearly twice the number. For a strict quota, set
//! half of it.
//!
//! Both limits also count retries and prefetched pages. A client and all its clones share them, so create
//! one client and clone it. Other processes have separate limits.
//!
//! # Priority of calls
//!
//! Awaited calls have priority over [prefetched](super::lists#prefetch) pages. A prefetched page reserves
//! no place in a limit: it is sent only if it needs no waiting and no awaited call is waiting. As soon
//! as you await the page, it counts as an awaited call. Pages that are already sent still count as
//! concurrent requests.
//!
//! # Timeouts while waiting
//!
//! The time that a request waits for the limits counts towards the [timeout](super::retries#timeouts) of
//! its call. The request is signed after waiting. If the wait would exceed the timeout, the request is not
//! sent, and the error is [`is_timeout`](crate::Error::is_timeout):
//!
//! ```
//! use std::time::Duration;
//!
//! use crm_client::Outcome;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! let crm = sandbox.client_builder().rate_limit(1, Duration::from_secs(60)).build()?;
//! let users = crm.user().list(["userName"]).timeout(Duration::from_secs(10));
//! users.clone().await?;
//! let error = users.await.unwrap_err();
//! assert!(error.is_timeout());
//! assert_eq!((error.attempts(), error.outcome()), (0, Outcome::NotSent));
//! # Ok(())
//! # }
//! ```
//!
//! # When the quota is exceeded
//!
//! A call that the server refuses with 491 fails at once by default.
//! [`is_rate_limited`](crate::Error::is_rate_limited) returns true for its error, and
//! [`retry_after`](crate::Error::retry_after) returns how long the server asks to wait, if it does; the
//! vendor does not document this either.
//!
//! With [`wait_for_quota`](crate::ClientBuilder::wait_for_quota), for a client or for a call, such a call
//! waits and is repeated for a limited time. This is also safe for calls that write, because a refused
//! call was not carried out. It takes nothing from the [retry budget](super::retries). The `timeout` of
//! the call takes precedence, so raise it as well:
//!
//! ```
//! use std::time::Duration;
//!
//! use crm_client::Code;
//! use crm_client::sandbox::{Fault, Sandbox};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox
//!     .client_builder()
//!     .wait_for_quota(Duration::from_secs(600))
//!     .timeout(Duration::from_secs(700))
//!     .build()?;
//! sandbox.inject(Fault::code(Code::RATE_LIMITED)); // Refuses the first request only.
//! crm.user().list(["userName"]).await?;
//! assert_eq!(sandbox.requests(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! [`send_raw`](crate::Call::send_raw) returns the refusal and does not wait. An HTTP 429 of a proxy has
//! no `error_code`, so it is not a 491: it is [retried](super::retries) where that is safe.
