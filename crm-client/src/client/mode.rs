//! How calls are made.

/// Calls are made by futures, which is what a [`Client`](crate::Client) does unless it is a blocking
/// one.
///
/// ```
/// use crm_client::{Async, Client};
///
/// fn name(crm: &Client<Async>) -> &str {
///     crm.base_url() // `Client` alone is the same type.
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Async;

/// Calls are made at once, while the thread waits. See [`blocking`](crate::blocking).
///
/// ```
/// use crm_client::{Blocking, Client, Error};
///
/// fn users(crm: &Client<Blocking>) -> Result<usize, Error> {
///     Ok(crm.user().list(["userName"]).send()?.data.len())
/// }
/// ```
#[cfg(feature = "blocking")]
#[derive(Clone, Copy, Debug)]
pub struct Blocking;
