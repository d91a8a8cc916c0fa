//! User guide: one chapter for each task, with examples.
//!
//! Read "Getting started" first. After it, you can read the chapters in any order. In the examples,
//! `crm` is a client. Most examples create it from a sandbox, a simulated CRM in
//! memory. All examples are compiled and run by the tests of this crate.
//!
//! | chapter | contents |
//! |---|---|
//! | [Getting started](start) | create a client, find the user, make the first calls |
//! | [Authentication](credentials) | signatures, the acting user, clocks |
//! | [Records and fields](rows) | records with and without a struct, custom fields, metadata |
//! | [Lists, paging and export](lists) | pages, items, streams, prefetch, changes during paging, incremental export |
//! | [Errors](errors) | error codes, kinds of errors, and calls whose outcome is unknown |
//! | [Retries and timeouts](retries) | which failures are retried, delays, time limits |
//! | [Rate and concurrency limits](limits) | limit the number of requests |
//! | [Call options and raw requests](options) | options of a single call, and endpoints that this crate does not know |
#![cfg_attr(
    feature = "blocking",
    doc = "| [Blocking client](blocking) | use the client without `async` |"
)]
#![cfg_attr(
    not(feature = "blocking"),
    doc = "| Blocking client | use the client without `async`; needs the feature `blocking` |"
)]
//! | [Tracing](tracing) | a span for each call |
#![cfg_attr(
    feature = "sandbox",
    doc = "| [Testing with the sandbox](testing) | a simulated CRM for tests, and how to inject faults |"
)]
#![cfg_attr(
    not(feature = "sandbox"),
    doc = "| Testing with the sandbox | a simulated CRM for tests; needs the feature `sandbox` |"
)]
//! | [On-premise servers](on_premise) | base URL, proxies, certificates, limits of the server, rights, TLS |
//! | [Adding endpoints](endpoints) | define an endpoint in your program, or add it to this crate |
//!
//! Six of the chapters are also available [in Chinese (中文指南)](zh).

#[cfg(feature = "blocking")]
pub mod blocking;
pub mod credentials;
pub mod endpoints;
pub mod errors;
pub mod limits;
pub mod lists;
pub mod on_premise;
pub mod options;
pub mod retries;
pub mod rows;
pub mod start;
#[cfg(feature = "sandbox")]
pub mod testing;
pub mod tracing;
pub mod zh;
