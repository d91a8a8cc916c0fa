//! The pages of a list that are on their way, in their order.

use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use futures_util::FutureExt;
use futures_util::stream::FuturesOrdered;
use tokio::runtime::Handle;

use super::page::Page;
use crate::error::Error;
use crate::pipeline::Task;

pub(super) struct Queue<T> {
    fetch: Box<dyn Fn(u32, Asked) -> Fetching<T> + Send>,
    /// Those that are still on their way.
    fetching: FuturesOrdered<Numbered<T>>,
    /// Those before them, which have come, and which nobody has taken.
    came: VecDeque<(u32, Fetched<T>)>,
}

/// Whether somebody waits for a page.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Already,
    NotYet,
    /// It was begun before, in a runtime that has ended since.
    Again,
}

/// A page that came, with what is to be known of its response.
pub(super) struct Came<T> {
    pub(super) page: Page<T>,
    pub(super) body: Bytes,
    pub(super) attempts: u32,
}

pub(super) type Fetched<T> = Result<Came<T>, Error>;

type Fetching<T> = Pin<Box<dyn Future<Output = Fetched<T>> + Send>>;

/// A page to come, with its number. It comes to nothing if the runtime ends in which it was begun.
struct Numbered<T>(u32, Pin<Box<dyn Future<Output = Option<Fetched<T>>> + Send>>);

impl<T> Future for Numbered<T> {
    type Output = (u32, Option<Fetched<T>>);

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let number = self.0;
        self.1.as_mut().poll(cx).map(|fetched| (number, fetched))
    }
}

impl<T: Send + 'static> Queue<T> {
    pub(super) fn new<F>(fetch: impl Fn(u32, Asked) -> F + Send + 'static) -> Queue<T>
    where
        F: Future<Output = Fetched<T>> + Send + 'static,
    {
        let fetch = move |page_no, asked| -> Fetching<T> { Box::pin(fetch(page_no, asked)) };
        let (fetching, came) = (FuturesOrdered::new(), VecDeque::new());
        Queue { fetch: Box::new(fetch), fetching, came }
    }

    /// How many pages were begun and not taken.
    pub(super) fn len(&self) -> usize {
        self.fetching.len() + self.came.len()
    }

    /// Whether one of those that have come is none.
    pub(super) fn has_failed(&self) -> bool {
        self.came.iter().any(|(_, fetched)| fetched.is_err())
    }

    pub(super) fn start(&mut self, page_no: u32, asked: Asked) {
        let page = self.begin(page_no, asked);
        self.fetching.push_back(page);
    }

    /// Begins to fetch a page, which goes on whether this is polled or not, where that can be: it may
    /// hold one of the client's permits.
    fn begin(&self, page_no: u32, asked: Asked) -> Numbered<T> {
        let page = (self.fetch)(page_no, asked);
        match Handle::try_current() {
            Ok(_) if asked != Asked::Again => Numbered(page_no, Box::pin(Task::spawn(page))),
            Ok(_) | Err(_) => Numbered(page_no, Box::pin(page.map(Some))),
        }
    }

    /// Keeps what has come.
    pub(super) fn collect(&mut self, cx: &mut Context<'_>) {
        while let Poll::Ready(Some(came)) = self.poll_fetching(cx) {
            self.came.push_back(came);
        }
    }

    /// The next page that was begun.
    pub(super) fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<(u32, Fetched<T>)>> {
        match self.came.pop_front() {
            Some(came) => Poll::Ready(Some(came)),
            None => self.poll_fetching(cx),
        }
    }

    fn poll_fetching(&mut self, cx: &mut Context<'_>) -> Poll<Option<(u32, Fetched<T>)>> {
        loop {
            match ready!(Pin::new(&mut self.fetching).poll_next(cx)) {
                None => return Poll::Ready(None),
                Some((number, Some(fetched))) => return Poll::Ready(Some((number, fetched))),
                Some((number, None)) => {
                    let again = self.begin(number, Asked::Again);
                    self.fetching.push_front(again);
                }
            }
        }
    }

    pub(super) fn clear(&mut self) {
        self.fetching = FuturesOrdered::new();
        self.came.clear();
    }
}
