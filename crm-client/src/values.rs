//! The values in requests and responses.

mod body;
mod cascade;
mod data_type;
pub(crate) mod decode;
mod expiry;
mod fields;
pub mod filter;
mod id;
mod json;
mod lossy;
mod record;
mod secret;
mod sort;
mod upload;
pub(crate) mod wire;

pub use body::Body;
pub use cascade::Cascade;
pub use data_type::DataType;
pub use expiry::Expiry;
pub use fields::{Fields, Row};
pub use filter::Filter;
pub use id::{Id, ParseIdError};
pub use json::Json;
pub use lossy::{Lossy, RowError};
pub use record::Record;
pub use secret::{Password, Secret};
#[cfg(feature = "sandbox")]
pub(crate) use sort::Direction;
pub use sort::{ParseSortError, Sort};
pub use upload::Upload;
pub(crate) use wire::ENCODED;
