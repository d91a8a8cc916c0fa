//! How calls are made.

/// Calls are made by futures, which is what a [`Client`](crate::Client) does unless it is a blocking
/// one.
#[derive(Clone, Copy, Debug)]
pub struct Async;

/// Calls are made at once, while the thread waits. See [`blocking`](crate::blocking).
#[cfg(feature = "blocking")]
#[derive(Clone, Copy, Debug)]
pub struct Blocking;
