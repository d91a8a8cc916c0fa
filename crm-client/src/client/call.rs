//! A call that is about to be made: a request, the client that will send it, and for whom.

mod options;

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use super::mode::Async;
use crate::endpoint::Endpoint;
use crate::endpoint::reply::{self, Reply};
use crate::error::Error;
use crate::paging::{Items, Page, Pages};
use crate::pipeline::{self, Core, Options, Received};
use crate::values::Row;

/// A call that is about to be made: set its options, then `.await` it.
///
/// The options are methods named as the vendor names the parameters. Whatever is not set, the server
/// takes its default for.
///
/// ```
/// # use crm_client::{Id, sandbox::Sandbox};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let sandbox = Sandbox::new();
/// # let crm = sandbox.client_builder().build()?;
/// let page = crm.account().list(["accountName"]).qname("*企能软件").page_size(50).await?;
/// # Ok(())
/// # }
/// ```
///
/// Beside them are those that every call has: who it is for, how long it may take, how often it may
/// be attempted, what it sends besides, and what its reply is read into.
///
/// ```
/// use std::time::Duration;
///
/// use serde::Deserialize;
/// # use serde_json::json;
///
/// #[derive(Deserialize)]
/// struct Added {
///     account_id: String,
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build()?;
/// let added = crm
///     .account()
///     .add(&json!({ "accountName": "杨志永" }))
///     .op_user(sandbox.user())
///     .timeout(Duration::from_secs(5))
///     .max_attempts(1)
///     .extra_header("x-request-id", "4711")
///     .returning::<Added>()
///     .await?;
/// println!("{}", added.account_id);
/// # Ok(())
/// # }
/// ```
///
/// A call owns all it needs, so it can be moved into a task. It does nothing until it is awaited.
#[must_use = "a call does nothing until it is made"]
pub struct Call<E: Endpoint, M = Async, R = <E as Endpoint>::Reply> {
    // Methods stand beside the setters of the parameters, so this crate reads fields instead.
    pub(crate) core: Arc<Core>,
    pub(crate) request: E,
    pub(crate) options: Options,
    kind: PhantomData<fn() -> (M, R)>,
}

impl<E: Endpoint, M, R> Call<E, M, R> {
    pub(crate) fn new(core: Arc<Core>, request: E) -> Call<E, M, R> {
        Call { core, request, options: Options::default(), kind: PhantomData }
    }

    /// Changes the request in place.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let call = crm.user().list(["userName"]);
    /// let page = call.with(|request| request.page_size = Some(2)).await?;
    /// assert_eq!(page.data.len(), 2);
    /// # Ok(())
    /// # }
    /// ```
    pub fn with(mut self, change: impl FnOnce(&mut E)) -> Self {
        change(&mut self.request);
        self
    }

    /// Returns the request.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let call = crm.user().list(["userName"]).page_no(2);
    /// assert_eq!(call.request().page_no, Some(2));
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self) -> &E {
        &self.request
    }

    /// The same call, with its reply read into another type.
    ///
    /// ```
    /// use crm_client::Done;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    ///
    /// crm.area().root().returning::<Done>().await?; // Whatever it says, if it succeeded.
    /// # Ok(())
    /// # }
    /// ```
    pub fn returning<S: Reply>(self) -> Call<E, M, S> {
        let Call { core, request, options, .. } = self;
        Call { core, request, options, kind: PhantomData }
    }

    /// Sends the request until a response comes, whatever it says.
    pub(crate) async fn perform_raw(self) -> Result<http::Response<Bytes>, Error> {
        let Call { core, request, options, .. } = self;
        let read = |received: &Received<'_>| Ok(received.response.clone());
        pipeline::run(&core, &request, &options, read).await
    }
}

impl<E: Endpoint, M, R: Reply> Call<E, M, R> {
    pub(crate) async fn perform(self) -> Result<R, Error> {
        let read = |it: &Received<'_>| reply::response(it.path, &it.response);
        pipeline::run(&self.core, &self.request, &self.options, read).await
    }
}

impl<E: Endpoint, R> Call<E, Async, R> {
    /// Sends the request and returns the HTTP response unchanged: status, headers and body.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let response = crm.area().root().send_raw().await?;
    /// println!("{} {}", response.status(), String::from_utf8_lossy(response.body()));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the request is invalid, or if no complete response is received. A response that
    /// reports a failure is not an error here.
    pub async fn send_raw(self) -> Result<http::Response<Bytes>, Error> {
        self.perform_raw().await
    }
}

impl<E: Endpoint, R: Reply> Call<E, Async, R> {
    /// Makes the call; the same as to `.await` it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let areas = crm.area().root().send().await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(self) -> Result<R, Error> {
        self.perform().await
    }
}

impl<E: Endpoint, R: Reply> IntoFuture for Call<E, Async, R> {
    type Output = Result<R, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<R, Error>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.perform())
    }
}

impl<E: Endpoint, T: Row> Call<E, Async, Page<T>> {
    /// Every row from this call's page on, fetched page by page. See [`Items`].
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
    pub fn items(self) -> Items<T> {
        Items::new(self.pages())
    }

    /// This call's page and every one after it. See [`Pages`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// let mut pages = crm.user().list(["userName"]).page_size(2).pages();
    /// while let Some(page) = pages.next().await {
    ///     println!("{} users", page?.data.len());
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn pages(self) -> Pages<T> {
        Pages::new(self.core, self.request, self.options)
    }
}

impl<E: Endpoint, M, R> Clone for Call<E, M, R> {
    fn clone(&self) -> Self {
        let (core, request) = (self.core.clone(), self.request.clone());
        Call { core, request, options: self.options.clone(), kind: PhantomData }
    }
}

impl<E: Endpoint + fmt::Debug, M, R> fmt::Debug for Call<E, M, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let info = self.request.info();
        let user = self.options.user.as_ref().or(self.core.user.as_ref());
        let user = user.filter(|_| info.user_param().is_some());
        f.debug_struct("Call")
            .field("path", &info.path)
            .field("request", &self.request)
            .field("op_user", &user)
            .finish_non_exhaustive()
    }
}
