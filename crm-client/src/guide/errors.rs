//! Errors: error codes, kinds of errors, and calls whose outcome is unknown.
//!
//! All calls return the same [`Error`](crate::Error) type. Its methods answer the questions that a
//! program has. Printed, it is one line with the endpoint, the problem and the remedy, without secrets.
//!
//! ```
//! use crm_client::{Code, Error, Outcome};
//! use serde_json::json;
//!
//! fn advice(error: &Error) -> &'static str {
//!     match error.code() {
//!         Some(Code::INSUFFICIENT_RIGHTS) => "ask for rights",
//!         Some(Code::RATE_LIMITED) => "try again later",
//!         Some(_) => "the CRM refused the call",
//!         None if error.is_request() => "correct the call",
//!         None if error.is_timeout() || error.is_transport() => "check the network",
//!         None => "report the error",
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! # let crm = sandbox.client_builder().build()?;
//! # sandbox.revoke_rights(&sandbox.user());
//! let error = crm.account().add(&json!({ "accountName": "杨志永" })).await.unwrap_err();
//! assert_eq!(advice(&error), "ask for rights");
//! assert_eq!((error.endpoint(), error.attempts()), (Some("account/add"), 1));
//! assert_eq!(error.outcome(), Outcome::Refused);
//! println!("{error}");
//! # Ok(())
//! # }
//! ```
//!
//! # Error codes of the server
//!
//! [`code`](crate::Error::code) returns the `error_code` of the reply. It is not an HTTP status: 401,
//! for example, is not "unauthorized". [`message`](crate::Error::message) returns the `error_msg`.
//!
//! | code | constant of [`Code`](crate::Code) | meaning | remedy |
//! |---|---|---|---|
//! | 400 | `BUSINESS_FAILURE` | business failure | read the message, and check the parameters |
//! | 401 | `INVALID_PARAMETER` | a parameter has an invalid format | check its type, for example a date instead of a number |
//! | 402 | `MISSING_PARAMETER` | a parameter is empty | check the fields of the record; the client has already checked the required parameters |
//! | 403 | `NOT_SUPPORTED` | operation not supported | the API is not open, or you have no permission for it |
//! | 410 | `INSUFFICIENT_RIGHTS` | insufficient rights | check the rights of `op_user` on the record |
//! | 490 | `NOT_ENABLED` | the OpenAPI is not enabled | ask the vendor to enable it |
//! | 491 | `RATE_LIMITED` | request limit exceeded | send fewer requests or [wait](super::limits#when-the-quota-is-exceeded), or ask for a higher quota |
//! | 500 | `SYSTEM_ERROR` | system error | check whether the call was carried out; ask the vendor |
//! | others | none | not documented | read the message; the call may have been carried out |
//!
//! No code is documented for a wrong signature, an unknown app id, a wrong clock, a duplicate or a
//! missing record. Do not tell these cases apart by their messages, which can change. A code that this
//! crate does not know is an error like the others. See
//! [error-code](https://www.wisecrm.com/help/apidoc/error-code.html).
//!
//! The message can be long, and can contain control characters. The client replaces its own secrets in
//! it and cuts it after 4 KiB. `Display` escapes control characters and characters that change the
//! direction of text; `message` returns them unchanged.
//!
//! # Kinds of errors
//!
//! | method | condition | remedy |
//! |---|---|---|
//! | [`is_builder`](crate::Error::is_builder) | the client could not be created | correct the setting that the message names |
//! | [`is_request`](crate::Error::is_request) | a value is missing or invalid; nothing was sent | correct the call |
//! | [`is_connect`](crate::Error::is_connect) | no connection could be established | check the base URL, the network and the proxy |
//! | [`is_timeout`](crate::Error::is_timeout) | a timeout expired, or the limits left no room for the call in time | increase the timeout, or check the server |
//! | [`is_transport`](crate::Error::is_transport) | no complete response was received: no connection, a lost connection, or the timeout of an attempt | check the network |
//! | [`is_status`](crate::Error::is_status) | an HTTP [`status`](crate::Error::status) other than 200 without an `error_code` | check the base URL, and the proxy in front of the server |
//! | [`is_decode`](crate::Error::is_decode) | the reply could not be decoded | see [`json_path`](crate::Error::json_path) |
//! | [`is_rate_limited`](crate::Error::is_rate_limited) | the code is 491 | wait, and send fewer requests |
//! | [`is_transient`](crate::Error::is_transient) | the same call may succeed later: network errors, timeouts, HTTP 408, 429 and 5xx, codes 491 and 500 | check the [outcome](#was-the-call-carried-out) of a write, then repeat the call later |
//!
//! `Display` of an error contains its cause, and `source` returns `None`. So a log has the cause once,
//! whether it prints the error alone or the whole chain, as `{:#}` of `anyhow` does.
//! [`transport_error`](crate::Error::transport_error) returns the error of the transport, for example
//! to downcast its [`inner`](crate::TransportError::inner) error to a `std::io::Error`.
//!
//! [`attempts`](crate::Error::attempts) returns how many times the request was sent, and
//! [`retry_after`](crate::Error::retry_after) the delay that the server asked for, if any. See
//! [retries](super::retries).
//!
//! # Replies that cannot be decoded
//!
//! An error shows the JSON path of the invalid value, but not the value itself, because it can be
//! personal data. The same applies to keys that are not fields of your type, and to messages of
//! your types. [`decode_details`](crate::Error::decode_details) returns the complete message; do not
//! write it to logs.
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
//! # Was the call carried out?
//!
//! [`outcome`](crate::Error::outcome) returns what is known about a failed call. After retries, it is the
//! least certain outcome of all attempts.
//!
//! | outcome | meaning |
//! |---|---|
//! | [`NotSent`](crate::Outcome::NotSent) | the request did not reach the server |
//! | [`Refused`](crate::Outcome::Refused) | the server refused the call with a documented code other than 500 |
//! | [`Unknown`](crate::Outcome::Unknown) | the call may have been carried out |
//!
//! If a call that writes has an unknown outcome, the message of its error also ends with "the call may
//! have been carried out".
//!
//! The API has no idempotency keys, so the server does not recognize a repeated call. After an unknown
//! outcome, do this:
//!
//! | call | after [`Unknown`](crate::Outcome::Unknown) |
//! |---|---|
//! | `get`, `list`, queries, metadata | call again |
//! | `update` | call again: the same values have no further effect, unless somebody else changed them meanwhile |
//! | `add` | search for the record by its exact value, see below |
//! | `delete` | search for the record, and delete it again if it still exists; the code for a missing record is not documented |
//! | `file/upload` | upload again, and use the new `file_path` |
//! | `metadata/picklist-edit` | read the picklist first: a duplicate label is an error |
//!
//! # Add a record once
//!
//! This function searches before it adds, and again if the outcome is unknown. You can call it again
//! after an error:
//!
//! ```
#![doc = include_str!("recipes/add_once.rs")]
//!
//! # use crm_client::sandbox::{Fault, Sandbox};
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
//! # let sandbox = Sandbox::new();
//! # let crm = sandbox.client_builder().build()?;
//! # sandbox.inject(Fault::reset().after_completion().on("account/add"));
//! let id = add_once(&crm, "杨志永").await?; // The reply of `account/add` is lost.
//! assert_eq!(crm.account().get(&id, ["accountName"]).await?.len(), 1);
//! assert_eq!(add_once(&crm, "杨志永").await?, id);
//! # Ok(())
//! # }
//! ```
//!
//! * Search with `eq`, and not with `qname`: there, `*` is a wildcard, and a name can contain it. The
//!   vendor does not document how to escape it.
//! * Compare the value again in your program. The vendor does not document whether `=` ignores case or
//!   spaces.
//! * If there is no match after an unknown outcome, the function returns the original error. The request
//!   can still arrive, for example after a timeout: wait longer than the timeout of the call before you
//!   call the function again. If names repeat in your data, remember the names with an unknown outcome,
//!   and do not add them again in the same run.
//! * If there are several matches, the function fails. Names are not unique, so a person has to decide.
//!   An importer should store its own unique key in a custom field of each record, and search for this
//!   key.
//! * The server can still refuse a name that the search does not find, because it has its own rules for
//!   duplicates. For customers and contacts, `force_add(true)` turns them off. Do not use it in an
//! importer: these rules also stop a request that arrives late.
//! * The search has no `op_user`, and the vendor does not document whose rights apply to it.
