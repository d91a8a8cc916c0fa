//! The client as its users meet it.

mod builder;
mod calls;
mod coverage;
mod errors;
mod faults;
mod odd;
mod paging;
mod query;
mod records;
mod sandbox;
mod secrets;
mod steering;
mod structs;
mod support;
mod table;
mod wire;
