//! Unofficial Rust client of the [WiseCRM365 OpenAPI](https://www.wisecrm.com/help/apidoc/), the HTTP API
//! of the CRM by 上海企能软件科技有限公司.
//!
//! * Typed calls for 87 of the 89 documented endpoints, and [raw requests](RawRequest) for others.
//! * Your own structs for records, also for custom fields and custom modules.
//! * Automatic signatures, paging with prefetch, retries that never repeat a write by accident, timeouts,
//!   and limits of rate and concurrency.
//! * Asynchronous with Tokio, or blocking.
//! * A sandbox: a simulated CRM in memory for your tests, with fault injection.
//!
//! # Installation
//!
//! The crate is not published on a registry yet. Clone its repository beside your project, and run:
//!
//! ```sh
//! cargo add crm-client --path ../crm-client/crm-client
//! cargo add serde --features derive
//! cargo add serde_json
//! cargo add tokio --features macros,rt-multi-thread
//! cargo add --dev crm-client --path ../crm-client/crm-client --features sandbox
//! ```
//!
//! The minimum Rust version is 1.88. The default feature `rustls` also needs a C compiler.
//!
//! | feature | default | provides | cost |
//! |---|---|---|---|
//! | `rustls` | yes | `https`, with the certificates of the operating system | 12 additional crates, and a C compiler |
//! | `blocking` | no | a client without `async` | no additional crates; one thread while the program runs |
//! | `tracing` | no | a span of the crate `tracing` for each call | no additional crates |
//! | `sandbox` | no | a simulated CRM for tests | seven additional crates; enable it for tests only |
//!
//! # Quick start
//!
//! You need the id and the key of an application, which the vendor provides, and the id of a CRM user. To
//! find a user id, see [Getting started](guide::start).
//!
//! ```no_run
//! use std::env;
//!
//! use crm_client::{Client, Credentials, Id};
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! #[serde(rename_all = "camelCase")]
//! struct Customer {
//!     account_id: Id,
//!     account_name: String,
//!     phone: Option<String>,
//! }
//!
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let crm = Client::builder()
//!         // For an on-premise server: .base_url("https://crm.example.com/gw/")
//!         .credentials(Credentials::sha1(env::var("CRM_APP_ID")?, env::var("CRM_APP_KEY")?))
//!         .op_user(env::var("CRM_USER")?)
//!         .build()?;
//!
//!     // Requests the fields of `Customer`.
//!     let mut customers = crm.account().list_as::<Customer>().page_size(200).items();
//!     while let Some(customer) = customers.next().await {
//!         let Customer { account_id, account_name, phone } = customer?;
//!         println!("{account_id} {account_name} {}", phone.unwrap_or_default());
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Quick start with the sandbox
//!
//! Without an account, use the sandbox. Only the client is created differently:
//!
//! ```
//! use crm_client::Id;
//! use crm_client::sandbox::Sandbox;
//! use serde::Deserialize;
//!
//! # #[derive(Deserialize)]
//! # #[serde(rename_all = "camelCase")]
//! # struct Customer {
//! #     account_id: Id,
//! #     account_name: String,
//! #     phone: Option<String>,
//! # }
//! #
//! #[tokio::main]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let sandbox = Sandbox::demo(); // A CRM with invented records.
//!     let crm = sandbox.client_builder().build()?;
//!
//!     let mut customers = crm.account().list_as::<Customer>().page_size(200).items();
//!     # let mut count = 0;
//!     while let Some(customer) = customers.next().await {
//!         let Customer { account_id, account_name, phone } = customer?;
//!         println!("{account_id} {account_name} {}", phone.unwrap_or_default());
//!         # count += 1;
//!     }
//!     # assert!(count > 0);
//!     Ok(())
//! }
//! ```
//!
//! # Authenticate
//!
//! [`Credentials`] sign each request with SHA-1 or MD5. Most calls also act for a CRM user, the
//! [`op_user`](ClientBuilder::op_user). See [Authentication](guide::credentials), also for servers with a
//! wrong clock, and [On-premise servers](guide::on_premise) for proxies and certificates.
//!
//! # List
//!
//! Awaiting a list returns one [`Page`]. [`Call::items`] returns all rows. The names of fields are those of
//! your CRM; see [Lists, paging and export](guide::lists) and [Records and fields](guide::rows).
//!
//! ```
//! # use crm_client::{Client, Error, Record};
//! # async fn example(crm: &Client) -> Result<(), Error> {
//! let page = crm.account().list(["accountName"]).qname("*软件").page_size(50).await?;
//! for customer in &page {
//!     println!("{}", customer.get::<String>("accountName")?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Query
//!
//! The advanced query filters and sorts the records of any entity. See [`filter`] and [`Sort`], and the
//! recipe [Export since a date](guide::lists#export-since-a-date).
//!
//! ```
//! use crm_client::Sort;
//! use crm_client::filter::{all, field};
//! # use crm_client::{Client, Error};
//! # async fn example(crm: &Client) -> Result<(), Error> {
//!
//! let filter = all([field("amount").gt(10_000), field("subject").contains("标准版")]);
//! let orders = crm.entity().adv_query("SalesOrder", ["subject", "amount"], filter);
//! let page = orders.sort(Sort::desc("createdOn")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Write
//!
//! Pass any type that serializes to a JSON object. A write is not repeated after a lost reply, unless you
//! allow it; see [Retries and timeouts](guide::retries) and the recipe
//! [Add a record once](guide::errors#add-a-record-once).
//!
//! ```
//! use serde_json::json;
//! # use crm_client::{Client, Error};
//! # async fn example(crm: &Client) -> Result<(), Error> {
//!
//! let id = crm.account().add(&json!({ "accountName": "杨志永" })).await?.account_id;
//! crm.account().update(&id, &json!({ "phone": "021-54590135" })).allow_repeat().await?;
//! crm.account().delete(&id).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # Handle errors
//!
//! All calls return the same [`Error`]. [`Error::code`] is the error code of the CRM, if it refused the call.
//! [`Error::outcome`] returns whether a failed call may have been carried out. See
//! [Errors](guide::errors).
//!
//! # Test
//!
//! The sandbox checks every request, and can lose replies, delay them or refuse calls.
#![cfg_attr(
    feature = "sandbox",
    doc = "See [Testing with the sandbox](guide::testing) and the module [`sandbox`]."
)]
//!
//! ```
//! use crm_client::Outcome;
//! use crm_client::sandbox::{Fault, Sandbox};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox.client_builder().build()?;
//! sandbox.inject(Fault::reset().after_completion().on("account/add")); // Loses the reply.
//! let error = crm.account().add(&json!({ "accountName": "杨志永" })).await.unwrap_err();
//! assert_eq!(error.outcome(), Outcome::Unknown);
//! # Ok(())
//! # }
//! ```
//!
//! # Resources
//!
//! Each resource of the API is a module with its requests and replies, and a method of [`Client`] with its
//! calls: `account/list` of the vendor's documentation is `crm.account().list(..)`.
//!
//! | resources | modules |
//! |---|---|
//! | customers and contacts | [`account`] (客户), [`accountpool`] (公海客户), [`contact`] (联系人), [`privy`] (关系人) |
//! | sales | [`chance`] (机会), [`quote`] (报价), [`competitor`] (竞争对手), [`compete`] (竞争), [`product`] (产品) |
//! | orders and payments | [`salesorder`] (订单), [`returnmoneyplan`] (回款计划), [`returnmoneyrecord`] (回款记录), [`invoice`] (开票) |
//! | custom modules | [`customentity`] (自定义模块) |
//! | queries on any entity | [`entity`] (高级查询) |
//! | entities, fields and picklists | [`metadata`] (元数据) |
//! | classifications and areas | [`subject`] (分类), [`area`] (地区) |
//! | files | [`file`](mod@file) (附件) |
//! | users, roles, departments and logins | [`user`] (用户) |
//!
//! # Infrastructure
//!
//! | purpose | items |
//! |---|---|
//! | client | [`Client`], [`ClientBuilder`], [`Credentials`] |
//! | calls | [`Call`], [`RawRequest`], [`Endpoint`], [`endpoint`] |
//! | lists | [`Page`], [`Items`], [`Pages`] |
//! | records and fields | [`Record`], [`Fields`], [`Id`], [`Body`], [`DataType`], and [`Json`] for values without documentation |
//! | conditions and order of a query | [`filter`], [`Sort`] |
//! | files and logins | [`Upload`], [`Expiry`], [`Password`], [`LoginTokenResponse::url`](user::LoginTokenResponse::url) |
//! | departments as a tree | [`DepartmentTree`] |
//! | errors | [`Error`], [`Code`], [`Outcome`], [`TransportError`] |
//! | another HTTP client | [`Transport`] |
//! | tables of all endpoints and resources, as data | [`ENDPOINTS`], [`RESOURCES`] |
#![cfg_attr(feature = "blocking", doc = "| client without `async` | [`blocking`] |")]
#![cfg_attr(feature = "sandbox", doc = "| simulated CRM for tests | [`sandbox`] |")]
//! | user guide | [`guide`], [`guide::zh`] (中文) |
//!
//! # What is not known
//!
//! The vendor does not document the following. This crate does not guess; its choices, if any, are in
//! parentheses:
//!
//! * the formats of dates, nulls, multi-select fields and file fields, and time zones;
//! * how to escape a literal `*` in `qname`;
//! * a `page_size` above 200 (this crate refuses it);
//! * the totals of an advanced query;
//! * whether an upload is raw or multipart (this crate sends it raw);
//! * the error codes for a wrong signature, a duplicate and a missing record.
//!
//! The following was seen in use, but is not documented:
//!
//! * dotted names that read a field of a referenced record (`ownerId.createdOn`);
//! * the reply of an advanced query;
//! * an empty `value` with the operator `$NOT_NULL$`;
//! * times in the format `yyyy-MM-dd HH:mm:ss`;
//! * the path `/gw/` of on-premise servers.
//!
//! In `qname`, the vendor documents `*` at the start only. That it has the same meaning elsewhere is an
//! assumption.
//!
//! Two documented endpoints are not calls of this crate: `user/login` is a page for a browser, and
//! `file/upload-direct` is hidden in the vendor's page and incomplete.
#![cfg_attr(docsrs, feature(doc_cfg))]

// The layers, in the order that `xtask/tests/layers.rs` checks.
mod ext;
#[cfg(feature = "sandbox")]
pub mod sandbox;
#[rustfmt::skip] // The generator formats this code.
#[allow(
    clippy::must_use_candidate,
    reason = "callers always use a handle or a request; `Call` is `must_use`"
)]
#[allow(
    clippy::should_implement_trait,
    clippy::struct_field_names,
    reason = "the names are the vendor's"
)]
#[allow(clippy::new_without_default, reason = "all requests have the same `new`")]
mod generated;
mod auth;
mod client;
pub mod endpoint;
mod error;
mod paging;
mod pipeline;
mod transport;
mod values;
#[rustfmt::skip] // The generator formats this code.
#[allow(dead_code, reason = "some facts concern the sandbox or the OpenAPI document only")]
mod facts;
// The user guide, which belongs to no layer.
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
pub use generated::endpoints::{ENDPOINTS, RESOURCES};
pub use generated::*;
pub use paging::{Items, Page, Pages};
pub use transport::{MaxResponseBytes, ResponseFuture, Transport};
pub use values::*;

// Generated code uses these names without the folder.
use endpoint::reply::{or, unless};
use endpoint::{
    BodyKind, Entry, EnumValue, HasOpUser, Param, Parts, QueryValue, Resource, Returns, ToQuery,
};
type Info = endpoint::Info<'static>;
use values::wire::number;

/// Compiles the code that the generator writes for a spec with every feature.
#[cfg(test)]
#[rustfmt::skip]
#[path = "../tests/golden/mod.rs"]
#[allow(dead_code, reason = "this code is compiled only")]
#[allow(
    clippy::must_use_candidate,
    clippy::should_implement_trait,
    clippy::struct_field_names,
    clippy::new_without_default,
    reason = "same reasons as for `generated`"
)]
mod every_feature;

/// Compiles the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// Compiles the examples of the Chinese README.
#[cfg(doctest)]
#[doc = include_str!("../README.zh-CN.md")]
struct ChineseReadme;
