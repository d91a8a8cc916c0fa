//! Credentials, and the removal of secrets from strings.

mod credentials;
mod decoded;
mod scrub;

pub use credentials::Credentials;
#[cfg(feature = "sandbox")]
pub(crate) use credentials::Hash;
pub(crate) use scrub::hide;
