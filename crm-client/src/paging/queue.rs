//! The pages of a list that are on their way, in their order.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::stream::FuturesOrdered;

use super::page::Page;
use crate::error::Error;

pub(super) struct Queue<T> {
    fetch: Box<dyn Fn(u32, bool) -> Fetching<T> + Send>,
    /// Those that are still on their way.
    fetching: FuturesOrdered<Fetching<T>>,
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

pub(super) type Fetching<T> = Pin<Box<dyn Future<Output = Fetched<T>> + Send>>;

impl<T> Queue<T> {
    /// Creates a queue; `fetch` takes the number of a page, and whether it is prefetched.
    pub(super) fn new(fetch: impl Fn(u32, bool) -> Fetching<T> + Send + 'static) -> Queue<T> {
        let (fetching, came) = (FuturesOrdered::new(), VecDeque::new());
        Queue { fetch: Box::new(fetch), fetching, came }
    }

    /// How many pages were begun and not taken.
    pub(super) fn len(&self) -> usize {
        self.fetching.len() + self.came.len()
    }

    /// Whether one of the received pages is an error.
    pub(super) fn has_failed(&self) -> bool {
        self.came.iter().any(Result::is_err)
    }

    pub(super) fn start(&mut self, page_no: u32, ahead: bool) {
        self.fetching.push_back((self.fetch)(page_no, ahead));
    }

    /// Keeps what has come.
    pub(super) fn collect(&mut self, cx: &mut Context<'_>) {
        while let Poll::Ready(Some(came)) = Pin::new(&mut self.fetching).poll_next(cx) {
            self.came.push_back(came);
        }
    }

    /// The next page that was begun.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Fetched<T>>> {
        match self.came.pop_front() {
            Some(came) => Poll::Ready(Some(came)),
            None => Pin::new(&mut self.fetching).poll_next(cx),
        }
    }

    pub(super) fn clear(&mut self) {
        self.fetching = FuturesOrdered::new();
        self.came.clear();
    }
}
