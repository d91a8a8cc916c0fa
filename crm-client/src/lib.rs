//! A client of the WiseCRM365 OpenAPI.
//!
//! A [`Client`] has a method for each resource of the API, whose methods are its endpoints:
//! `account/list` of [the vendor's documentation](https://www.wisecrm.com/help/apidoc/) is
//! `crm.account().list(..)`. Required parameters are arguments, optional ones are methods of the
//! [`Call`], and `.await` makes it.
//!
//! ```
//! use crm_client::sandbox::Sandbox;
//! use crm_client::{Client, Credentials, Id};
//! use serde::Deserialize;
//! use serde_json::json;
//!
//! #[derive(Deserialize)]
//! #[serde(rename_all = "camelCase")]
//! struct Customer {
//!     account_id: Id,
//!     account_name: String,
//!     phone: Option<String>,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A CRM in this process (feature `sandbox`), instead of the vendor's, which is the default.
//! let sandbox = Sandbox::start().await?;
//! let crm = Client::builder()
//!     .base_url(sandbox.base_url())
//!     .credentials(Credentials::sha1(sandbox.app_id(), sandbox.app_key()))
//!     .op_user(sandbox.user())
//!     .no_proxy()
//!     .build()?;
//!
//! let added = crm.account().add(&json!({ "accountName": "杨志永" })).await?;
//! let record = crm.account().get(&added.account_id, ["accountName", "phone"]).await?;
//! assert_eq!(record.get::<String>("accountName")?, "杨志永");
//!
//! // The fields to ask for are read off the struct.
//! let mut customers = crm.account().list_as::<Customer>().qname("*志永").items();
//! while let Some(customer) = customers.next().await {
//!     let Customer { account_id, account_name, phone } = customer?;
//!     println!("{account_id} {account_name} {phone:?}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What to read next
//!
//! The [`guide`] goes through everything, a subject at a time, with examples. By the types:
//!
//! * [`Credentials`]: the three ways to prove who calls.
//! * [`Record`] and [`Fields`]: records of fields that only your CRM has, with and without a struct.
//! * [`Items`] and [`Pages`]: going through a whole list.
//! * [`filter`] and [`Sort`]: records of any entity, by conditions.
//! * [`metadata`]: which entities and fields your CRM has; [`DataType`], and [`Json`] for what is not
//!   documented.
//! * [`Upload`] and [`Expiry`]: files. [`DepartmentTree`]: departments, which arrive flat.
//!   [`Password`] and [`LoginTokenResponse::url`](user::LoginTokenResponse::url): logging in a browser.
//! * [`Error`] and [`Code`]: what can go wrong, and what to do about it.
//! * [`Transport`]: sending by other means.
//! * [`ENDPOINTS`]: everything that is known of the API, as a table.
#![cfg_attr(feature = "sandbox", doc = "* [`sandbox`]: testing without a CRM.")]
//!
//! # What is not known
//!
//! Where the vendor's documentation is silent, this crate stays open and invents nothing: wire formats
//! of dates, nulls, multi-select and file fields, the escaping of a literal `*` in `qname`, a
//! `page_size` above 200 (which is refused here), the totals of an advanced query, whether an upload
//! is raw (as it is here) or multipart, and codes for a bad signature, a duplicate or a missing
//! record.
//!
//! The following was seen in use, but the vendor does not document it: dotted paths through a reference
//! field (`ownerId.createdOn`), the reply of an advanced query, an empty `value` beside
//! `$NOT_NULL$`, date-times as `yyyy-MM-dd HH:mm:ss`, and the path `/gw/` of on-premise servers. A `*`
//! in `qname` is documented at its start only; that it means the same elsewhere is an assumption.
//!
//! Two documented paths are no calls here: `user/login` is a page for a browser, and
//! `file/upload-direct` is hidden in the vendor's page, and incomplete.

// The layers; `tests/it/layers.rs` has their order.
mod ext;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[rustfmt::skip] // It is printed as it is generated, and not touched again.
#[allow(
    clippy::must_use_candidate,
    reason = "whoever takes a handle or makes a request goes on to use it; `Call` is `must_use`"
)]
#[allow(
    clippy::should_implement_trait,
    clippy::struct_field_names,
    reason = "the names are the vendor's"
)]
#[allow(clippy::new_without_default, reason = "the `new` of every request is alike")]
mod generated;
mod auth;
mod client;
pub mod endpoint;
mod error;
mod paging;
mod pipeline;
mod transport;
mod values;
#[rustfmt::skip] // It is generated.
#[allow(dead_code, reason = "some facts concern the sandbox or the OpenAPI document only")]
mod facts;
// Beside them: the user guide.
pub mod guide;

pub use auth::Credentials;
pub use client::Client;
#[cfg(feature = "blocking")]
pub use client::blocking;
pub use client::builder::ClientBuilder;
pub use client::call::Call;
pub use client::mode::Async;
#[cfg(feature = "blocking")]
pub use client::mode::Blocking;
pub use client::raw_request::RawRequest;
pub use endpoint::Endpoint;
pub use endpoint::reply::{Done, Reply};
pub use error::{Code, Error, Outcome, TransportError};
pub use ext::DepartmentTree;
pub use generated::endpoints::ENDPOINTS;
pub use generated::*;
pub use paging::{Items, Page, Pages};
pub use transport::{MaxResponseBytes, ResponseFuture, Transport};
pub use values::*;

// Generated code uses these names without the folder.
use endpoint::reply::unless;
use endpoint::{BodyKind, Entry, EnumValue, Param, Parts, QueryValue, Returns, ToQuery};
type Info = endpoint::Info<'static>;
use values::wire::number;

/// What the generator makes of every feature of a spec, to see that it compiles.
#[cfg(test)]
#[rustfmt::skip]
#[path = "../tests/golden/mod.rs"]
#[allow(dead_code, reason = "it is there to be compiled")]
#[allow(
    clippy::must_use_candidate,
    clippy::should_implement_trait,
    clippy::struct_field_names,
    clippy::new_without_default,
    reason = "as for the real ones"
)]
mod every_feature;

/// The examples in the README compile.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// So do those in its translation.
#[cfg(doctest)]
#[doc = include_str!("../README.zh-CN.md")]
struct ChineseReadme;
