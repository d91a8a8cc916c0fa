//! Call options and raw requests: options of a single call, and endpoints that this crate does not know.
//!
//! # Options of a call
//!
//! A [`Call`](crate::Call) has a method for each optional parameter of its endpoint. The method has the
//! vendor's name, unless that is a keyword of Rust: `type` of the metadata calls is `kind`. Every call
//! also has these methods:
//!
//! | method | purpose |
//! |---|---|
//! | [`op_user`](crate::Call::op_user) | act for another user than the client's |
//! | [`timeout`](crate::Call::timeout), [`attempt_timeout`](crate::Call::attempt_timeout), [`max_attempts`](crate::Call::max_attempts), [`max_response_bytes`](crate::Call::max_response_bytes) | replace a setting of the client |
//! | [`wait_for_quota`](crate::Call::wait_for_quota) | wait for the quota of the server, see [limits](super::limits#when-the-quota-is-exceeded) |
//! | [`allow_repeat`](crate::Call::allow_repeat) | allow [retries](super::retries) of a call that writes |
//! | [`extra_query`](crate::Call::extra_query), [`extra_header`](crate::Call::extra_header) | add a parameter or a header that this crate does not know |
//! | [`returning`](crate::Call::returning) | decode the reply into another type |
//! | [`send_raw`](crate::Call::send_raw) | return the HTTP response unchanged, whatever its status |
//! | [`request`](crate::Call::request), [`with`](crate::Call::with) | read or change the request |
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
//! let page = list.clone().await?; // Clone a call to send it again.
//!
//! let response = list.send_raw().await?;
//! println!("{} {:?}", response.status(), response.headers());
//! # Ok(())
//! # }
//! ```
//!
//! A list applies its options to every page. An extra parameter is signed like the others. The name of an
//! extra parameter must not be one that the endpoint already has.
//!
//! # Headers of every request
//!
//! [`default_header`](crate::ClientBuilder::default_header) sets a header of every request of the client.
//! A header of the call replaces the default one of the same name.
//!
//! # Raw requests
//!
//! A [`RawRequest`](crate::RawRequest) calls any path under the base URL, for example an endpoint of a
//! newer version of the product. It is signed, limited, retried and decoded like any other request. A
//! `GET` counts as a read. A `POST` counts as a write, unless you call
//! [`safe`](crate::RawRequest::safe).
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
//! println!("{}", added.as_str()); // The JSON of `data`, unchanged.
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
//! The client does not know the parameters of a raw request. It checks only that the path and the names of
//! the parameters form a URL under the base URL. It does not add its user: set `op_user` yourself, as
//! above. For an endpoint that you call often, [define an endpoint](super::endpoints).
