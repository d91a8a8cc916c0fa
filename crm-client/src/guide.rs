//! The guide: how this crate is used, a subject at a time.
//!
//! Each chapter can be read by itself. Where an example says `crm`, it means a client, which most
//! examples make of a CRM in memory; all of them run when this crate is tested.
//!
//! 1. [Getting started](start): a client, its user, and the first calls.
//! 2. [Credentials](credentials): keys and signatures, users, and clocks that disagree.
//! 3. [Rows](rows): records with a struct and without one, and fields that only your CRM has.
//! 4. [Lists](lists): pages, rows, streams, and what shifts meanwhile.
//! 5. [Errors](errors): what each means, and what to do about it.
//! 6. [Retries](retries): what is attempted again, when, and for how long.
//! 7. [Limits](limits): how many requests go out.
//! 8. [Options](options): what a single call can be told, and requests of what is not generated.
#![cfg_attr(feature = "blocking", doc = "9. [Blocking](blocking): the same for threads that wait.")]
#![cfg_attr(not(feature = "blocking"), doc = "9. Blocking: with the feature `blocking`.")]
//! 10. [Tracing](tracing): what is told of each call, and what never is.
#![cfg_attr(feature = "sandbox", doc = "11. [Testing](testing): a CRM in memory, and its faults.")]
#![cfg_attr(not(feature = "sandbox"), doc = "11. Testing: with the feature `sandbox`.")]
//! 12. [Own servers](on_premise): addresses, proxies, certificates, limits, rights and TLS.
//! 13. [Endpoints](endpoints): calling and adding endpoints that this crate does not have.

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
