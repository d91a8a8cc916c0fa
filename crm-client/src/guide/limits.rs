//! Limits: how many requests go out.
//!
//! The server refuses with 491 whoever calls too often. How often that is, the vendor does not
//! document, so a client has no limit of its own until it is given one:
//!
//! ```
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! let crm = sandbox
//!     .client_builder()
//!     .rate_limit(10, Duration::from_secs(1)) // Ten at once, and then one every 100 ms.
//!     .max_concurrent(4)
//!     .build()?;
//! crm.user().list(["userName"]).await?;
//! # Ok(())
//! # }
//! ```
//!
//! [`rate_limit`](crate::ClientBuilder::rate_limit) is for requests in a time: after a pause that
//! many may go out at once, and then one by one as their time comes; in the time that begins with
//! them it can be nearly twice as many, so for a hard quota say half of it.
//! [`max_concurrent`](crate::ClientBuilder::max_concurrent) is for requests that are on their way.
//! Both count further attempts and prefetched pages too, and both hold for a client and its clones
//! together, so make one client and share it. Another process has limits of its own.
//!
//! Calls that you await take precedence over [prefetched](super::lists) pages. A prefetched page
//! reserves no turn: it waits until a request may go out at once and no awaited call waits. As soon as
//! you await the page, it is an awaited call itself. Pages that are already on their way keep their
//! place among the concurrent requests.
//!
//! Requests wait for their turn within the time of their call, and are signed when it has come. One
//! whose turn cannot come in time is not sent, and fails with an error that
//! [`is_timeout`](crate::Error::is_timeout):
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
//! A call that was refused with 491 is not attempted again by itself, for that would be one more.
//! [`is_rate_limited`](crate::Error::is_rate_limited) tells it, and
//! [`retry_after`](crate::Error::retry_after) how long to wait, should the server say so, which the
//! vendor does not document either. An HTTP 429 of something before the server is not a 491:
//! it has no `error_code`, and is attempted again where that is safe.
