//! A future that is `Sync`.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll};

/// Makes a future `Sync`, even if the inner future is not. This is sound because only the owner can
/// access the inner future. The mutex is never locked.
///
/// The future of a [`Transport`](crate::Transport) is only `Send`. A list that owned it directly
/// would not be `Sync`. A shared reference to the list could then not be held across an `.await`.
pub(super) struct Exclusive<T>(Mutex<Pin<Box<dyn Future<Output = T> + Send>>>);

impl<T> Exclusive<T> {
    pub(super) fn new(future: impl Future<Output = T> + Send + 'static) -> Exclusive<T> {
        Exclusive(Mutex::new(Box::pin(future)))
    }
}

impl<T> Future for Exclusive<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        let future = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        future.as_mut().poll(cx)
    }
}
