//! Tests of the binary `crm`.

mod calls;
mod support;
