//! A stream of the pages of a list.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::StatusCode;
use tokio::runtime::Handle;

use super::exclusive::Exclusive;
use super::page::Page;
use super::progress::{Next, Progress};
use super::queue::{Came, Fetching, Queue};
use crate::endpoint::{Endpoint, reply};
use crate::error::{Error, Outcome, Problem, TransportError};
use crate::pipeline::{self, Ahead, Core, Options, Received, Task};
use crate::values::Row;

/// The maximum number of prefetched pages.
const MAX_PREFETCH: usize = 32;

/// A stream of the pages of a list. It fetches each page on demand.
///
/// Call [`next`](Pages::next), or use it as a [`Stream`]. It can be moved into a task, and it is
/// `Sync` if its rows are. It ends in one of these cases:
///
/// * It has returned the number of rows that the server reports as the total, and the last page was
///   not full.
/// * The server returns an empty page. The stream does not return that page.
/// * A page fails. The stream returns the error first.
///
/// The total of the server can be wrong. Therefore, if the last page by the total is full, the
/// stream requests one more page. If the server repeats a page without counting its rows in the
/// total, the stream returns an error. To detect this, a list without totals stores 12 bytes per
/// page.
///
/// Lists are sorted from newest to oldest and paged by position. If a record is added during
/// paging, other records move to a later page and are returned twice. If a record is deleted during
/// paging, other records move to an earlier page and are missed.
///
/// ```
/// # use crm_client::sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = Sandbox::new().client_builder().build()?;
/// let mut pages = crm.user().list(["userName"]).page_size(2).pages();
/// while let Some(page) = pages.next().await {
///     println!("{} users", page?.data.len());
/// }
/// # Ok(())
/// # }
/// ```
///
/// With [`prefetch`](Pages::prefetch), the next pages are fetched while your program processes the
/// current one. See [the guide](crate::guide::lists).
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    endpoint: String,
    queue: Queue<T>,
    /// The maximum number of pages to fetch in advance.
    prefetch: usize,
    /// The number of the next page to fetch. `None` at the end of the list.
    next: Option<u32>,
    /// The number of pages that were requested.
    requested: u32,
    progress: Progress,
}

impl<T: Row> Pages<T> {
    pub(crate) fn new<E: Endpoint>(core: Arc<Core>, request: E, options: Options) -> Pages<T> {
        let first = pipeline::page_no(&request);
        let endpoint = request.info().path.to_owned();
        let fetch = move |number, ahead: Option<Arc<Ahead>>| -> Fetching<T> {
            let (core, request, mut options) = (core.clone(), request.clone(), options.clone());
            options.page = Some(number);
            options.ahead = ahead;
            let path = request.info().path.to_owned();
            let page = async move {
                let read = |Received { path, response, attempts, .. }: &Received<'_>| {
                    let (page, body) = (reply::response(path, response)?, response.body().clone());
                    Ok(Came { number, page, body, attempts: *attempts })
                };
                pipeline::run(&core, &request, &options, read).await
            };
            if Handle::try_current().is_err() {
                return Box::pin(Exclusive::new(page));
            }
            // A task makes progress even if nobody polls the list. It must, because it can hold a
            // permit of the client.
            let page = Task::spawn(page);
            Box::pin(async move {
                page.await.unwrap_or_else(|| {
                    let error =
                        TransportError::other("the runtime that sent the request was shut down");
                    Err(Error::transport(&path, error).attempted(1, Outcome::Unknown))
                })
            })
        };
        Pages {
            endpoint,
            queue: Queue::new(fetch),
            prefetch: 0,
            next: Some(first),
            requested: 0,
            progress: Progress::new(first),
        }
    }

    /// Fetches up to `pages` pages in advance. Default: 0. Maximum: 32; a larger number counts as
    /// 32, which limits the memory for these pages.
    ///
    /// Prefetching starts after the first page, because that page contains the total number of
    /// rows. If the reply has no total, each page is fetched after the previous one, unless the list is
    /// [`speculative`](Pages::speculative). Awaited calls
    /// take precedence over prefetched pages, see [the guide](crate::guide::limits).
    ///
    /// In a Tokio runtime, pages are fetched even if nobody polls the stream. If you drop the
    /// stream early, at most `pages` pages were fetched unnecessarily.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let mut pages = crm.user().list(["userName"]).page_size(1).pages().prefetch(2);
    /// while let Some(page) = pages.next().await {
    ///     println!("{} users", page?.data.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn prefetch(mut self, pages: usize) -> Pages<T> {
        self.prefetch = pages.min(MAX_PREFETCH);
        self
    }

    /// Prefetches pages even if the reply has no total, as that of an advanced query.
    ///
    /// The end of such a list is unknown, so pages after the end are requested unnecessarily: at most
    /// the number of prefetched pages, and at most as many as the list has. Prefetching stops after a
    /// page that has fewer rows than an earlier one.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// use crm_client::filter::field;
    ///
    /// let filter = field("userName").is_not_empty();
    /// let call = crm.entity().adv_query("User", ["userName"], filter).page_size(1);
    /// let mut pages = call.pages().prefetch(4).speculative();
    /// while let Some(page) = pages.next().await {
    ///     println!("{} users", page?.data.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn speculative(mut self) -> Pages<T> {
        self.progress.speculate();
        self
    }

    /// Returns the number of pages that were requested so far. It includes prefetched pages, even if
    /// their requests were cancelled at the end of the list.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let mut pages = crm.user().list(["userName"]).page_size(2).pages();
    /// while pages.next().await.is_some() {}
    /// assert_eq!(pages.requested(), 2);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn requested(&self) -> u32 {
        self.requested
    }

    /// Returns the next page, or `None` at the end of the list.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let mut pages = crm.user().list(["userName"]).page_size(2).pages();
    /// let first = pages.next().await.expect("there are users")?;
    /// assert_eq!(first.data.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Limits the number of rows from here on, and so the pages to fetch. `at_hand` of these rows are
    /// already fetched.
    pub(crate) fn limit(&mut self, rows: usize, at_hand: usize) {
        self.progress.limit(rows, at_hand);
    }

    /// Starts and drives the prefetched pages.
    pub(crate) fn drive(&mut self, cx: &mut Context<'_>) {
        if self.prefetch == 0 {
            return;
        }
        self.queue.collect(cx);
        while self.queue.len() < self.prefetch
            && let (Some(next), Some(last)) = (self.next, self.progress.last_page())
            && next <= last
            // The list ends with an error, so later pages are not needed.
            && !self.queue.has_failed()
        {
            self.start(next, true);
        }
        self.queue.collect(cx);
    }

    fn start(&mut self, page_no: u32, ahead: bool) {
        self.queue.start(page_no, ahead);
        self.requested = self.requested.saturating_add(1);
        self.next = page_no.checked_add(1);
    }

    /// Ends the list, and cancels the prefetched pages.
    fn end(&mut self) {
        self.next = None;
        self.queue.clear();
    }

    fn error(&self, attempts: u32, problem: Problem) -> Error {
        let error = Error::decode(&self.endpoint, problem).with_status(StatusCode::OK);
        error.attempted(attempts, Outcome::Unknown)
    }
}

impl<T: Row> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        this.drive(cx);
        if this.queue.len() == 0 {
            let Some(next) = this.next else { return Poll::Ready(None) };
            this.start(next, false);
        }
        let Some(fetched) = ready!(this.queue.poll_next(cx)) else {
            return Poll::Ready(None);
        };
        let result = match fetched {
            Ok(came) if came.page.data.is_empty() => None,
            Ok(came) => match this.progress.count(&came) {
                Ok(Next::More) => {
                    this.drive(cx);
                    return Poll::Ready(Some(Ok(came.page)));
                }
                Ok(Next::Last) => Some(Ok(came.page)),
                Ok(Next::End) => None,
                Err(problem) => Some(Err(this.error(came.attempts, problem))),
            },
            Err(error) if this.progress.ends_with(&error) => None,
            Err(error) => Some(Err(error)),
        };
        this.end();
        Poll::Ready(result)
    }
}

/// No field is ever pinned in place.
impl<T> Unpin for Pages<T> {}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("next", &self.next).finish_non_exhaustive()
    }
}
