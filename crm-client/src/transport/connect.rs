//! The time limit for connecting, which each request sets for itself.
//!
//! A request that could not connect in time was not sent, so it can be sent again. That is known only
//! if connecting fails before the attempt ends: afterwards, nobody can tell the phases apart. The
//! `connect_timeout` of reqwest holds for a whole client, but every call can set its timeout.

use std::error::Error as StdError;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::time::{Instant, timeout_at};
use tower_layer::Layer;
use tower_service::Service;

type BoxError = Box<dyn StdError + Send + Sync>;

/// The time at which connecting fails: an extension of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ConnectDeadline(Instant);

impl ConnectDeadline {
    /// Returns the deadline for an attempt, after three quarters of its time.
    pub(crate) fn within(start: Instant, end: Instant) -> ConnectDeadline {
        ConnectDeadline(start + end.saturating_duration_since(start) / 4 * 3)
    }

    /// Sends a request through a client that has the layer [`ConnectLimit`].
    pub(super) async fn scope<S: Future>(deadline: Option<ConnectDeadline>, send: S) -> S::Output {
        DEADLINE.scope(deadline, send).await
    }
}

tokio::task_local! {
    /// The deadline of the request that is being polled. The HTTP client begins to connect when it is
    /// polled for a request, so its connector finds the deadline here.
    static DEADLINE: Option<ConnectDeadline>;
}

/// A layer around the connector of an HTTP client, which lets connecting fail at the deadline.
#[derive(Clone, Copy, Debug)]
pub(super) struct ConnectLimit;

impl<S> Layer<S> for ConnectLimit {
    type Service = Limited<S>;

    fn layer(&self, connector: S) -> Limited<S> {
        Limited(connector)
    }
}

/// A connector with a deadline.
#[derive(Clone, Debug)]
pub(super) struct Limited<S>(S);

impl<S, R> Service<R> for Limited<S>
where
    S: Service<R, Error = BoxError>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, target: R) -> Self::Future {
        let connecting = self.0.call(target);
        match DEADLINE.try_with(|deadline| *deadline).ok().flatten() {
            Some(ConnectDeadline(deadline)) => Box::pin(async move {
                let late = |_| Err(io::Error::new(io::ErrorKind::TimedOut, LATE).into());
                timeout_at(deadline, connecting).await.unwrap_or_else(late)
            }),
            None => Box::pin(connecting),
        }
    }
}

/// What [`ConnectLimit`] reports.
const LATE: &str = "timed out while connecting";
