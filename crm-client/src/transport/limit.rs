//! The size limit of a response, which travels with its request.

/// The maximum number of bytes of a response body, after decompression.
///
/// The client puts it into the [extensions](http::Extensions) of every request. A [`Transport`] that
/// reads from a network stops reading as soon as the body exceeds it, and fails with
/// [`TransportError::too_large`](crate::TransportError::too_large). If a transport ignores the limit,
/// the client refuses the response after it has been read.
///
/// ```
/// use bytes::Bytes;
/// use crm_client::{MaxResponseBytes, TransportError};
/// use http::Request;
///
/// fn check(request: &Request<Bytes>, read: usize) -> Result<(), TransportError> {
///     match request.extensions().get::<MaxResponseBytes>() {
///         Some(limit) if read > limit.0 => Err(TransportError::too_large(limit.0)),
///         _ => Ok(()),
///     }
/// }
/// ```
///
/// [`Transport`]: crate::Transport
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MaxResponseBytes(pub usize);

impl Default for MaxResponseBytes {
    /// Returns the default of a client: 32 MiB.
    fn default() -> MaxResponseBytes {
        MaxResponseBytes(32 << 20)
    }
}
