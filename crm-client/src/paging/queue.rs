//! The pages of a list that are on their way, in their order.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream::FuturesOrdered;

use super::page::Page;
use crate::error::Error;
use crate::pipeline::Ahead;

pub(super) struct Queue<T> {
    fetch: Box<Fetch<T>>,
    /// Those that are still on their way.
    fetching: FuturesOrdered<Fetching<T>>,
    /// Whether the caller awaits each of them.
    ahead: VecDeque<Option<Arc<Ahead>>>,
    /// Those before them, which have come, and which nobody has taken.
    came: VecDeque<Fetched<T>>,
}

/// A page that was received, with details of its response.
pub(super) struct Came<T> {
    /// The page that was asked for.
    pub(super) number: u32,
    pub(super) page: Page<T>,
    pub(super) body: Bytes,
    pub(super) attempts: u32,
}

pub(super) type Fetched<T> = Result<Came<T>, Error>;

/// Fetches the page with a number, which is prefetched if there is an [`Ahead`].
type Fetch<T> = dyn Fn(u32, Option<Arc<Ahead>>) -> Fetching<T> + Send + Sync;

/// A page that is being fetched. It is `Sync`, so that lists are `Sync`.
pub(super) type Fetching<T> = Pin<Box<dyn Future<Output = Fetched<T>> + Send + Sync>>;

impl<T> Queue<T> {
    /// Creates a queue that fetches pages with `fetch`.
    pub(super) fn new(
        fetch: impl Fn(u32, Option<Arc<Ahead>>) -> Fetching<T> + Send + Sync + 'static,
    ) -> Queue<T> {
        Queue {
            fetch: Box::new(fetch),
            fetching: FuturesOrdered::new(),
            ahead: VecDeque::new(),
            came: VecDeque::new(),
        }
    }

    /// How many pages were begun and not taken.
    pub(super) fn len(&self) -> usize {
        self.fetching.len() + self.came.len()
    }

    /// Whether one of the received pages is an error.
    pub(super) fn has_failed(&self) -> bool {
        self.came.iter().any(Result::is_err)
    }

    pub(super) fn start(&mut self, page_no: u32, is_ahead: bool) {
        let ahead = is_ahead.then(Arc::default);
        self.ahead.push_back(ahead.clone());
        self.fetching.push_back((self.fetch)(page_no, ahead));
    }

    /// Keeps what has come.
    pub(super) fn collect(&mut self, cx: &mut Context<'_>) {
        while let Poll::Ready(Some(came)) = self.poll_fetching(cx) {
            self.came.push_back(came);
        }
    }

    /// The next page that was begun, which the caller awaits from now on.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Fetched<T>>> {
        if let Some(came) = self.came.pop_front() {
            return Poll::Ready(Some(came));
        }
        if let Some(Some(ahead)) = self.ahead.front() {
            ahead.set_awaited();
        }
        self.poll_fetching(cx)
    }

    fn poll_fetching(&mut self, cx: &mut Context<'_>) -> Poll<Option<Fetched<T>>> {
        let came = ready!(Pin::new(&mut self.fetching).poll_next(cx));
        self.ahead.pop_front();
        Poll::Ready(came)
    }

    pub(super) fn clear(&mut self) {
        self.fetching = FuturesOrdered::new();
        self.ahead.clear();
        self.came.clear();
    }
}
