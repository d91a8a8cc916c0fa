//! A client of the WiseCRM365 OpenAPI.

// In the order in which a reader would want them: a client makes calls of endpoints, …
mod call;
mod client;
mod credentials;
pub mod endpoint;
#[rustfmt::skip] // It is printed as it is generated, and not touched again.
#[allow(
    clippy::must_use_candidate,
    reason = "whoever takes a handle or makes a request goes on to use it; `Call` is `must_use`"
)]
#[allow(clippy::should_implement_trait, reason = "the names are the vendor's")]
mod generated;
// … each is attempted through a transport, and answered with an envelope, …
mod attempt;
mod envelope;
mod error;
mod transport;
// … and these are the values that go in and come out.
mod body;
mod cascade;
mod fields;
mod id;
mod page;
mod record;
// A server to test against.
#[cfg(feature = "sandbox")]
pub mod sandbox;

pub use body::Body;
pub use call::Call;
pub use cascade::Cascade;
pub use client::{Client, ClientBuilder};
pub use credentials::Credentials;
pub use endpoint::Endpoint;
pub use envelope::Reply;
pub use error::{Code, Error};
pub use fields::{Fields, Row};
pub use generated::endpoints::ENDPOINTS;
pub use generated::*;
pub use id::Id;
pub use page::{Items, Page, Pages};
pub use record::Record;
pub use transport::{ResponseFuture, Transport, TransportError};

// By these short paths generated code finds what else it needs.
use endpoint::{BodyKind, Entry, Info, Param, Parts, Returns};

/// What the generator makes of every feature of a spec, to see that it compiles.
#[cfg(test)]
#[rustfmt::skip]
#[path = "../../codegen/tests/golden/mod.rs"]
#[allow(dead_code, reason = "it is there to be compiled")]
#[allow(clippy::pedantic, clippy::new_without_default, reason = "its names are made up")]
mod kitchen_sink;
