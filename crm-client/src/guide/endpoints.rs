//! Adding endpoints: define an endpoint in your program, or add it to this crate.
//!
//! To call an endpoint only a few times, use a
//! [raw request](super::options#raw-requests).
//!
//! # Define an endpoint in your program
//!
//! Implement [`Endpoint`](crate::Endpoint) for a type, and pass a value of it to
//! [`Client::call`](crate::Client::call). It then behaves like the requests of this crate: the client
//! validates its parameters before it sends them, sets the user, and decodes the reply into
//! [`Reply`](crate::Endpoint::Reply).
//!
//! ```
//! use crm_client::Endpoint;
//! use crm_client::endpoint::{Info, Param, Parts, Returns};
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
//!     const INFO: Info<'static> = Info::get("area/subarea", "api-area")
//!         .doc("Lists the areas in an area.")
//!         .query(&[Param::string("parent")])
//!         .returns(Returns::List(&[Param::string("area_name")]));
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
//! [`Info`](crate::endpoint::Info) describes the endpoint. [`Info::get`](crate::endpoint::Info::get)
//! is for calls that read, and [`Info::post`](crate::endpoint::Info::post) for calls that write. Add
//! [`safe`](crate::endpoint::Info::safe) to a `POST` that only reads, so that the client retries it
//! like a `GET`. A parameter with [`from_client`](crate::endpoint::Param::from_client) is the user that
//! the client sets; implement [`HasOpUser`](crate::endpoint::HasOpUser) too, so that a call can set
//! another user. In [`write`](crate::Endpoint::write), pass every other parameter and the body to
//! [`Parts`](crate::endpoint::Parts).
//!
//! # Add an endpoint to this crate
//!
//! Add the endpoint to its file under `spec/`. The comment in `spec/common.toml` explains the format. For
//! a new resource, create a file with the name of the first part of its paths; the file begins with
//! `page` and `doc`. This endpoint is invented:
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
//! Then run `cargo xtask regen`. It generates the request, the method, the row of
//! [`ENDPOINTS`](crate::ENDPOINTS) with the sample, and the OpenAPI document, or reports every mistake with
//! its line. The sandbox answers `add`, `get`, `list`, `update` and `delete` of a resource from its
//! records. It answers any other new endpoint with the sample, unless a handler is written for it.
