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

mod lists;
mod runtime;

use std::sync::Arc;

use bytes::Bytes;
use http::Response;

use super::builder::ClientBuilder;
use super::call::Call;
use super::clock::learn_clock_offset;
use super::mode::Blocking;
use crate::endpoint::Endpoint;
use crate::endpoint::reply::Reply;
use crate::error::Error;
use crate::paging::{self, Page};
use crate::values::Row;
pub use lists::{Items, Pages};
use runtime::{runtime, wait};

/// A client whose calls wait. See the [module](self).
///
/// ```
/// use crm_client::blocking;
///
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// let crm: blocking::Client = sandbox.client_builder().build_blocking()?;
/// # Ok::<(), crm_client::Error>(())
/// ```
pub type Client = super::Client<Blocking>;

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
        self.core().map(|core| Client::new(Arc::new(core)))
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
        let core = self.core.clone();
        wait(async move { learn_clock_offset(&core).await })
    }
}

impl<E: Endpoint, R: Send + 'static> Call<E, Blocking, R> {
    /// Sends the request and returns the HTTP response unchanged: status, headers and body.
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
    /// Fails if the request is invalid, or if no complete response is received. A response that
    /// reports a failure is not an error here.
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
        let pages = paging::Pages::new(self.core, self.request, self.options);
        Items(Some(paging::Items::new(pages)))
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
        Pages(Some(paging::Pages::new(self.core, self.request, self.options)))
    }
}
