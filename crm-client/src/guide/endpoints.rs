//! Endpoints: how another one is added.
//!
//! # For a day
//!
//! A [`RawRequest`](crate::RawRequest) calls anything, as [options](super::options) shows.
//!
//! # In a program of yours
//!
//! A type that is an [`Endpoint`](crate::Endpoint) is called like those of this crate: its
//! parameters are checked before it is sent, the client gives it its user, and its reply has a
//! type.
//!
//! ```
//! use crm_client::Endpoint;
//! use crm_client::endpoint::{Info, Param, Parts};
//! use serde::Deserialize;
//!
//! #[derive(Clone, Debug)]
//! struct Subareas {
//!     parent: String,
//! }
//!
//! #[derive(Deserialize)]
//! struct Subarea {
//!     area_name: String,
//! }
//!
//! impl Endpoint for Subareas {
//!     type Reply = Vec<Subarea>;
//!
//!     const INFO: Info<'static> =
//!         Info::get("area/subarea", "api-area").query(&[Param::string("parent")]);
//!
//!     fn write<'a>(&'a self, parts: &mut Parts<'a>) {
//!         parts.query("parent", &self.parent);
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), crm_client::Error> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
//! for country in crm.area().root().await? {
//!     for area in crm.call(Subareas { parent: country.area_id.into() }).await? {
//!         println!("{}", area.area_name);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # In this crate
//!
//! Write it into its file under `spec/`, in the vendor's words; `spec/common.toml` says which there
//! are. This one is invented. A new resource is a new file, named for the first half of its paths,
//! which begins with its `page` and `doc`.
//!
//! ```toml
//! [[endpoint]]
//! path = "account/merge"
//! method = "POST"
//! doc = "Merges a customer into another."
//! query = ["op_user", "account_id", "force_update"]
//! returns = { object = ["account_id"] }
//! sample = '''{ "error_code": 0, "error_msg": "调用成功", "data": { "account_id": "xxx" } }'''
//! ```
//!
//! Then run `cargo xtask regen`, which writes the request, the call, the row of
//! [`ENDPOINTS`](crate::ENDPOINTS) and the OpenAPI document, or draws every mistake on its line.
//! The sandbox answers the five calls of any kind of record by itself, and any other call with its
//! sample, until it is given a function there.
