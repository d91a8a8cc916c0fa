//! Records and fields: records with and without a struct, custom fields, and metadata.
//!
//! # Records as structs
//!
//! Calls whose names end in `_as` decode each record into your type. They request exactly the fields of
//! that type, so the request and the type always match. The type can be any struct with named fields that
//! implements `serde::Deserialize`. The field names are those that serde uses, for example after
//! `rename_all`.
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
//!     phone: Option<String>, // `None` if the field is null or missing.
//!     #[serde(rename = "ownerId.createdOn")] // A field of the owner; not documented.
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
//! Use `Option` for every field that can be empty. A dotted name, such as `ownerId.createdOn`, reads a
//! field of the record that a reference field refers to. Dotted names were seen in use, but the vendor does
//! not document them.
//!
//! # Records without a struct
//!
//! The other calls take the names of the fields and return a [`Record`](crate::Record). A record keeps
//! every field that the server sent, in the same order, and every digit of numbers.
//! [`get`](crate::Record::get) decodes a field into the type that you request; a missing field is decoded
//! like null. You can also decode a whole record into a struct later.
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
//! # Values without documentation
//!
//! The vendor does not document the format of dates, multi-select fields and file fields, nor how to clear
//! a field. For such a field, use the type [`Json`](crate::Json), which keeps the JSON of the value
//! unchanged. When you know the format, decode it with its method `get`.
//!
//! To write a record, pass any type that serializes to a JSON object. The client sends it unchanged. The
//! server ignores fields that are not updatable in an update, without an error.
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
//! # Metadata
//!
//! Do not guess the names of entities and fields. [`metadata`](crate::metadata) lists them:
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
//!
//! # Generated structs for your CRM
//!
//! Two commands in the repository of this crate generate structs for all entities and fields of your CRM:
//!
//! ```sh
//! export CRM_APP_ID=000-your-app-id CRM_APP_KEY=your-app-key
//! cargo run --example metadata -- metadata    # set CRM_BASE_URL for an on-premise server
//! cargo xtask structs --metadata metadata --out ../your-project/src/crm.rs
//! ```
//!
//! The first command saves the metadata. The second one generates, for each entity, a struct for a record
//! that is read, one for a new record, and one for changes to a record. For each picklist, it generates a
//! set of constants that also accepts other values. All of them can be passed to the calls above. With
//! `--check`, the second command writes nothing, and fails if the file is not up to date.
