//! A request → how it ends, for the transport and the socket alike.

use std::sync::atomic::Ordering;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

use crate::sandbox::State;

/// What comes of a request.
#[derive(Clone, Debug)]
pub(in crate::sandbox) struct Outcome {
    pub(in crate::sandbox) wait: Wait,
    pub(in crate::sandbox) ending: Ending,
}

/// How long it takes to come.
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
    /// With nothing: the connection is closed.
    Closed,
    /// Before it began: no connection is made.
    Refused,
}

impl Outcome {
    pub(in crate::sandbox) fn at_once(response: Response<Bytes>) -> Outcome {
        Outcome { wait: Wait::Not, ending: Ending::Whole(response) }
    }
}

impl State {
    /// Takes a request, and waits for as long as it takes. Whoever no longer cares
    /// can drop this; what was acted upon stays so.
    pub(in crate::sandbox) async fn exchange(&self, request: &Request<Bytes>) -> Ending {
        let pulled = self.plug.pulled();
        if self.plug.is_pulled() {
            return Ending::Refused;
        }
        let Outcome { wait, ending } = self.crm().meet(request);
        match ending {
            Ending::Refused => {}
            Ending::Whole(_) | Ending::Cut(_) | Ending::Closed => {
                self.requests.fetch_add(1, Ordering::Relaxed);
            }
        }
        match wait {
            Wait::Not => ending,
            Wait::For(by) => match tokio::time::timeout(by, pulled).await {
                Ok(()) => Ending::Closed,
                Err(_) => ending,
            },
            Wait::Forever => {
                pulled.await;
                ending
            }
        }
    }
}
