//! Tests of the binary `crm`.

mod calls;
mod doctor;
mod exit_codes;
mod integration;
#[cfg(unix)]
mod login;
mod options;
mod files;
#[cfg(unix)]
mod login;
mod output;
mod profiles;
#[cfg(unix)]
mod pty;
mod query;
mod raw;
mod support;
