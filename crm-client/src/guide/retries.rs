//! Retries: what is attempted again, when, and for how long.
//!
//! # What is attempted again
//!
//! A call has three attempts. Whether a further one is made depends on what happened, and on
//! whether the call only reads, as every `GET` does and the advanced query:
//!
//! | what happened | it only reads | it changes something |
//! |---|---|---|
//! | no connection could be made | again | again |
//! | the connection was lost, or the time of an attempt was up | again | only with `allow_repeat` |
//! | HTTP 408, 429, 500, 502, 503 or 504 without an `error_code` | again | only with `allow_repeat` |
//! | the server's own 500 | again | only with `allow_repeat` |
//! | any other `error_code`, 491 among them | not | not |
//! | any other HTTP status, a reply that is not understood | not | not |
//!
//! So a call that changes something reaches the server once at most, unless it says
//! [`allow_repeat`](crate::Call::allow_repeat). Say so where twice is as good as once: an update
//! usually is, an addition usually is not. What the sandbox does here, a network can do:
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
//! sandbox.inject(Fault::status(503));
//! assert!(crm.account().get(&id, ["accountName"]).await.is_ok());
//!
//! let change = json!({ "phone": "021-54590135" });
//! sandbox.inject(Fault::reset().on("account/update").times(2));
//! assert_eq!(crm.account().update(&id, &change).await.unwrap_err().attempts(), 1);
//! assert!(crm.account().update(&id, &change).allow_repeat().await.is_ok());
//! # Ok(())
//! # }
//! ```
//!
//! [`max_attempts`](crate::ClientBuilder::max_attempts) is for a client and for a call; with 1,
//! nothing is attempted again. A list attempts each page by itself.
//! [`send_raw`](crate::Call::send_raw) is content with any response, so only the network can make
//! it try again.
//!
//! # When
//!
//! Before the second attempt there is a wait of up to half a second, which doubles from attempt to
//! attempt up to ten seconds; how long it really is, is drawn anew each time from zero up to that,
//! so that many clients do not come back at once. It comes on top of the server's `Retry-After`,
//! where a response has one. [`backoff`](crate::ClientBuilder::backoff) sets both times.
//!
//! All calls of a client and its clones have 20 further attempts between them, and every tenth
//! success gives one back. In an outage that is used up, and each call then fails at its first
//! attempt, instead of loading a server in trouble three times over.
//! [`spare_attempts`](crate::ClientBuilder::spare_attempts) sets how many.
//!
//! Every attempt is signed anew, after its wait, since a signature is valid for 30 seconds.
//!
//! # For how long
//!
//! | limit | method | default |
//! |---|---|---|
//! | to connect | [`connect_timeout`](crate::ClientBuilder::connect_timeout) of the client | 15 seconds |
//! | an attempt, connecting included | [`attempt_timeout`](crate::Call::attempt_timeout) of the client or the call | 30 seconds |
//! | the call: attempts, waits, and waiting for its turn | [`timeout`](crate::Call::timeout) of the client or the call | 120 seconds |
//!
//! A call that could not connect in time was not sent, and is attempted again. To know that, connecting
//! ends after three quarters of the time that an attempt has, by whichever timeout of the client or the
//! call is shorter. This holds for the built-in transport and for an
//! [`http_client`](crate::ClientBuilder::http_client), but not for another
//! [`Transport`](crate::Transport), which has to report by itself that it could not connect.
//!
//! To the other two limits of a client a second is added for every 64 KiB that a request carries, so
//! that an upload of 20 MB has more than five minutes for each attempt. A limit that a call sets is
//! kept as it is. Of a list, each page has that time. A wait that would pass the end of the call is
//! not begun: the error is returned at once, and [`retry_after`](crate::Error::retry_after) says
//! how long the server asked for.
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
//! These limits are kept by Tokio's timer. Outside of a Tokio runtime, where only a
//! [`Transport`](crate::Transport) of your own can work, there are none, and what would have to
//! wait is not attempted again. What is dropped before it is done is not attempted again either;
//! what was sent until then may be carried out.
