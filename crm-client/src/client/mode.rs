//! The modes of a client: asynchronous and blocking.

/// The mode of an asynchronous client, whose calls are futures. It is the default mode of
/// [`Client`](crate::Client).
///
/// ```
/// use crm_client::{Async, Client};
///
/// fn name(crm: &Client<Async>) -> &str {
///     crm.base_url() // `Client` is short for `Client<Async>`.
/// }
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Async;

/// The mode of a blocking client, whose calls block the current thread. See
/// [`blocking`](crate::blocking).
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
