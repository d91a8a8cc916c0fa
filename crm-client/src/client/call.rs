//! A call: a request with its options and the client that sends it.

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

/// A call that was not sent yet. Set its options, then `.await` it.
///
/// Each optional parameter of the endpoint is a method with the name of the parameter in the vendor's
/// documentation. The server applies its default to every parameter that is not set.
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
/// In addition, all calls have these options: the user, timeouts, the maximum number of attempts,
/// extra parameters and headers, and the type of the reply. Only calls of endpoints with an
/// `op_user` have the option `op_user`.
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
/// A call owns its data, so it can be moved into a task. It does nothing until it is awaited.
#[must_use = "calls do nothing unless you `.await` them or call `send`"]
pub struct Call<E: Endpoint, M = Async, R = <E as Endpoint>::Reply> {
    // Fields and not getters, because a getter could have the same name as a parameter.
    pub(crate) core: Arc<Core>,
    pub(crate) request: E,
    pub(crate) options: Options,
    kind: PhantomData<fn() -> (M, R)>,
}

impl<E: Endpoint, M, R> Call<E, M, R> {
    pub(crate) fn new(core: Arc<Core>, request: E) -> Call<E, M, R> {
        Call { core, request, options: Options::default(), kind: PhantomData }
    }

    /// Applies a function to the request.
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

    /// Decodes the reply into another type. Default: the reply type of the endpoint.
    ///
    /// ```
    /// use crm_client::Done;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    ///
    /// // Ignores the data of the reply.
    /// crm.area().root().returning::<Done>().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn returning<S: Reply>(self) -> Call<E, M, S> {
        let Call { core, request, options, .. } = self;
        Call { core, request, options, kind: PhantomData }
    }

    /// Sends the request, and retries it only after network errors.
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
    /// Sends the call and decodes the reply. This is the same as `.await` on the call.
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
    /// Fails if the request is invalid, if no valid response is received, or if the server refuses
    /// the call. See [`Error`].
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
    /// Returns a stream of all rows, beginning with the page of this call. It fetches one page after
    /// another. See [`Items`].
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

    /// Returns a stream of all pages, beginning with the page of this call. See [`Pages`].
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
