//! The client as its users meet it.

mod blocking;
mod builder;
mod calls;
mod coverage;
mod errors;
mod faults;
mod given_up;
mod hostile;
mod limits;
mod matrix;
mod odd;
mod paging;
mod prefetch;
mod query;
mod records;
mod retries;
mod sandbox;
mod sandbox_rules;
mod sandbox_strict;
mod secrets;
mod steering;
mod structs;
mod support;
mod table;
mod tracing;
mod wire;
