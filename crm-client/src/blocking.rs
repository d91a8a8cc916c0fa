//! The same client for threads that wait, behind the feature `blocking`.
//!
//! ```
//! use crm_client::sandbox::Sandbox;
//! use serde_json::json;
//!
//! # fn main() -> Result<(), crm_client::Error> {
//! let crm = Sandbox::new().client_builder().build_blocking()?;
//!
//! let added = crm.account().add(&json!({ "accountName": "杨志永" })).send()?;
//! for customer in crm.account().list(["accountName"]).page_size(50).items() {
//!     println!("{:?}", customer?);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! It has the same calls with the same options, and `send()` makes them; lists are iterators. All
//! blocking clients of a program share one thread that does their work, so they can be used inside
//! of a Tokio runtime as well, although they hold up the thread that they are used on.

use std::fmt;
use std::future::Future;
use std::sync::mpsc::sync_channel;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use bytes::Bytes;
use http::Response;
use tokio::runtime::{Builder, Handle};

use crate::mode::Blocking;
use crate::task::{in_current_span, resume};
use crate::{Call, ClientBuilder, Endpoint, Error, Page, Reply, Row};

/// A client whose calls wait. See the [module](self).
///
/// ```
/// use crm_client::blocking;
///
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// let crm: blocking::Client = sandbox.client_builder().build_blocking()?;
/// # Ok::<(), crm_client::Error>(())
/// ```
pub type Client = crate::Client<Blocking>;

impl ClientBuilder {
    /// Makes a [blocking client](self::Client).
    ///
    /// ```
    /// use crm_client::{Client, Credentials};
    ///
    /// let builder = Client::builder().credentials(Credentials::sha1("000-your-app-id", "key"));
    /// let crm = builder.build_blocking()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`build`](ClientBuilder::build), or the thread that does the work cannot be started.
    pub fn build_blocking(self) -> Result<Client, Error> {
        let runtime = runtime();
        let runtime =
            runtime.map_err(|error| Error::builder(format!("no thread for it: {error}")))?;
        // What makes the transport may want to be in a runtime.
        let _guard = runtime.enter();
        self.inner().map(|inner| Client::new(Arc::new(inner)))
    }
}

impl Client {
    /// Learns from the server how far its clock is ahead; see
    /// [`learn_clock_offset`](crate::Client::learn_clock_offset).
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// crm.learn_clock_offset()?;
    /// assert!(crm.clock_offset_millis().abs() < 2000);
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// No response of the server's comes, or one without a `Date`. One that refuses the request will do.
    pub fn learn_clock_offset(&self) -> Result<(), Error> {
        let inner = self.inner.clone();
        wait(async move { inner.learn_clock_offset().await })
    }
}

impl<E: Endpoint, R: Send + 'static> Call<E, Blocking, R> {
    /// Sends the request and returns the response as it came: status, headers and body.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// let response = crm.area().root().send_raw()?;
    /// assert_eq!(response.status(), 200);
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The request is not fit to be sent, or no whole response came back. A response that reports a
    /// failure is none here.
    pub fn send_raw(self) -> Result<Response<Bytes>, Error> {
        wait(self.perform_raw())
    }
}

impl<E: Endpoint, R: Reply> Call<E, Blocking, R> {
    /// Makes the call.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// let areas = crm.area().root().send()?;
    /// println!("{areas:?}");
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub fn send(self) -> Result<R, Error> {
        wait(self.perform())
    }
}

impl<E: Endpoint, T: Row> Call<E, Blocking, Page<T>> {
    /// Every row from this call's page on, fetched page by page. See [`crate::Items`].
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// for user in crm.user().list(["userName"]).items() {
    ///     println!("{:?}", user?);
    /// }
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn items(self) -> Items<T> {
        Items(Some(crate::Items::new(crate::Pages::new(self))))
    }

    /// This call's page and every one after it. See [`crate::Pages`].
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// for page in crm.user().list(["userName"]).page_size(2).pages() {
    ///     println!("{} users", page?.data.len());
    /// }
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn pages(self) -> Pages<T> {
        Pages(Some(crate::Pages::new(self)))
    }
}

/// The rows of a list, page after page. See [`crate::Items`].
///
/// ```
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build_blocking()?;
/// let users = crm.user().list(["userName"]).items();
/// let users: Result<Vec<_>, _> = users.collect();
/// assert_eq!(users?.len(), 3);
/// # Ok::<(), crm_client::Error>(())
/// ```
#[must_use = "an iterator does nothing until it is asked"]
pub struct Items<T>(Option<crate::Items<T>>);

impl<T: Row> Items<T> {
    /// At most so many rows from here on; no page is fetched beyond them. Default: all.
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

    /// Fetches up to so many pages before their rows are asked for, while the thread does other
    /// things. See [`crate::Pages::prefetch`].
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

/// The pages of a list. See [`crate::Pages`].
///
/// ```
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build_blocking()?;
/// let pages = crm.user().list(["userName"]).page_size(2).pages();
/// assert_eq!(pages.count(), 2);
/// # Ok::<(), crm_client::Error>(())
/// ```
#[must_use = "an iterator does nothing until it is asked"]
pub struct Pages<T>(Option<crate::Pages<T>>);

impl<T: Row> Pages<T> {
    /// Fetches up to so many pages before they are asked for, while the thread does other things.
    /// See [`crate::Pages::prefetch`].
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

/// The runtime that all blocking clients share, which lives as long as the program.
fn runtime() -> std::io::Result<Handle> {
    static RUNTIME: Mutex<Option<Handle>> = Mutex::new(None);
    let mut shared = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*shared {
        return Ok(handle.clone());
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    let work = move || runtime.block_on(std::future::pending::<()>());
    thread::Builder::new().name("crm-client".to_owned()).spawn(work)?;
    Ok(shared.insert(handle).clone())
}

/// Lets the shared thread do the work, and waits for what comes of it.
fn wait<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let handle = runtime().expect("it was started when the client was made");
    let is_shared = Handle::try_current().is_ok_and(|here| here.id() == handle.id());
    assert!(!is_shared, "what does the work of blocking clients would wait for itself");
    let (sender, receiver) = sync_channel(1);
    let work = in_current_span(work);
    handle.spawn(async move {
        // Work of its own may panic, and the thread that waits is the one to be told.
        let done = tokio::spawn(work).await;
        let _ = sender.send(done);
    });
    let done = receiver.recv().expect("the shared thread does not end");
    done.unwrap_or_else(|error| resume(error))
}
