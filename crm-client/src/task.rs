//! Work that goes on whether somebody polls it or not.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::task::{JoinError, JoinHandle};

/// A task that ends when nobody waits for it any more.
pub(crate) struct Task<T>(JoinHandle<T>);

impl<T: Send + 'static> Task<T> {
    /// Begins the work, in the Tokio runtime that this is called in.
    pub(crate) fn spawn(work: impl Future<Output = T> + Send + 'static) -> Task<T> {
        #[cfg(feature = "tracing")]
        let work = tracing::Instrument::in_current_span(work);
        Task(tokio::spawn(work))
    }
}

impl<T> Future for Task<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        Pin::new(&mut self.0).poll(cx).map(|it| it.unwrap_or_else(|error| resume(error)))
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Goes on with a panic where somebody waits for what panicked.
pub(crate) fn resume(error: JoinError) -> ! {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(error) => panic!("nobody ends what is waited for: {error}"),
    }
}
