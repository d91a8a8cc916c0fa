//! Iterators over lists.

use std::fmt;

use super::runtime::wait;
use crate::error::Error;
use crate::paging::{self, Page};
use crate::values::Row;

/// An iterator over the rows of a list. It fetches one page after another. See [`crate::Items`].
///
/// ```
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build_blocking()?;
/// let users = crm.user().list(["userName"]).items();
/// let users: Result<Vec<_>, _> = users.collect();
/// assert_eq!(users?.len(), 3);
/// # Ok::<(), crm_client::Error>(())
/// ```
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Items<T>(pub(super) Option<paging::Items<T>>);

impl<T: Row> Items<T> {
    /// Limits the number of rows that the iterator still returns. It does not fetch the pages after
    /// them. Default: no limit.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// assert_eq!(crm.user().list(["userName"]).items().max_items(2).count(), 2);
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn max_items(self, max: usize) -> Items<T> {
        Items(self.0.map(|items| items.max_items(max)))
    }

    /// Fetches up to `pages` pages in advance, while the thread does other work. Default: 0. See
    /// [`crate::Pages::prefetch`].
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// for user in crm.user().list(["userName"]).page_size(1).items().prefetch(2) {
    ///     println!("{:?}", user?);
    /// }
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn prefetch(self, pages: usize) -> Items<T> {
        Items(self.0.map(|items| items.prefetch(pages)))
    }
}

impl<T: Row> Iterator for Items<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Result<T, Error>> {
        if let Some(row) = self.0.as_mut()?.at_hand() {
            return Some(Ok(row));
        }
        let mut items = self.0.take()?;
        let (items, row) = wait(async move {
            let row = items.next().await;
            (items, row)
        });
        self.0 = Some(items);
        row
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An iterator over the pages of a list. See [`crate::Pages`].
///
/// ```
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build_blocking()?;
/// let pages = crm.user().list(["userName"]).page_size(2).pages();
/// assert_eq!(pages.count(), 2);
/// # Ok::<(), crm_client::Error>(())
/// ```
#[must_use = "iterators are lazy and do nothing unless consumed"]
pub struct Pages<T>(pub(super) Option<paging::Pages<T>>);

impl<T: Row> Pages<T> {
    /// Fetches up to `pages` pages in advance, while the thread does other work. Default: 0. See
    /// [`crate::Pages::prefetch`].
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// let pages = crm.user().list(["userName"]).page_size(1).pages().prefetch(2);
    /// assert_eq!(pages.count(), 3);
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn prefetch(self, pages: usize) -> Pages<T> {
        Pages(self.0.map(|it| it.prefetch(pages)))
    }
}

impl<T: Row> Iterator for Pages<T> {
    type Item = Result<Page<T>, Error>;

    fn next(&mut self) -> Option<Result<Page<T>, Error>> {
        let mut pages = self.0.take()?;
        let (pages, page) = wait(async move {
            let page = pages.next().await;
            (pages, page)
        });
        self.0 = Some(pages);
        page
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
