//! Background tasks, which make progress even if nobody polls them.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::task::{JoinError, JoinHandle};

/// A background task that is aborted when this handle is dropped. It returns `None` if its runtime
/// shuts down before the task completes.
pub(crate) struct Task<T>(JoinHandle<T>);

impl<T: Send + 'static> Task<T> {
    /// Starts the task in the current Tokio runtime.
    pub(crate) fn spawn(work: impl Future<Output = T> + Send + 'static) -> Task<T> {
        Task(tokio::spawn(in_current_span(work)))
    }
}

/// Runs the future within the current span and with the current subscriber.
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

/// Resumes the panic of a task in the thread that waits for the task.
pub(crate) fn resume(error: JoinError) -> ! {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(error) => panic!("the task was cancelled while a caller waited for it: {error}"),
    }
}
