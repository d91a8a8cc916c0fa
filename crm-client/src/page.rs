//! Lists: a page of rows, and what goes through all of them.

use std::collections::hash_map::DefaultHasher;
use std::fmt;
use std::future::{Future, poll_fn};
use std::hash::{Hash, Hasher};
use std::pin::Pin;
use std::slice;
use std::task::{Context, Poll, ready};
use std::vec;

use bytes::Bytes;
use futures_core::Stream;
use http::Response;
use serde_json::value::RawValue;

use crate::envelope::{Reply, Totals};
use crate::error::Problem;
use crate::{Call, Endpoint, Error, Row, attempt};

/// A page of a list: at most 200 rows, 20 unless the call says otherwise.
///
/// ```
/// # use crm_client::sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = Sandbox::new().client_builder().build()?;
/// let page = crm.user().list(["userName"]).page_size(2).await?;
/// assert_eq!((page.data.len(), page.total_size), (2, Some(3)));
/// for user in &page {
///     println!("{}", user.get::<String>("userName")?);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// How many rows there are on all pages, where the server says so.
    pub total_size: Option<u64>,
    /// How many rows make a page, where the server says so.
    pub page_size: Option<u32>,
    /// Which page it is, counted from 1, where the server says so.
    pub page_no: Option<u32>,
}

impl<T> Page<T> {
    /// The rows.
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.data.iter()
    }

    /// Whether the server's totals say that no row comes after those of this page.
    #[must_use]
    pub fn is_last(&self) -> bool {
        match (self.rows_before(), self.total_size) {
            (Some(before), Some(total)) => before + self.data.len() as u64 >= total,
            (None, _) | (_, None) => false,
        }
    }

    /// How many rows the pages before this one have, by what the server says.
    fn rows_before(&self) -> Option<u64> {
        Some(u64::from(self.page_no?.saturating_sub(1)) * u64::from(self.page_size?))
    }
}

impl<T: Row> Reply for Page<T> {
    type Data = Vec<T>;

    fn assemble(data: Vec<T>, totals: Totals) -> Page<T> {
        let Totals { total_size, page_size, page_no } = totals;
        Page { data, total_size, page_size, page_no }
    }
}

impl<T> IntoIterator for Page<T> {
    type Item = T;
    type IntoIter = vec::IntoIter<T>;

    fn into_iter(self) -> vec::IntoIter<T> {
        self.data.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Page<T> {
    type Item = &'a T;
    type IntoIter = slice::Iter<'a, T>;

    fn into_iter(self) -> slice::Iter<'a, T> {
        self.iter()
    }
}

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
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    endpoint: &'static str,
    fetch: Box<dyn FnMut(u32) -> Fetching<T> + Send>,
    state: State<T>,
    /// How many rows there were up to here, those before the first page included.
    seen: u64,
    /// The data of the last page for which the totals were of no use.
    previous: Option<u64>,
}

/// A page to come, and the response it is in.
type Fetching<T> = Pin<Box<dyn Future<Output = Result<(Page<T>, Response<Bytes>), Error>> + Send>>;

enum State<T> {
    Ready(u32),
    Waiting(u32, Fetching<T>),
    Done,
}

impl<T: Row> Pages<T> {
    pub(crate) fn new<E: Endpoint>(call: Call<E, Page<T>>) -> Pages<T> {
        let first = attempt::page_no(&call.request);
        let fetch = move |page_no| -> Fetching<T> {
            let Call { client, request, mut context, .. } = call.clone();
            context.page = Some(page_no);
            Box::pin(async move {
                let response = attempt::send(&client, &request, &context).await?;
                let page = attempt::decode(&client, &request, &response)?;
                Ok((page, response))
            })
        };
        let (endpoint, fetch) = (E::INFO.path, Box::new(fetch));
        Pages { endpoint, fetch, state: State::Ready(first), seen: 0, previous: None }
    }

    /// The next page.
    pub async fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }

    /// Counts a page that has rows, and tells whether there can be more behind it.
    fn count(
        &mut self,
        asked: u32,
        page: &Page<T>,
        response: &Response<Bytes>,
    ) -> Result<bool, Error> {
        if let Some(came) = page.page_no
            && came != asked
        {
            let what = format!("page {asked} was asked for, and page {came} came");
            return Err(self.error(response, Problem::new("page_no", what)));
        }
        if self.seen == 0 {
            self.seen = page.rows_before().unwrap_or_default();
        }
        self.seen += page.data.len() as u64;
        match (page.total_size, page.page_no) {
            (Some(total), _) if self.seen == total => return Ok(false),
            (Some(total), Some(_)) if self.seen < total => return Ok(true),
            // The totals are not whole, or there are more rows than they say: only an empty page is
            // the end, and whether one page comes for ever is to be seen from its data.
            (Some(_) | None, _) => {}
        }
        let data = Some(fingerprint(response.body()));
        if data == self.previous {
            let what = format!("page {asked} is the one before it again");
            return Err(self.error(response, Problem::new("data", what)));
        }
        self.previous = data;
        Ok(true)
    }

    fn error(&self, response: &Response<Bytes>, problem: Problem) -> Error {
        Error::decode(self.endpoint, problem).with_attempts(1).with_status(response.status())
    }
}

impl<T: Row> Stream for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            let (number, fetching) = match &mut this.state {
                State::Done => return Poll::Ready(None),
                State::Ready(number) => {
                    this.state = State::Waiting(*number, (this.fetch)(*number));
                    continue;
                }
                State::Waiting(number, fetching) => (*number, fetching),
            };
            let result = ready!(fetching.as_mut().poll(cx));
            this.state = State::Done;
            let (page, response) = match result {
                Ok((page, _)) if page.data.is_empty() => return Poll::Ready(None),
                Ok(fetched) => fetched,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            match this.count(number, &page, &response) {
                Err(error) => return Poll::Ready(Some(Err(error))),
                Ok(true) => this.state = number.checked_add(1).map_or(State::Done, State::Ready),
                Ok(false) => {}
            }
            return Poll::Ready(Some(Ok(page)));
        }
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let next = match &self.state {
            State::Ready(number) | State::Waiting(number, _) => Some(number),
            State::Done => None,
        };
        f.debug_struct("Pages").field("next", &next).finish_non_exhaustive()
    }
}

/// The rows of a list, page after page.
///
/// It is a [`Stream`], and has [`next`](Items::next) for those who need no more. It ends where
/// [`Pages`] ends, and the rows before an error come before it. Rows can shift meanwhile, as they can
/// for [`Pages`].
///
/// ```
/// # use crm_client::sandbox::Sandbox;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = Sandbox::new().client_builder().build()?;
/// let mut users = crm.user().list(["userName"]).page_size(200).items().max_items(1000);
/// while let Some(user) = users.next().await {
///     println!("{}", user?.get::<String>("userName")?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    rows: vec::IntoIter<T>,
    /// How many rows may still come.
    left: usize,
}

impl<T: Row> Items<T> {
    pub(crate) fn new(pages: Pages<T>) -> Items<T> {
        Items { pages, rows: Vec::new().into_iter(), left: usize::MAX }
    }

    /// At most so many rows from here on; no page is fetched beyond them. Default: all.
    pub fn max_items(mut self, max: usize) -> Items<T> {
        self.left = max;
        self
    }

    /// The next row.
    pub async fn next(&mut self) -> Option<Result<T, Error>> {
        poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl<T: Row> Stream for Items<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if this.left == 0 {
                return Poll::Ready(None);
            }
            if let Some(row) = this.rows.next() {
                this.left -= 1;
                return Poll::Ready(Some(Ok(row)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(cx)) {
                Some(Ok(page)) => this.rows = page.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

/// Nothing in it is ever pinned.
impl<T> Unpin for Items<T> {}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// What tells the data of one page from that of another.
fn fingerprint(body: &[u8]) -> u64 {
    #[derive(serde::Deserialize)]
    struct Reply<'a> {
        #[serde(borrow)]
        data: Option<&'a RawValue>,
    }

    let data = serde_json::from_slice(body).ok().and_then(|Reply { data }| data);
    let mut hasher = DefaultHasher::new();
    data.map(RawValue::get).hash(&mut hasher);
    hasher.finish()
}
