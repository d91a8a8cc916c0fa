//! Options: what a single call can be told, and requests of what is not generated.
//!
//! # One call
//!
//! A [`Call`](crate::Call) has a method for each optional parameter. It has the vendor's name, unless
//! that is a keyword of Rust: `type` of the metadata calls is `kind`. And it has these methods:
//!
//! | method | what it is for |
//! |---|---|
//! | [`op_user`](crate::Call::op_user) | another user than the client's |
//! | [`timeout`](crate::Call::timeout), [`attempt_timeout`](crate::Call::attempt_timeout), [`max_attempts`](crate::Call::max_attempts) | other limits than the client's |
//! | [`allow_repeat`](crate::Call::allow_repeat) | that it may be carried out twice, see [retries](super::retries) |
//! | [`extra_query`](crate::Call::extra_query), [`extra_header`](crate::Call::extra_header) | a parameter or a header that this crate does not know |
//! | [`returning`](crate::Call::returning) | another type for the reply |
//! | [`send_raw`](crate::Call::send_raw) | the response as it came, whatever it says |
//! | [`request`](crate::Call::request), [`with`](crate::Call::with) | a look at the request, and a change to it |
//!
//! ```
//! use std::time::Duration;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! let list = crm
//!     .account()
//!     .list(["accountName"])
//!     .timeout(Duration::from_secs(5))
//!     .extra_query("lang", "zh")
//!     .extra_header("x-request-id", "4711");
//! let page = list.clone().await?; // A call can be kept, and made again.
//!
//! let response = list.send_raw().await?;
//! println!("{} {:?}", response.status(), response.headers());
//! # Ok(())
//! # }
//! ```
//!
//! A list carries its options to every page. An extra parameter is signed like the others; one that
//! the endpoint has of its own is refused.
//!
//! # What is not generated
//!
//! A [`RawRequest`](crate::RawRequest) calls anything under the base URL, such as what a newer
//! version of the product has. It is signed, limited, attempted again and read like any other. A
//! `GET` is taken to be safe; a `POST` is not, unless it says [`safe`](crate::RawRequest::safe).
//!
//! ```
//! use crm_client::{Page, RawRequest, Record};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! # let crm = sandbox.client_builder().build()?;
//! # let user = sandbox.user();
//! let add = RawRequest::post("account/add").query("op_user", &user);
//! let added = crm.call(add.body(&json!({ "accountName": "杨志永" }))).await?;
//! println!("{}", added.as_str()); // The `data` of the reply, letter for letter.
//!
//! let list = RawRequest::get("account/list").query("op_user", &user);
//! let list = crm.call(list.query("fields", "accountName"));
//! let mut rows = list.returning::<Page<Record>>().items();
//! while let Some(row) = rows.next().await {
//!     println!("{:?}", row?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Nothing is known of such a request, so no more is checked than that path and names of parameters
//! make a URL under the base URL, and the client's user is not given to it. Where you call one often, [make it an endpoint](super::endpoints).
