//! Errors: what each means, and what to do about it.
//!
//! There is one [`Error`](crate::Error), which answers questions. Printed, it is one line that
//! names the endpoint, what happened and what to do, and holds no secret.
//!
//! ```
//! use crm_client::{Code, Error, Outcome};
//! use serde_json::json;
//!
//! fn advice(error: &Error) -> &'static str {
//!     match error.code() {
//!         Some(Code::INSUFFICIENT_RIGHTS) => "ask for rights",
//!         Some(Code::RATE_LIMITED) => "come back later",
//!         Some(_) => "the CRM refused",
//!         None if error.is_request() => "mend the call",
//!         None if error.is_timeout() || error.is_transport() => "look after the network",
//!         None => "show it to somebody",
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! # let crm = sandbox.client_builder().build()?;
//! # sandbox.withdraw_rights(&sandbox.user());
//! let error = crm.account().add(&json!({ "accountName": "杨志永" })).await.unwrap_err();
//! assert_eq!(advice(&error), "ask for rights");
//! assert_eq!((error.endpoint(), error.attempts()), (Some("account/add"), 1));
//! assert_eq!(error.outcome(), Outcome::Refused);
//! println!("{error}");
//! # Ok(())
//! # }
//! ```
//!
//! # What the server refused
//!
//! [`code`](crate::Error::code) is the server's `error_code`, which is no HTTP status, and
//! [`message`](crate::Error::message) what it says, word for word.
//!
//! | code | constant of [`Code`](crate::Code) | what it means | what to do |
//! |---|---|---|---|
//! | 400 | `BUSINESS_FAILURE` | a business failure | read the message, check the parameters |
//! | 401 | `INVALID_PARAMETER` | a parameter's format is invalid; not "unauthorized" | check its type, such as a date where a number is due |
//! | 402 | `MISSING_PARAMETER` | a parameter must not be empty | give every required one; this crate refuses to send without those of the endpoint, so look at the record |
//! | 403 | `NOT_SUPPORTED` | the operation is not supported | the API is not open, or there is no permission for it |
//! | 410 | `INSUFFICIENT_RIGHTS` | insufficient rights | check the rights of `op_user` on the record |
//! | 490 | `NOT_ENABLED` | the OpenAPI is not enabled | ask the vendor to enable it |
//! | 491 | `RATE_LIMITED` | the request limit is exceeded | call less often, see [limits](super::limits), or ask for a higher quota |
//! | 500 | `SYSTEM_ERROR` | a system error | look whether the call was carried out; ask the vendor |
//! | others | none | not documented | read the message; the call may have been carried out |
//!
//! The set is open: a code that is new is an error like any, and never a reply that is not
//! understood. No code is documented for a bad signature, an unknown app id, a wrong clock, a
//! duplicate or a missing record. Do not tell those apart by their messages, which can change. See
//! [error-code](https://www.wisecrm.com/help/apidoc/error-code.html).
//!
//! # What else can go wrong
//!
//! | question | when it is true | what to do |
//! |---|---|---|
//! | [`is_builder`](crate::Error::is_builder) | no client could be made | mend what it says |
//! | [`is_request`](crate::Error::is_request) | a value is missing or malformed; nothing was sent | mend the call |
//! | [`is_connect`](crate::Error::is_connect) | no connection could be made | check the base URL, the network and the proxy |
//! | [`is_timeout`](crate::Error::is_timeout) | the time was up, or the call's turn did not come in time | allow more of it, or look at the server |
//! | [`is_transport`](crate::Error::is_transport) | no whole response came: no connection, the time of an attempt was up, or another reason | look at the network |
//! | [`is_status`](crate::Error::is_status) | an HTTP [`status`](crate::Error::status) other than 200, without an `error_code` | check the base URL, and what stands before the server |
//! | [`is_decode`](crate::Error::is_decode) | a reply that was not understood | see its [`json_path`](crate::Error::json_path) |
//! | [`is_rate_limited`](crate::Error::is_rate_limited) | the code is 491 | wait |
//!
//! The message of a server can be long and can contain secrets and control characters. The client
//! replaces its secrets in it, and cuts it after 4 KiB. `Display` escapes control characters, and
//! those that change the direction of text; `message` keeps them.
//!
//! A reply that is not understood names the place, but not the value, which is somebody's data. The
//! same holds for keys that are not fields of the Rust type, and for messages of your types. All
//! of this is in [`decode_details`](crate::Error::decode_details), so keep that out of logs:
//!
//! ```
//! # use serde_json::json;
//! # use serde::Deserialize;
//! #[derive(Debug, Deserialize)]
//! #[serde(rename_all = "camelCase")]
//! struct Customer {
//!     account_name: String,
//!     phone: u64,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! # crm.account().add(&json!({ "accountName": "杨志永", "phone": "021-34240127" })).await?;
//! let error = crm.account().list_as::<Customer>().await.unwrap_err();
//! assert_eq!(error.json_path(), Some("data[0].phone"));
//! assert!(!error.to_string().contains("021-34240127"));
//! assert!(error.decode_details().unwrap_or_default().contains("021-34240127"));
//! # Ok(())
//! # }
//! ```
//!
//! # Was it carried out?
//!
//! [`outcome`](crate::Error::outcome) says what is known of a call that failed: it was not sent, it
//! was refused, or nobody knows. It counts the least certain of all attempts. The API has nothing
//! to recognize a call by that is made twice, so after an unknown outcome, look before you repeat
//! what changes something:
//!
//! ```
#![doc = include_str!("recipes/add_once.rs")]
//!
//! # use crm_client::sandbox::{Fault, Sandbox};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
//! # let sandbox = Sandbox::new();
//! # let crm = sandbox.client_builder().build()?;
//! # sandbox.inject(Fault::reset().after_acting().on("account/add"));
//! let id = add_once(&crm, "杨志永").await?; // The reply of `account/add` is lost.
//! assert_eq!(crm.account().get(&id, ["accountName"]).await?.len(), 1);
//! assert_eq!(add_once(&crm, "杨志永").await?, id);
//! # Ok(())
//! # }
//! ```
//!
//! [`attempts`](crate::Error::attempts) says how often the request was handed to the transport, and
//! [`retry_after`](crate::Error::retry_after) how long the server asks to be left alone, where it
//! does. What happens by itself between the attempts is in the chapter of
//! [retries](super::retries).
