//! What carries the requests of a client: its HTTP client, or a transport of somebody's own.

use std::future::ready;
use std::time::Duration;

use crate::http_client::HttpClient;
use crate::signed::Signed;
use crate::{ResponseFuture, Transport, TransportError};

pub(crate) enum Carrier {
    /// It takes requests as they are, which spares them to be taken apart and put together again.
    HttpClient(Box<HttpClient>),
    Transport(Box<dyn Transport>),
}

impl Carrier {
    pub(crate) fn send(&self, request: Signed<'_>) -> ResponseFuture<'_> {
        match self {
            Carrier::HttpClient(client) => client.send(request),
            Carrier::Transport(transport) => match request.into_request() {
                Ok(request) => transport.send(request),
                // What is not even a request was not sent either.
                Err(error) => Box::pin(ready(Err(TransportError::unfit_request(error)))),
            },
        }
    }

    /// The longest time that it waits for a connection, if calls can ask for less.
    pub(crate) fn connect_timeout(&self) -> Option<Duration> {
        match self {
            Carrier::HttpClient(client) => Some(client.connect_timeout()),
            Carrier::Transport(transport) => transport.connect_timeout(),
        }
    }
}
