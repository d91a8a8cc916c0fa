//! How a request ends: the delay, then a response or a failed connection.

use std::time::Duration;

use bytes::Bytes;
use http::Response;

/// The outcome of a request.
#[derive(Clone, Debug)]
pub(in crate::sandbox) struct Outcome {
    pub(in crate::sandbox) wait: Wait,
    pub(in crate::sandbox) ending: Ending,
}

/// The delay before the outcome.
#[derive(Clone, Copy, Debug)]
pub(in crate::sandbox) enum Wait {
    Not,
    For(Duration),
    Forever,
}

/// How a request ends.
#[derive(Clone, Debug)]
pub(in crate::sandbox) enum Ending {
    /// With a response.
    Whole(Response<Bytes>),
    /// With a part of this response.
    Cut(Response<Bytes>),
    /// Without a response: the connection is closed.
    Closed,
    /// Before it began: no connection is established.
    Refused,
}

impl Outcome {
    pub(in crate::sandbox) fn at_once(response: Response<Bytes>) -> Outcome {
        Outcome { wait: Wait::Not, ending: Ending::Whole(response) }
    }
}
