//! The state that all calls of a client share.

use std::sync::Arc;

use http::HeaderMap;

use super::clock::Clock;
use super::limiter::Limiter;
use super::retry::Retry;
use super::timeout::Limits;
use crate::auth::Credentials;
#[cfg(feature = "tracing")]
use crate::transport::Server;
use crate::transport::{MaxResponseBytes, Transport};
use crate::values::Id;

pub(crate) struct Core {
    /// Ends with a slash.
    pub(crate) base_url: String,
    #[cfg(feature = "tracing")]
    pub(crate) server: Server,
    pub(crate) credentials: Credentials,
    pub(crate) user: Option<Id>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) clock: Clock,
    /// The default headers. A header of the call replaces the default header of the same name.
    pub(crate) headers: HeaderMap,
    /// The largest size of a URL in bytes.
    pub(crate) max_url_bytes: usize,
    pub(crate) limits: Limits,
    pub(crate) max_response_bytes: MaxResponseBytes,
    pub(crate) retry: Retry,
    pub(crate) limiter: Limiter,
}
