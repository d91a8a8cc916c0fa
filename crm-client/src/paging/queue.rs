//! The pages of a list that are being fetched, in order.

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
    /// The pages that are still being fetched.
    fetching: FuturesOrdered<Fetching<T>>,
    /// For each page in `fetching`, the handle of the prefetched call. `None` if the page was never
    /// prefetched.
    ahead: VecDeque<Option<Arc<Ahead>>>,
    /// The received pages before those in `fetching`, which the caller has not taken yet.
    came: VecDeque<Fetched<T>>,
}

/// A received page, with details of its response.
pub(super) struct Came<T> {
    /// The number of the requested page.
    pub(super) number: u32,
    pub(super) page: Page<T>,
    pub(super) body: Bytes,
    pub(super) attempts: u32,
}

pub(super) type Fetched<T> = Result<Came<T>, Error>;

/// Fetches the page with the given number. It is prefetched if an [`Ahead`] is given.
type Fetch<T> = dyn Fn(u32, Option<Arc<Ahead>>) -> Fetching<T> + Send + Sync;

/// The future of a page. It is `Sync`, so that lists are `Sync`.
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

    /// Returns the number of pages that were started and not taken by the caller.
    pub(super) fn len(&self) -> usize {
        self.fetching.len() + self.came.len()
    }

    /// Returns whether fetching one of the received pages failed.
    pub(super) fn has_failed(&self) -> bool {
        self.came.iter().any(Result::is_err)
    }

    pub(super) fn start(&mut self, page_no: u32, is_ahead: bool) {
        let ahead = is_ahead.then(Arc::default);
        self.ahead.push_back(ahead.clone());
        self.fetching.push_back((self.fetch)(page_no, ahead));
    }

    /// Moves the completed pages at the front to the received pages.
    pub(super) fn collect(&mut self, cx: &mut Context<'_>) {
        while let Poll::Ready(Some(came)) = self.poll_fetching(cx) {
            self.came.push_back(came);
        }
    }

    /// Polls the next page. Marks it as awaited, because the caller waits for it from now on.
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
