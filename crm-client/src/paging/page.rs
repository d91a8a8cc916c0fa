//! A page of a list.

use std::slice;
use std::vec;

use serde::Serialize;

use crate::endpoint::reply::{Reply, Totals};
use crate::values::Row;

/// A page of a list. The page size is 20 rows by default, and at most 200.
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
///
/// It serializes with the field names of the reply: `data`, `total_size`, `page_size` and `page_no`.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Page<T> {
    /// The rows of the page.
    pub data: Vec<T>,
    /// The number of rows on all pages, if the reply contains it.
    pub total_size: Option<u64>,
    /// The maximum number of rows on a page, if the reply contains it.
    pub page_size: Option<u32>,
    /// The number of the page, counted from 1, if the reply contains it.
    pub page_no: Option<u32>,
}

impl<T> Page<T> {
    /// Creates a page with these rows and without totals, for example for tests.
    ///
    /// ```
    /// use crm_client::Page;
    ///
    /// let page = Page::new(vec!["杨志永", "刘经理"]);
    /// assert_eq!((page.data.len(), page.total_size), (2, None));
    /// ```
    #[must_use]
    pub fn new(data: Vec<T>) -> Page<T> {
        Page { data, total_size: None, page_size: None, page_no: None }
    }

    /// Sets [`total_size`](Page::total_size), the number of rows on all pages.
    ///
    /// ```
    /// use crm_client::Page;
    ///
    /// let page = Page::new(vec![1, 2]).with_total_size(5).with_page_size(2).with_page_no(1);
    /// assert!(!page.is_last());
    /// ```
    #[must_use]
    pub fn with_total_size(self, total_size: u64) -> Page<T> {
        Page { total_size: Some(total_size), ..self }
    }

    /// Sets [`page_size`](Page::page_size), the maximum number of rows on a page.
    ///
    /// ```
    /// # use crm_client::Page;
    /// assert_eq!(Page::new(vec![1, 2]).with_page_size(20).page_size, Some(20));
    /// ```
    #[must_use]
    pub fn with_page_size(self, page_size: u32) -> Page<T> {
        Page { page_size: Some(page_size), ..self }
    }

    /// Sets [`page_no`](Page::page_no), the number of the page, counted from 1.
    ///
    /// ```
    /// # use crm_client::Page;
    /// assert_eq!(Page::new(vec![1, 2]).with_page_no(3).page_no, Some(3));
    /// ```
    #[must_use]
    pub fn with_page_no(self, page_no: u32) -> Page<T> {
        Page { page_no: Some(page_no), ..self }
    }

    /// Returns an iterator over the rows.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let page = crm.user().list(["userName"]).await?;
    /// for user in page.iter() {
    ///     println!("{}", user.get::<String>("userName")?);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn iter(&self) -> slice::Iter<'_, T> {
        self.data.iter()
    }

    /// Returns whether this is the last page by the totals of the reply. Returns `false` if the
    /// reply has no totals.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let page = crm.user().list(["userName"]).page_size(2).await?;
    /// assert!(!page.is_last(), "there are three users");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn is_last(&self) -> bool {
        match (self.rows_before(), self.total_size) {
            (Some(before), Some(total)) => before + self.data.len() as u64 >= total,
            (None, _) | (_, None) => false,
        }
    }

    /// Returns the number of rows on the pages before this one, by the totals of the reply.
    pub(crate) fn rows_before(&self) -> Option<u64> {
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
