//! Authentication: signatures, the acting user, and clocks.
//!
//! # Signatures and plain keys
//!
//! Create the credentials from the id and the key of your application:
//!
//! | constructor | sent with each request |
//! |---|---|
//! | [`Credentials::sha1`](crate::Credentials::sha1) | a SHA-1 signature of the query parameters and the time |
//! | [`Credentials::md5`](crate::Credentials::md5) | an MD5 signature of the same |
//! | [`Credentials::plain_key`](crate::Credentials::plain_key) | the key itself, in every URL |
//!
//! The vendor advises against the plain key in production. A client refuses to send a plain key over
//! `http`, unless you call
//! [`allow_plain_key_over_http`](crate::ClientBuilder::allow_plain_key_over_http). The vendor does not
//! recommend one signature over the other. The body of a request is not signed. See
//! [auth-intro](https://www.wisecrm.com/help/apidoc/auth-intro.html).
//!
//! ```
//! use crm_client::{Client, Credentials};
//!
//! let app_key = std::env::var("CRM_APP_KEY").unwrap_or("the-key".to_owned());
//! let credentials = Credentials::sha1("000-your-app-id", app_key);
//! println!("{credentials:?}"); // Does not show the key.
//!
//! let plain = Credentials::plain_key("000-your-app-id", "the-key");
//! let client = Client::builder().base_url("http://crm.example.com/gw/").credentials(plain);
//! assert!(client.build().unwrap_err().is_builder());
//! ```
//!
//! `Debug`, errors and traces never show the key. They do not show signatures either, because a
//! signed URL is valid for 30 seconds. If the server repeats the key or the signature of a request in
//! a message, the client replaces it.
//!
//! # The acting user
//!
//! Calls that read or write records act on behalf of a CRM user and have the rights of that user. Set
//! the user with [`op_user`](crate::ClientBuilder::op_user) of the client. To act for another user in a
//! single call, set [`op_user`](crate::Call::op_user) of the call:
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
//! The endpoints for users, metadata, classifications, areas and files, and the advanced query, have no
//! user. Calling `op_user` on them does not compile.
//!
//! # Clocks
//!
//! A signature contains the time. The server refuses a signature that is 30 seconds old or older by its
//! own clock. The vendor does not document an error code for this. Each attempt is signed immediately
//! before it is sent, after all waiting, so your program needs no measures if both clocks are correct.
//!
//! If you cannot correct the clock of your machine, there are three solutions:
//!
//! | method | effect |
//! |---|---|
//! | [`learn_clock_offset`](crate::Client::learn_clock_offset) of the client | sends one request, reads the `Date` header of the response, and uses the difference from then on |
//! | [`clock_offset_millis`](crate::ClientBuilder::clock_offset_millis) of the builder | adds a known difference |
//! | [`clock`](crate::ClientBuilder::clock) of the builder | replaces the system clock |
//!
//! `learn_clock_offset` is accurate to about one second plus half the response time. It also works if
//! the server refuses its request, but not with a response of a proxy.
//!
//! ```
//! use std::time::{Duration, SystemTime};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! # let builder = sandbox.client_builder();
//! // The clock of this machine is one hour slow.
//! let crm = builder.clock(|| SystemTime::now() - Duration::from_secs(3600)).build()?;
//! assert!(crm.user().list(["userName"]).await.is_err());
//!
//! crm.learn_clock_offset().await?;
//! assert!(crm.user().list(["userName"]).await.is_ok());
//! assert!((crm.clock_offset_millis() - 3_600_000).abs() < 2_000);
//! # Ok(())
//! # }
//! ```
