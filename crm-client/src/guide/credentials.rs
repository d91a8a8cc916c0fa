//! Credentials: how a request proves who sends it, for whom it is sent, and clocks that disagree.
//!
//! # Signatures and plain keys
//!
//! | made by | what travels |
//! |---|---|
//! | [`Credentials::sha1`](crate::Credentials::sha1) | a SHA-1 signature of the parameters and the time |
//! | [`Credentials::md5`](crate::Credentials::md5) | the same, by MD5 |
//! | [`Credentials::plain_key`](crate::Credentials::plain_key) | the key itself, in every URL |
//!
//! The vendor advises against the plain key in production, and so does this crate: it refuses to
//! send one over plain `http` unless the client is told to
//! [`allow_plain_key_over_http`](crate::ClientBuilder::allow_plain_key_over_http). The
//! vendor prefers neither of the signatures. The body of a request is not signed. See
//! [auth-intro](https://www.wisecrm.com/help/apidoc/auth-intro.html).
//!
//! ```
//! use crm_client::{Client, Credentials};
//!
//! let app_key = std::env::var("CRM_APP_KEY").unwrap_or("the-key".to_owned());
//! let credentials = Credentials::sha1("000-your-app-id", app_key);
//! println!("{credentials:?}"); // Without the key.
//!
//! let plain = Credentials::plain_key("000-your-app-id", "the-key");
//! let client = Client::builder().base_url("http://crm.example.com/gw/").credentials(plain);
//! assert!(client.build().unwrap_err().is_builder());
//! ```
//!
//! No `Debug`, no error and no log shows the key, or a signature, which lets in whoever has it for
//! half a minute: both are taken out of every message, even where a server sends them back.
//!
//! # On whose behalf
//!
//! A call that changes or reads records is made on behalf of a user, and may do what that user may.
//! The client's [`op_user`](crate::ClientBuilder::op_user) is that user, unless the call names
//! another. Calls of users, metadata, classifications, areas and files, and the advanced query, are
//! made on behalf of nobody: on those, `op_user` does not compile.
//!
//! ```
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! # let crm = sandbox.client_builder().build()?;
//! # let colleague = sandbox.insert("User", &json!({ "userName": "小王" }));
//! crm.account().add(&json!({ "accountName": "杨志永" })).op_user(&colleague).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Clocks
//!
//! A signature says what time it is, and the server refuses one that is 30 seconds old or more by
//! its own clock. The vendor documents no code for that. Every attempt is signed right before it is
//! sent, after all waiting, so the time matters only where the clocks disagree. If this machine's
//! cannot be set, there are three ways:
//!
//! * [`learn_clock_offset`](crate::Client::learn_clock_offset) reads the server's `Date`, with one
//!   request, and signs by that from then on, to about a second and half the time that the reply
//!   took. A refusal will do, but not a page of something on the way.
//! * [`clock_offset_millis`](crate::ClientBuilder::clock_offset_millis) sets the difference where
//!   it is known.
//! * [`clock`](crate::ClientBuilder::clock) puts another clock in place of the system's.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! # let builder = sandbox.client_builder();
//! // This machine's clock is an hour slow.
//! let crm = builder.clock(|| SystemTime::now() - Duration::from_secs(3600)).build()?;
//! assert!(crm.user().list(["userName"]).await.is_err());
//!
//! crm.learn_clock_offset().await?;
//! assert!(crm.user().list(["userName"]).await.is_ok());
//! assert!((crm.clock_offset_millis() - 3_600_000).abs() < 2_000);
//! # Ok(())
//! # }
//! ```
