//! A stream of the rows of a list.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;

use super::pages::Pages;
use crate::error::Error;
use crate::values::Row;

/// A stream of the rows of a list. It fetches one page after another.
///
/// Call [`next`](Items::next), or use it as a [`Stream`]. It ends after the last page, or after the
/// first error. It returns all rows of the pages before the error. If records are added or deleted
/// during paging, rows can be repeated or missed, see [`Pages`].
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
    /// The maximum number of rows to return from now on.
    left: usize,
}

impl<T: Row> Items<T> {
    pub(crate) fn new(pages: Pages<T>) -> Items<T> {
        Items { pages, rows: Vec::new().into_iter(), left: usize::MAX }
    }

    /// Limits the number of rows that the stream still returns. It does not fetch the pages after
    /// them. Default: no limit.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let mut users = crm.user().list(["userName"]).items().max_items(2);
    /// assert!(users.next().await.is_some() && users.next().await.is_some());
    /// assert!(users.next().await.is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn max_items(mut self, max: usize) -> Items<T> {
        self.left = max;
        self.pages.limit(max, self.rows.len());
        self
    }

    /// Fetches up to `pages` pages in advance. Default: 0. See [`Pages::prefetch`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let mut users = crm.user().list(["userName"]).page_size(200).items().prefetch(2);
    /// while let Some(user) = users.next().await {
    ///     println!("{:?}", user?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn prefetch(mut self, pages: usize) -> Items<T> {
        self.pages = self.pages.prefetch(pages);
        self
    }

    /// Returns the next row of the current page, without waiting.
    pub(crate) fn at_hand(&mut self) -> Option<T> {
        let row = if self.left == 0 { None } else { self.rows.next() };
        self.left -= usize::from(row.is_some());
        row
    }

    /// Returns the next row, or `None` at the end of the list.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let mut users = crm.user().list(["userName"]).items();
    /// while let Some(user) = users.next().await {
    ///     println!("{:?}", user?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
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
            if let Some(row) = this.at_hand() {
                this.pages.drive(cx);
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

/// No field is ever pinned in place.
impl<T> Unpin for Items<T> {}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
