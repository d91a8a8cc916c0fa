//! The client as its users meet it.

mod builder;
mod calls;
mod errors;
mod paging;
mod records;
mod sandbox;
mod secrets;
mod support;
mod table;
mod wire;
