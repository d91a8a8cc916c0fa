//! Going through a list page by page.

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

/// The largest number of pages that are fetched before they are asked for.
const MAX_PREFETCH: usize = 32;

/// The pages of a list, each fetched when it is asked for.
///
/// It is a [`Stream`], and has [`next`](Pages::next) for those who need no more. It ends when as many
/// rows have come as the server says there are, or at an empty page, which it does not yield; or with
/// the first error. It can be moved into a task. It is `Sync` if its rows are.
///
/// A total can be wrong, so if the last page by the total is full, one more page is requested. A
/// server that repeats a page without counting its rows in the total gets an error. To notice that, a
/// list without totals remembers 12 bytes per page.
///
/// Lists are sorted newest first and paged by position, so records that are added meanwhile push
/// others onto a later page, where they come a second time; records that are deleted pull others
/// onto an earlier page, where they are missed.
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
/// With [`prefetch`](Pages::prefetch), the pages behind one are fetched while it is worked on. See
/// [the guide](crate::guide::lists).
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    endpoint: String,
    queue: Queue<T>,
    /// How many pages may be fetched before they are asked for.
    prefetch: usize,
    /// The page to fetch next, if there may be one.
    next: Option<u32>,
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
            // It goes on whether the list is polled or not: it may hold one of the client's permits.
            let page = Task::spawn(page);
            Box::pin(async move {
                page.await.unwrap_or_else(|| {
                    let error = TransportError::other("the runtime that it was sent in has ended");
                    Err(Error::transport(&path, error).attempted(1, Outcome::Unknown))
                })
            })
        };
        Pages {
            endpoint,
            queue: Queue::new(fetch),
            prefetch: 0,
            next: Some(first),
            progress: Progress::new(first),
        }
    }

    /// Fetches up to so many pages before they are asked for. Default: none.
    ///
    /// The first page comes alone, since it says how many there are; where it does not, each page
    /// waits for the one before it. In a Tokio runtime they come whether this is polled or not. When
    /// it is dropped, no more than these pages were fetched for nothing. Calls that are awaited take
    /// precedence over them, see [the guide](crate::guide::limits). A number above 32 counts as
    /// 32, so that the memory for these pages is limited whatever the server says.
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

    /// The next page.
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

    /// Limits the number of rows from here on, of which some are at hand, and so the pages to fetch.
    pub(crate) fn limit(&mut self, rows: usize, at_hand: usize) {
        self.progress.limit(rows, at_hand);
    }

    /// Goes on with the pages that are fetched before they are asked for.
    pub(crate) fn drive(&mut self, cx: &mut Context<'_>) {
        if self.prefetch == 0 {
            return;
        }
        self.queue.collect(cx);
        while self.queue.len() < self.prefetch
            && let (Some(next), Some(last)) = (self.next, self.progress.last_page())
            && next <= last
            // Behind an error nothing is wanted any more.
            && !self.queue.has_failed()
        {
            self.start(next, true);
        }
        self.queue.collect(cx);
    }

    fn start(&mut self, page_no: u32, ahead: bool) {
        self.queue.start(page_no, ahead);
        self.next = page_no.checked_add(1);
    }

    /// There is nothing more to come.
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

/// Nothing in it is ever pinned in place.
impl<T> Unpin for Pages<T> {}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("next", &self.next).finish_non_exhaustive()
    }
}
