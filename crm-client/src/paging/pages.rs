//! Going through a list page by page.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use http::StatusCode;
use serde_json::value::RawValue;
use tokio::runtime::Handle;

use super::page::Page;
use super::queue::{Came, Fetching, Queue};
use crate::endpoint::{Endpoint, reply};
use crate::error::{Error, Outcome, Problem, TransportError};
use crate::facts::PAGE_NO;
use crate::pipeline::{self, Core, Options, Received, Task};
use crate::values::Row;

/// The pages of a list, each fetched when it is asked for.
///
/// It is a [`Stream`], and has [`next`](Pages::next) for those who need no more. It ends when as many
/// rows have come as the server says there are, or at an empty page, which it does not yield; or with
/// the first error, which is what a server gets that sends one page again and again. It can be moved
/// into a task.
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
    /// The first page.
    first: u32,
    /// The page to fetch next, if there may be one.
    next: Option<u32>,
    /// How many rows there are, and how many of them make a page, as far as the totals say.
    totals: Option<(u64, u64)>,
    /// How many rows are wanted.
    wanted: Option<u64>,
    /// How many rows were handed out.
    given: u64,
    /// How many rows there were up to here, those before the first page included.
    seen: u64,
    /// The data of the last page for which the totals were of no use.
    previous: Option<String>,
}

impl<T: Row> Pages<T> {
    pub(crate) fn new<E: Endpoint>(core: Arc<Core>, request: E, options: Options) -> Pages<T> {
        let first = pipeline::page_no(&request);
        let endpoint = request.info().path.to_owned();
        let fetch = move |number, ahead| -> Fetching<T> {
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
                return Box::pin(page);
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
            first,
            next: Some(first),
            totals: None,
            wanted: None,
            given: 0,
            seen: 0,
            previous: None,
        }
    }

    /// Fetches up to so many pages before they are asked for. Default: none.
    ///
    /// The first page comes alone, since it says how many there are; where it does not, each page
    /// waits for the one before it. In a Tokio runtime they come whether this is polled or not. When
    /// it is dropped, no more than these pages were fetched for nothing.
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
        self.prefetch = pages;
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

    /// No page is fetched that is not needed for so many rows, with those that are still at hand.
    pub(crate) fn limit(&mut self, rows: usize, at_hand: usize) {
        let wanted = self.given.saturating_add(rows as u64);
        self.wanted = Some(wanted.saturating_sub(at_hand as u64));
    }

    /// Goes on with the pages that are fetched before they are asked for.
    pub(crate) fn drive(&mut self, cx: &mut Context<'_>) {
        if self.prefetch == 0 {
            return;
        }
        self.queue.collect(cx);
        while self.queue.len() < self.prefetch
            && let (Some(next), Some(last)) = (self.next, self.last())
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

    /// Counts a page that has rows, and tells whether there can be more behind it.
    fn count(&mut self, came: &Came<T>) -> Result<bool, Error> {
        let Came { number: asked, page, body, attempts } = came;
        if let Some(came) = page.page_no
            && came != *asked
        {
            let what = format!("page {asked} was asked for, and page {came} came");
            return Err(self.error(*attempts, Problem::new(PAGE_NO, what)));
        }
        if self.seen == 0 {
            self.seen = page.rows_before().unwrap_or_default();
        }
        let rows = page.data.len() as u64;
        (self.seen, self.given) = (self.seen + rows, self.given + rows);
        self.totals = page.total_size.zip(page.page_size.map(u64::from));
        match (page.total_size, page.page_no) {
            (Some(total), _) if self.seen == total => return Ok(false),
            (Some(total), Some(_)) if self.seen < total => return Ok(true),
            // The totals are not whole, or there are more rows than they say: only an empty page is
            // the end, and whether one page comes for ever is to be seen from its data.
            (Some(_) | None, _) => {}
        }
        let data = data(body);
        if data == self.previous {
            let what = format!("page {asked} is the one before it again");
            return Err(self.error(*attempts, Problem::new("data", what)));
        }
        self.previous = data;
        Ok(true)
    }

    /// The last page that there is, by the totals, or that is wanted.
    fn last(&self) -> Option<u32> {
        let (total, size) = self.totals?;
        let size = size.max(1);
        let there_are = total.div_ceil(size);
        let before = u64::from(self.first).saturating_sub(1);
        let wanted = self.wanted.map(|rows| before.saturating_add(rows.div_ceil(size)));
        let last = wanted.map_or(there_are, |wanted| wanted.min(there_are));
        u32::try_from(last).ok()
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
            Ok(came) => match this.count(&came) {
                Ok(true) => {
                    this.drive(cx);
                    return Poll::Ready(Some(Ok(came.page)));
                }
                Ok(false) => Some(Ok(came.page)),
                Err(error) => Some(Err(error)),
            },
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

/// The JSON of `data`.
fn data(body: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Reply<'a> {
        #[serde(borrow)]
        data: &'a RawValue,
    }

    let reply = serde_json::from_slice(reply::text(body)).ok();
    reply.map(|Reply { data }| data.get().to_owned())
}
