//! Tests of the binary `crm`.

mod calls;
mod doctor;
mod exit_codes;
mod integration;
#[cfg(unix)]
mod login;
mod options;
mod profiles;
#[cfg(unix)]
mod pty;
mod support;
