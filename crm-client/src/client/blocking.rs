//! The blocking client (feature `blocking`).
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
//! It has the same calls and options as the asynchronous client. `send()` sends a call and blocks the
//! current thread until the reply is received. Lists are iterators.
//!
//! All blocking clients of a program share one background thread. They can therefore also be used
//! within a Tokio runtime, but they block the thread that calls them.

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

/// A client whose calls block the current thread. See the [module](self).
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
    /// Builds a [blocking client](self::Client).
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
    /// Fails for the same reasons as [`build`](ClientBuilder::build), and if the background thread
    /// cannot be started.
    pub fn build_blocking(self) -> Result<Client, Error> {
        let runtime = runtime();
        let runtime = runtime.map_err(|error| {
            Error::builder(format!("cannot start the background thread: {error}"))
        })?;
        // Creating the transport may require a current runtime.
        let _guard = runtime.enter();
        self.core().map(|core| Client::new(Arc::new(core)))
    }
}

impl Client {
    /// Measures the offset of the server's clock, and uses it for all further signatures. See
    /// [`learn_clock_offset`](crate::Client::learn_clock_offset) of the asynchronous client.
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
    /// Fails if no response of the CRM is received, or if the response has no valid `Date` header. A
    /// response with an error code is sufficient.
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
    /// Sends the call, and blocks the current thread until the reply is decoded.
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
    /// Fails if the request is invalid, if no valid response is received, or if the server refuses
    /// the call. See [`Error`].
    pub fn send(self) -> Result<R, Error> {
        wait(self.perform())
    }
}

impl<E: Endpoint, T: Row> Call<E, Blocking, Page<T>> {
    /// Returns an iterator over all rows, beginning with the page of this call. It fetches one page
    /// after another. See [`crate::Items`].
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

    /// Returns an iterator over all pages, beginning with the page of this call. See
    /// [`crate::Pages`].
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
