//! Getting started: create a client, find the user, and make the first calls.
//!
//! You need three values:
//!
//! | value | source |
//! |---|---|
//! | the id of your application (`appid`) | the vendor |
//! | the key of your application (`appkey`), a secret | the vendor |
//! | the id of the CRM user that your program acts for (`op_user`) | `user/list`, see below |
//!
//! An on-premise server also has its own [base URL](super::on_premise). Without
//! [`base_url`](crate::ClientBuilder::base_url), a client calls the vendor's cloud.
//!
//! # Find the user
//!
//! Most calls act on behalf of a CRM user and have the rights of that user. To list the users, a client
//! needs no user:
//!
//! ```
//! use crm_client::{Client, Credentials};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let sandbox = crm_client::sandbox::Sandbox::start().await?;
//! # let (app_id, app_key, base_url) = (sandbox.app_id(), sandbox.app_key(), sandbox.base_url());
//! let crm = Client::builder()
//!     .base_url(base_url) // Default: the vendor's cloud.
//!     .credentials(Credentials::sha1(app_id, app_key))
//! #   .no_proxy()
//!     .build()?;
//! let mut users = crm.user().list(["userId", "userName"]).items();
//! while let Some(user) = users.next().await {
//!     let user = user?;
//!     println!("{} {}", user.get::<String>("userId")?, user.get::<String>("userName")?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Pass the id of a user to [`op_user`](crate::ClientBuilder::op_user) of the builder. All calls that
//! need a user then act for this one.
//!
//! # Make calls
//!
//! Each resource of the API is a method of the client, and each endpoint is a method of the resource:
//! `account/add` in the vendor's documentation is `crm.account().add(..)`. Required parameters are
//! arguments. Optional parameters are methods of the [`Call`](crate::Call). `.await` sends the request.
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
//! With `force_add(true)`, the server adds a customer even if it finds a duplicate. Without it, the
//! server refuses duplicates.
//!
//! Entities and fields are different in every CRM. Take their names from [`metadata`](crate::metadata),
//! see [Records and fields](super::rows). For custom modules, pass the name of the entity:
//! `crm.customentity().list("c__lead", ["c__name"])`. The id of such a record is called `record_id`.
//!
//! # Search and sort
//!
//! `qname` searches the main field of an entity, such as the name of a customer. `*` is a wildcard.
//! To filter by other fields, to compare exact values, or to sort, use the advanced query. It works
//! with every entity:
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
//! # Keep the client
//!
//! Create one client when your program starts, and clone it into your tasks. A clone is cheap: it
//! shares the connections, the limits and the clock.
//!
//! A client needs a Tokio runtime with I/O and timers enabled, such as the one of `#[tokio::main]`. With
//! one multi-thread runtime, one client is enough. If several current-thread runtimes exist at the
//! same time, create one client for each of them: a connection is driven by the runtime that opened
//! it, so a call in another runtime can wait for it until its timeout. For programs without Tokio,
//! use the feature `blocking`.
