//! Blocking: the same client for threads that wait, behind the feature `blocking`.
//!
//! [`build_blocking`](crate::ClientBuilder::build_blocking) makes a
//! [client](crate::blocking::Client) with the same calls and options. `send()` makes a call where
//! the other client awaits it, and lists are iterators.
//!
//! ```
//! use crm_client::{Credentials, blocking};
//! use serde_json::json;
//!
//! fn import(crm: &blocking::Client, names: &[&str]) -> Result<(), crm_client::Error> {
//!     for name in names {
//!         crm.account().add(&json!({ "accountName": name })).send()?;
//!     }
//!     for customer in crm.account().list(["accountName"]).items().prefetch(2) {
//!         println!("{}", customer?.get::<String>("accountName")?);
//!     }
//!     Ok(())
//! }
//!
//! # fn main() -> Result<(), crm_client::Error> {
//! # let sandbox = crm_client::sandbox::Sandbox::new();
//! let crm = sandbox.client_builder().build_blocking()?;
//! import(&crm, &["甲", "乙"])
//! # }
//! ```
//!
//! The work of all blocking clients of a program is done by one thread, which is started with the
//! first of them and lasts as long as the program. That thread has a Tokio runtime of its own, so
//! timeouts, retries and limits hold as they do elsewhere, and pages that are fetched ahead come in
//! while your thread does other things. Inside of a Tokio runtime a blocking call works too, but
//! holds up the thread that it is made on: use the other client there.
//!
//! A program with several threads therefore needs no Tokio runtime for each of them: clone one blocking
//! client into the threads. A client of the other kind must not be shared by two current-thread
//! runtimes that are alive at the same time, because a call in one of them can wait for a connection
//! that the other one drives. Make one client per runtime there, or use one multi-thread runtime.
//!
//! A file for an upload is read with `std::fs::read`, since [`Upload::open`](crate::Upload::open)
//! is asynchronous:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build_blocking()?;
//! let file = crm.file().upload("Cargo.toml", std::fs::read("Cargo.toml")?).send()?;
//! println!("{}", file.file_path);
//! # Ok(())
//! # }
//! ```
