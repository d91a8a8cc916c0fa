//! Testing: a CRM in memory, and its faults, behind the feature `sandbox`.
//!
//! The [`sandbox`](crate::sandbox) answers every endpoint, and checks every request by the same table
//! that the client is generated with: missing and malformed parameters, bad and stale signatures. Turn
//! the feature on for tests alone:
//!
//! ```toml
//! [dev-dependencies]
//! crm-client = { path = "../crm-client/crm-client", features = ["sandbox"] }
//! ```
//!
//! Each test can have one of its own, [in-process](crate::sandbox::Sandbox::new) or
//! [listening](crate::sandbox::Sandbox::start) on a loopback port, and a client that is made by
//! [`client_builder`](crate::sandbox::Sandbox::client_builder). A program that makes its own client
//! is given the [`base_url`](crate::sandbox::Sandbox::base_url), the app id and the key of one that
//! listens.
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
//! sandbox.withdraw_rights(&sandbox.user());
//! assert_eq!(code().await, Some(Code::INSUFFICIENT_RIGHTS));
//! sandbox.restore_rights(&sandbox.user());
//!
//! sandbox.switch_off();
//! assert_eq!(code().await, Some(Code::NOT_ENABLED));
//! sandbox.switch_on();
//!
//! sandbox.limit_calls(Some(1));
//! assert_eq!([code().await, code().await], [None, Some(Code::RATE_LIMITED)]);
//! sandbox.limit_calls(None);
//!
//! // A download URL is valid for five minutes there.
//! let path = crm.file().upload("note.txt", b"x").await?.file_path;
//! let link = crm.file().download_url(&path).await?;
//! sandbox.advance(link.expires.lifetime());
//! assert!(link.expires.is_over_at(sandbox.now()));
//! # Ok(())
//! # }
//! ```
//!
//! The sandbox's clients go by its clock, so [`advance`](crate::sandbox::Sandbox::advance) makes
//! old what it gave out, and not their signatures.
//!
//! # Faults
//!
//! A [`Fault`](crate::sandbox::Fault) is what goes wrong between a client and a server: no
//! connection, no answer, half of one, a late one, a page of a proxy, a wrong clock. It strikes once,
//! on any request, unless it is told on which endpoint, after how many, and how often.
//! [`acted`](crate::sandbox::Sandbox::acted) says which calls were carried out all the same.
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
//! sandbox.inject(Fault::reset().after_acting().on("account/add"));
//! let error = crm.account().add(&json!({ "accountName": "杨志永" })).await.unwrap_err();
//! assert_eq!((error.outcome(), sandbox.acted()), (Outcome::Unknown, vec!["account/add"]));
//!
//! sandbox.inject(Fault::status(503).header("retry-after", "120").times(2));
//! let error = crm.user().list(["userName"]).await.unwrap_err();
//! assert_eq!(error.retry_after().map(|it| it.as_secs()), Some(120));
//! sandbox.clear_faults();
//!
//! sandbox.unplug().await;
//! assert!(crm.user().list(["userName"]).await.unwrap_err().is_connect());
//! sandbox.plug().await?;
//! assert!(crm.user().list(["userName"]).await.is_ok());
//! # Ok(())
//! # }
//! ```
//!
//! What the vendor does not document is the sandbox's own choice, as
//! [its page](crate::sandbox) tells case by case: do not rely on it outside of a test.
