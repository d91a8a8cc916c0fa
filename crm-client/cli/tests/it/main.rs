//! Tests of the binary `crm`.
#![allow(clippy::needless_raw_string_hashes, reason = "`UPDATE_EXPECT` writes them")]

mod calls;
mod doctor;
mod exit_codes;
mod export;
mod files;
#[cfg(all(feature = "sqlite", feature = "excel"))]
mod import;
mod integration;
#[cfg(unix)]
mod login;
#[cfg(feature = "sqlite")]
mod mirror;
mod options;
mod output;
mod profiles;
#[cfg(unix)]
mod pty;
mod query;
mod raw;
mod sandbox;
mod schema;
mod sign;
mod structs;
mod support;
