//! Retries and timeouts: which failures are retried, the delay between attempts, and time limits.
//!
//! The client retries failed calls automatically when a retry is safe. By default, a call has up to
//! three attempts.
//!
//! # Which failures are retried
//!
//! A call that only reads (every `GET`, and the advanced query) can be repeated at any time. A call that
//! writes is repeated only if the first attempt certainly did not reach the server, or if you allow it
//! with [`allow_repeat`](crate::Call::allow_repeat).
//!
//! | failure | read | write |
//! |---|---|---|
//! | connection could not be established | retried | retried |
//! | connection lost, or attempt timed out | retried | retried with `allow_repeat` only |
//! | HTTP 408, 429, 500, 502, 503 or 504 without an `error_code` | retried | retried with `allow_repeat` only |
//! | `error_code` 500 | retried | retried with `allow_repeat` only |
//! | `error_code` 491 (quota) | only with [`wait_for_quota`](super::limits#when-the-quota-is-exceeded) | only with `wait_for_quota` |
//! | any other `error_code` | not retried | not retried |
//! | any other HTTP status, or a reply that cannot be decoded | not retried | not retried |
//!
//! Without `allow_repeat`, a write reaches the server at most once. Use it when repeating has no
//! additional effect: usually for updates, rarely for additions. To add a record safely, see
//! [Add a record once](super::errors#add-a-record-once).
//!
//! ```
//! use crm_client::sandbox::{Fault, Sandbox};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox.client_builder().build()?;
//! # let no_wait = std::time::Duration::ZERO;
//! # let crm = sandbox.client_builder().backoff(no_wait, no_wait).build()?;
//! let id = crm.account().add(&json!({ "accountName": "杨志永" })).await?.account_id;
//!
//! // A read is retried.
//! sandbox.inject(Fault::status(503));
//! assert!(crm.account().get(&id, ["accountName"]).await.is_ok());
//!
//! // A write is retried with `allow_repeat` only.
//! let change = json!({ "phone": "021-54590135" });
//! sandbox.inject(Fault::reset().on("account/update").times(2));
//! assert_eq!(crm.account().update(&id, &change).await.unwrap_err().attempts(), 1);
//! assert!(crm.account().update(&id, &change).allow_repeat().await.is_ok());
//! # Ok(())
//! # }
//! ```
//!
//! Set the number of attempts with [`max_attempts`](crate::ClientBuilder::max_attempts) of the client or
//! the call; 1 disables retries. In a list, every page has its own attempts.
//! [`send_raw`](crate::Call::send_raw) returns any HTTP response; it retries only after network errors.
//!
//! # Delay between attempts
//!
//! The delay before the second attempt is random between 0 and 500 ms. The upper bound doubles with
//! every attempt, up to 10 s (exponential backoff with full jitter). If the response has a
//! `Retry-After` header, its value is added. Set both bounds with
//! [`backoff`](crate::ClientBuilder::backoff).
//!
//! All calls of a client and its clones share a retry budget of 20. Each retry takes one from the
//! budget, and every tenth successful call returns one. During an outage the budget runs out and calls
//! fail after their first attempt, so the client does not multiply the load on a failing server.
//! Set the budget with [`retry_budget`](crate::ClientBuilder::retry_budget).
//!
//! Each attempt is signed again after its delay, because a signature expires after 30 seconds.
//!
//! # Timeouts
//!
//! | timeout | default | set on |
//! |---|---|---|
//! | [`connect_timeout`](crate::ClientBuilder::connect_timeout): establishing a connection | 15 s | client |
//! | [`attempt_timeout`](crate::Call::attempt_timeout): one attempt, including connecting | 30 s, plus 1 s per 64 KiB of request body | client, call |
//! | [`timeout`](crate::Call::timeout): the whole call, including retries and waiting for the limits | 120 s, plus 1 s per 64 KiB of request body | client, call |
//!
//! The additional time for the request body also applies to your own timeouts of the client, but not to
//! those of a call. An upload of 20 MB has more than five minutes for each attempt. In a list, every page
//! has its own timeouts.
//!
//! ```
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! let crm = sandbox
//!     .client_builder()
//!     .attempt_timeout(Duration::from_secs(10))
//!     .timeout(Duration::from_secs(60))
//!     .max_attempts(5)
//!     .backoff(Duration::from_millis(200), Duration::from_secs(5))
//!     .build()?;
//! crm.user().list(["userName"]).timeout(Duration::from_secs(5)).await?;
//! # Ok(())
//! # }
//! ```
//!
//! If the delay before a retry would exceed the timeout of the call, the call fails immediately, and
//! [`Error::retry_after`](crate::Error::retry_after) returns the delay that the server asked for.
//!
//! Connecting also ends after three quarters of the time that the attempt has, by whichever timeout of the
//! client or the call is shorter. A call that could not connect in time is therefore known to be unsent,
//! and is retried. This applies to the built-in transport and to
//! [`http_client`](crate::ClientBuilder::http_client). Another [`Transport`](crate::Transport) has to
//! report a failed connection itself.
//!
//! # Without a Tokio runtime, and dropped calls
//!
//! Tokio's timer measures the timeouts. Outside of a Tokio runtime, only your own
//! [`Transport`](crate::Transport) can work. Calls then have no timeouts, and a call that would have to
//! wait is not retried.
//!
//! A call that is dropped before it completes is not retried. If it was already sent, the server may
//! carry it out.
