//! Rows: records with a struct and without one, and fields that only your CRM has.
//!
//! # A struct of your own
//!
//! The calls whose names end in `_as` read rows into a type of yours, and read off it which fields
//! to ask for, so that the two cannot drift apart. Any struct with named fields will do that serde
//! can deserialize; the names are those that serde knows.
//!
//! ```
//! use crm_client::{Fields, Id};
//! use serde::Deserialize;
//! # use serde_json::json;
//!
//! #[derive(Deserialize)]
//! #[serde(rename_all = "camelCase")]
//! struct Customer {
//!     account_id: Id,
//!     account_name: String,
//!     phone: Option<String>, // A null, or nothing.
//!     #[serde(rename = "ownerId.createdOn")] // Through a reference; not documented.
//!     owner_since: Option<String>,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! let names = ["accountId", "accountName", "phone", "ownerId.createdOn"];
//! assert_eq!(Fields::of::<Customer>(), Fields::from(names));
//!
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! # let id = crm.account().add(&json!({ "accountName": "杨志永" })).await?.account_id;
//! let customer: Customer = crm.account().get_as(&id).await?;
//! let customers = crm.account().list_as::<Customer>().await?;
//! assert_eq!(customers.data[0].account_name, customer.account_name);
//! # Ok(())
//! # }
//! ```
//!
//! # Without one
//!
//! The other calls take the names of the fields, and return a [`Record`](crate::Record), which
//! keeps every field that the server sent, in its order, with every digit. A field is read as what
//! you say it is; one that is missing reads like a null. A whole record can be read into a struct
//! later on.
//!
//! ```
//! # use serde_json::json;
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! # let order = json!({ "subject": "WiseCRM365标准版 100用户", "amount": 99999.5 });
//! # let id = crm.salesorder().add(&order).await?.salesorder_id;
//! let order = crm.salesorder().get(&id, ["subject", "amount"]).await?;
//! let subject: String = order.get("subject")?;
//! let amount: f64 = order.get("amount")?;
//! assert_eq!(order.raw("amount"), Some("99999.5"));
//! for (name, json) in order.iter() {
//!     println!("{name}: {json}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What is not documented
//!
//! The vendor does not say how dates, multi-select and file fields look, nor how a field is
//! cleared. [`Json`](crate::Json) is a field of a struct that keeps such a value letter for letter;
//! `get` reads it once you know. What goes out is sent as it is given: any type that serializes to
//! a JSON object can be a record. An update ignores fields that are not updatable, in silence.
//!
//! ```
//! use crm_client::Json;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Deserialize, Serialize)]
//! #[serde(rename_all = "camelCase")]
//! struct Invoice {
//!     invoice_money: f64,
//!     #[serde(skip_serializing_if = "Option::is_none")]
//!     invoice_date: Option<Json>,
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! let invoice = Invoice { invoice_money: 20000.0, invoice_date: None };
//! let id = crm.invoice().add(&invoice).await?.invoice_id;
//! let invoice: Invoice = crm.invoice().get_as(&id).await?;
//! # Ok(())
//! # }
//! ```
//!
//! # The structs of your CRM
//!
//! Names of entities and fields are never to be guessed: [`metadata`](crate::metadata) tells them.
//! In this crate's repository two commands save what your CRM says of itself, and write a struct of
//! every row, of a row to be added, and of changes to one, and an open set of constants for every
//! picklist:
//!
//! ```sh
//! export CRM_APP_ID=000-your-app-id CRM_APP_KEY=your-app-key
//! cargo run --example metadata -- metadata    # CRM_BASE_URL: the server, where it is your own
//! cargo xtask structs --metadata metadata --out ../your-project/src/crm.rs
//! ```
//!
//! Their rows go through the calls above as they are. With `--check`, the second command fails
//! where the file is not what it would write. A few calls show what is there without any file:
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! for field in crm.metadata().field("Account").await? {
//!     println!("{} ({}): {}", field.field, field.name, field.data_type);
//! }
//! for picklist in crm.metadata().picklist("Account").await? {
//!     println!("{}: {} values", picklist.field, picklist.values.len());
//! }
//! # Ok(())
//! # }
//! ```
