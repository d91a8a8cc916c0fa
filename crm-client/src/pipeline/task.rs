//! Work that goes on whether somebody polls it or not.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::task::{JoinError, JoinHandle};

/// A task that ends when nobody waits for it any more. It comes to nothing when its runtime ends.
pub(crate) struct Task<T>(JoinHandle<T>);

impl<T: Send + 'static> Task<T> {
    /// Begins the work, in the Tokio runtime that this is called in.
    pub(crate) fn spawn(work: impl Future<Output = T> + Send + 'static) -> Task<T> {
        Task(tokio::spawn(in_current_span(work)))
    }
}

/// The work within the span that this is called in, told to whom it would be told here.
pub(crate) fn in_current_span<W: Future>(work: W) -> impl Future<Output = W::Output> {
    #[cfg(feature = "tracing")]
    let work = {
        use tracing::instrument::{Instrument, WithSubscriber};
        work.in_current_span().with_current_subscriber()
    };
    work
}

impl<T> Future for Task<T> {
    type Output = Option<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        Pin::new(&mut self.0).poll(cx).map(|ended| match ended {
            Ok(value) => Some(value),
            Err(error) if error.is_cancelled() => None,
            Err(error) => resume(error),
        })
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
