//! Blocking client: the same calls without `async`, with the feature `blocking`.
//!
//! [`build_blocking`](crate::ClientBuilder::build_blocking) creates a
//! [blocking client](crate::blocking::Client). It has the same calls and options as the asynchronous
//! client. `send()` sends a call, in place of `.await`. Lists are iterators.
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
//! To convert an example of another chapter, remove `async`, call `send` instead of `.await`, and use `for`
//! instead of `while let Some(row) = rows.next().await`.
//!
//! If an import can be interrupted, see [Add a record once](super::errors#add-a-record-once).
//!
//! # Threads and runtimes
//!
//! All blocking clients of a program share one thread. The first blocking client starts it, and it runs
//! until the program ends. It has its own Tokio runtime, so timeouts, retries, limits and prefetch work as
//! in the asynchronous client.
//!
//! A program with several threads needs no Tokio runtime: clone one blocking client into the threads.
//!
//! Inside of a Tokio runtime, a blocking call also works, but it blocks the thread on which it is made.
//! Use the asynchronous client there. Do not share an asynchronous client between two current-thread
//! runtimes, see [Keep the client](super::start#keep-the-client).
//!
//! # Files
//!
//! [`Upload::open`](crate::Upload::open) is asynchronous. In a blocking program, read the file with
//! `std::fs::read`:
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let crm = crm_client::sandbox::Sandbox::new().client_builder().build_blocking()?;
//! let file = crm.file().upload("Cargo.toml", std::fs::read("Cargo.toml")?).send()?;
//! println!("{}", file.file_path);
//! # Ok(())
//! # }
//! ```
