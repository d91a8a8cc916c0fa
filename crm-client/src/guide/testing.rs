//! Testing: a CRM in memory, and its faults, behind the feature `sandbox`.
//!
//! The [`sandbox`](crate::sandbox) answers every endpoint, and checks every request against the same
//! endpoint table from which the client is generated. Turn the feature on for tests only:
//!
//! ```toml
//! [dev-dependencies]
//! crm-client = { path = "../crm-client/crm-client", features = ["sandbox"] }
//! ```
//!
//! Give every test a new sandbox: [in the same process](crate::sandbox::Sandbox::new) or
//! [on a loopback port](crate::sandbox::Sandbox::start).
//! [`client_builder`](crate::sandbox::Sandbox::client_builder) returns a builder for a client of it. A
//! program that builds its own client needs the
//! [`base_url`](crate::sandbox::Sandbox::base_url), the app id and the app key of a sandbox that
//! listens. Tests without a runtime use
//! [`start_blocking`](crate::sandbox::Sandbox::start_blocking).
//!
//! # Entities and records
//!
//! ```
//! use crm_client::sandbox::{Entity, Field, Sandbox};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let lead = Entity::new("c__lead", "线索")
//!     .main(Field::string("c__name", "名称"))
//!     .field(Field::picklist("c__stage", "阶段", [(0, "新建"), (1, "跟进")]));
//! sandbox.declare(lead);
//! sandbox.declare_field("Account", Field::string("c__region", "大区").required());
//! let id = sandbox.insert("c__lead", &json!({ "c__name": "企能软件", "c__stage": 1 }));
//!
//! let crm = sandbox.client_builder().build()?;
//! let lead = crm.customentity().get("c__lead", &id, ["c__name"]).await?;
//! assert_eq!(lead.get::<String>("c__name")?, "企能软件");
//! let error = crm.account().add(&json!({ "accountName": "杨志永" })).await.unwrap_err();
//! assert!(error.to_string().contains("c__region"));
//! # Ok(())
//! # }
//! ```
//!
//! A field name that `c__lead` does not have is refused, with a suggestion. Other entities accept any
//! field name until a test declares them, because the vendor's samples show only a few fields.
//! [`Sandbox::demo`](crate::sandbox::Sandbox::demo) has declared entities with hundreds of invented
//! records.
//!
//! Every record has the audit fields `createdOn`, `modifiedOn`, `createdBy`, `modifiedBy`,
//! `owningUser` and `isDeleted`. With [`advance`](crate::sandbox::Sandbox::advance), a test can change
//! records at different times, and check an incremental export:
//!
//! ```
//! use std::time::Duration;
//!
//! use crm_client::Sort;
//! use crm_client::filter::field;
//! use crm_client::sandbox::Sandbox;
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox.client_builder().build()?;
//! crm.account().add(&json!({ "accountName": "甲" })).await?;
//! let first = crm.account().list(["modifiedOn"]).await?.data[0].get::<String>("modifiedOn")?;
//!
//! sandbox.advance(Duration::from_secs(60));
//! crm.account().add(&json!({ "accountName": "乙" })).await?;
//! let changed = field("modifiedOn").gt(&first);
//! let query = crm.entity().adv_query("Account", ["accountName"], changed);
//! let rows = query.sort(Sort::asc("modifiedOn")).await?.data;
//! assert_eq!(rows.len(), 1);
//! assert_eq!(rows[0].get::<String>("accountName")?, "乙");
//! # Ok(())
//! # }
//! ```
//!
//! Records that changed in the same second need more care: see
//! [the export in the chapter about lists](super::lists#export-since-a-date).
//!
//! # Replies and endpoints of a test
//!
//! [`answer`](crate::sandbox::Sandbox::answer) defines the reply of the next call of an endpoint, and
//! [`endpoint`](crate::sandbox::Sandbox::endpoint) a function for an endpoint that the API table does
//! not have. The [`journal`](crate::sandbox::Sandbox::journal) has the last requests with their
//! parameters, bodies and replies.
//!
//! ```
//! use crm_client::RawRequest;
//! use crm_client::sandbox::Sandbox;
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox.client_builder().build()?;
//! sandbox.answer("account/list", &json!([{ "accountId": "002-1", "accountName": "杨志永" }]));
//! assert_eq!(crm.account().list(["accountName"]).await?.data.len(), 1);
//!
//! sandbox.endpoint("lead/convert", |call| Ok(json!({ "converted": call.param("lead_id") })));
//! let convert = RawRequest::post("lead/convert").query("lead_id", "4711");
//! let reply: serde_json::Value = crm.call(convert).returning().await?;
//! assert_eq!(reply["converted"], "4711");
//!
//! let journal = sandbox.journal();
//! assert_eq!(journal[1].param("lead_id").as_deref(), Some("4711"));
//! # Ok(())
//! # }
//! ```
//!
//! If a program of yours signs requests itself, [`Exchange::signature`] returns what the sandbox signed,
//! what the program appears to have signed, the first difference, and the
//! [reasons](crate::sandbox::SignatureReason) with their remedies. [`SignatureCheck::of`] does the same for a
//! request to any server.
//!
//! [`Exchange::signature`]: crate::sandbox::Exchange::signature
//! [`SignatureCheck::of`]: crate::sandbox::SignatureCheck::of
//!
//! # A CRM that behaves differently
//!
//! The vendor does not document how a CRM represents a missing value, for example, or what it does with
//! a `page_size` of 201. The sandbox has [a table of its choices](crate::sandbox#what-is-the-sandboxs-own-choice).
//! A [`Behavior`](crate::sandbox::Behavior) changes them, so that a test can check whether a program
//! relies on one of them:
//!
//! ```
//! use crm_client::sandbox::behavior::{Behavior, NullForm, TimeForm};
//! use crm_client::sandbox::Sandbox;
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! for nulls in [NullForm::Null, NullForm::Absent, NullForm::EmptyString] {
//!     let sandbox = Sandbox::new();
//!     let behavior = Behavior::default().nulls(nulls).date_times(TimeForm::Milliseconds);
//!     sandbox.set_behavior(behavior);
//!     let id = sandbox.insert("Account", &json!({ "accountName": "杨志永" }));
//!     let crm = sandbox.client_builder().build()?;
//!     let account = crm.account().get(&id, ["phone", "createdOn"]).await?;
//!     let phone = account.plain_string("phone").unwrap_or_default();
//!     assert!(phone.is_empty() && account.get::<u64>("createdOn")? > 0);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Save and restore
//!
//! [`snapshot`](crate::sandbox::Sandbox::snapshot) returns the contents as one JSON document, and
//! [`restore`](crate::sandbox::Sandbox::restore) replaces them. To start a server with demo data:
//!
//! ```
//! use crm_client::sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::start().await?;
//! sandbox.restore(&Sandbox::demo().snapshot())?;
//! # Ok(())
//! # }
//! ```
//!
//! # Refusals, and time
//!
//! ```
//! use std::time::Duration;
//!
//! use crm_client::Code;
//! use crm_client::sandbox::Sandbox;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox.client_builder().build()?;
//! let code = async || crm.account().list(["accountName"]).await.err().and_then(|it| it.code());
//!
//! sandbox.revoke_rights(&sandbox.user());
//! assert_eq!(code().await, Some(Code::INSUFFICIENT_RIGHTS));
//! sandbox.restore_rights(&sandbox.user());
//!
//! sandbox.disable_api();
//! assert_eq!(code().await, Some(Code::NOT_ENABLED));
//! sandbox.enable_api();
//!
//! sandbox.set_quota(Some(1));
//! assert_eq!([code().await, code().await], [None, Some(Code::RATE_LIMITED)]);
//! sandbox.set_quota(None);
//!
//! // A download URL is valid for five minutes there.
//! let path = crm.file().upload("note.txt", b"x").await?.file_path;
//! let link = crm.file().download_url(&path).await?;
//! sandbox.advance(link.expires.lifetime());
//! assert!(link.expires.is_expired_at(sandbox.now()));
//! # Ok(())
//! # }
//! ```
//!
//! A client from `client_builder` uses the sandbox's clock, so its signatures stay valid after
//! [`advance`](crate::sandbox::Sandbox::advance).
//!
//! # Faults
//!
//! A [`Fault`](crate::sandbox::Fault) is a failure between a client and the server: no connection, no
//! reply, half a reply, a late reply, a page of a proxy, a wrong clock. By default, it applies once, to
//! the next request. [`on`](crate::sandbox::Fault::on), [`after`](crate::sandbox::Fault::after) and
//! [`times`](crate::sandbox::Fault::times) select the endpoint, the first request and the number of
//! requests. [`completed_calls`](crate::sandbox::Sandbox::completed_calls) returns the calls that were carried out.
//!
//! ```
//! use crm_client::Outcome;
//! use crm_client::sandbox::{Fault, Sandbox};
//! use serde_json::json;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let sandbox = Sandbox::new();
//! let crm = sandbox.client_builder().max_attempts(1).build()?;
//!
//! sandbox.inject(Fault::reset().after_completion().on("account/add"));
//! let error = crm.account().add(&json!({ "accountName": "杨志永" })).await.unwrap_err();
//! assert_eq!((error.outcome(), sandbox.completed_calls()), (Outcome::Unknown, vec!["account/add"]));
//!
//! sandbox.inject(Fault::status(503).header("retry-after", "120").times(2));
//! let error = crm.user().list(["userName"]).await.unwrap_err();
//! assert_eq!(error.retry_after().map(|it| it.as_secs()), Some(120));
//! sandbox.clear_faults();
//!
//! sandbox.disconnect().await;
//! assert!(crm.user().list(["userName"]).await.unwrap_err().is_connect());
//! sandbox.reconnect().await?;
//! assert!(crm.user().list(["userName"]).await.is_ok());
//! # Ok(())
//! # }
//! ```
//!
//! Where the vendor's documentation is silent, the sandbox makes its own choice.
//! [Its page](crate::sandbox) lists them: do not rely on them outside of tests.
