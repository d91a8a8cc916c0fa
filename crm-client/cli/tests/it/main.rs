//! Tests of the binary `crm`.

mod calls;
mod doctor;
#[cfg(unix)]
mod login;
mod profiles;
#[cfg(unix)]
mod pty;
mod support;
