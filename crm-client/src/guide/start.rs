//! Getting started: a client, its user, and the first calls.
//!
//! The vendor gives you an application's id and key. The third thing you need is the id of a user
//! of the CRM, since most calls are made on behalf of one and may do what that user may. A client
//! without a user can ask who there is:
//!
//! ```
//! use crm_client::{Client, Credentials};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = crm_client::sandbox::Sandbox::start().await?;
//! # let (app_id, app_key, base_url) = (sandbox.app_id(), sandbox.app_key(), sandbox.base_url());
//! let crm = Client::builder()
//!     .base_url(base_url) // Without this: the vendor's cloud.
//!     .credentials(Credentials::sha1(app_id, app_key))
//! #   .no_proxy()
//!     .build()?;
//! for user in crm.user().list(["userId", "userName"]).await? {
//!     println!("{} {}", user.get::<String>("userId")?, user.get::<String>("userName")?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! With that id as its [`op_user`](crate::ClientBuilder::op_user), a client makes all calls. Each
//! resource of the API is a method of it, and each endpoint a method of that: `account/add` of the
//! vendor's documentation is `crm.account().add(..)`. What an endpoint requires are arguments, what
//! it can be told besides are methods of the [`Call`](crate::Call), and `.await` makes it.
//!
//! ```
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! let customer = json!({ "accountName": "杨志永", "phone": "021-34240127" });
//! let id = crm.account().add(&customer).force_add(true).await?.account_id;
//!
//! let record = crm.account().get(&id, ["accountName", "phone"]).await?;
//! assert_eq!(record.get::<String>("phone")?, "021-34240127");
//!
//! crm.account().update(&id, &json!({ "phone": "021-54590135" })).await?;
//! let page = crm.account().list(["accountName"]).qname("*志永").page_size(50).await?;
//! assert_eq!(page.data.len(), 1);
//!
//! crm.account().delete(&id).await?;
//! # Ok(())
//! # }
//! ```
//!
//! A clone of a client is cheap. It shares the connections, the limits and the clock, so make one
//! client per program and clone it into your tasks. Make one client for each current-thread Tokio
//! runtime, though, if there are several at the same time. A connection is driven by the runtime in
//! which it was made, so a call in another runtime can wait for it until its timeout. With one
//! multi-thread runtime, one client is enough.
//!
//! Modules that only your CRM has are called with their name, and with ids called `record_id`:
//! `crm.customentity().list("c__lead", ["c__name"])`. Conditions other than the main field, and a
//! sorting, are for the advanced query, which takes any entity:
//!
//! ```
//! use crm_client::Sort;
//! use crm_client::filter::{all, field};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! let filter = all([field("phone").contains("021"), field("address").is_not_empty()]);
//! let query = crm.entity().adv_query("Account", ["accountName"], filter);
//! let page = query.sort(Sort::desc("createdOn")).await?;
//! # Ok(())
//! # }
//! ```
//!
//! A client is made once and kept: its clones are cheap, and share its connections, limits and
//! clock. It needs a Tokio runtime with I/O and timers on, as `#[tokio::main]` makes one; a program
//! without one has the feature `blocking`.
