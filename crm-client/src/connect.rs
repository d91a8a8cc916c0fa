//! The limit that a call sets on connecting: from the call to the connector, which is made before it.
//!
//! An HTTP client has one limit for all its connections. What a call says is told to the task that
//! makes it, and a layer around the connector asks the task.

use std::future::Future;
use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::timeout;
use tower_layer::Layer;
use tower_service::Service;

tokio::task_local! {
    static CONNECT_TIMEOUT: Duration;
}

/// Does some work, in which connections are waited for no longer than that.
pub(crate) fn within<W: Future>(limit: Duration, work: W) -> impl Future<Output = W::Output> {
    CONNECT_TIMEOUT.scope(limit, work)
}

/// Limits a connector to what the task says.
#[derive(Clone, Copy)]
pub(crate) struct Limit;

impl<C> Layer<C> for Limit {
    type Service = Limited<C>;

    fn layer(&self, connector: C) -> Limited<C> {
        Limited(connector)
    }
}

#[derive(Clone)]
pub(crate) struct Limited<C>(C);

type BoxError = Box<dyn std::error::Error + Send + Sync>;

impl<C, D> Service<D> for Limited<C>
where
    C: Service<D, Error = BoxError>,
    C::Future: Send + 'static,
{
    type Response = C::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<C::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.0.poll_ready(cx)
    }

    fn call(&mut self, destination: D) -> Self::Future {
        let connection = self.0.call(destination);
        match CONNECT_TIMEOUT.try_get() {
            Err(_) => Box::pin(connection),
            Ok(limit) => Box::pin(async move {
                let late = |_| Error::new(ErrorKind::TimedOut, "the time to connect was up");
                timeout(limit, connection).await.map_err(late)?
            }),
        }
    }
}
