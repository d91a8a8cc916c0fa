//! A call that is about to be made: a request, the client that will send it, and for whom.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::marker::PhantomData;
use std::pin::Pin;

use bytes::Bytes;

use crate::attempt::{self, Context};
use crate::{Client, Endpoint, Error, Id, Items, Page, Pages, Reply, Row};

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
/// A call owns all it needs, so it can be moved into a task. It does nothing until it is awaited.
#[must_use = "a call does nothing until it is awaited"]
pub struct Call<E: Endpoint, R = <E as Endpoint>::Reply> {
    // Methods stand beside the setters of the parameters, so this crate reads fields instead.
    pub(crate) client: Client,
    pub(crate) request: E,
    pub(crate) context: Context,
    reply: PhantomData<fn() -> R>,
}

impl<E: Endpoint, R> Call<E, R> {
    pub(crate) fn new(client: Client, request: E) -> Call<E, R> {
        Call { client, request, context: Context::default(), reply: PhantomData }
    }

    /// The user on whose behalf this call is made, instead of the client's own.
    ///
    /// A call that is made for nobody has no such option, and does not build with it:
    ///
    /// ```compile_fail
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build().unwrap();
    /// let call = crm.user().list(["userName"]).op_user(sandbox.user());
    /// ```
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build().unwrap();
    /// let call = crm.account().list(["accountName"]).op_user(sandbox.user());
    /// ```
    pub fn op_user(mut self, user: impl Into<Id>) -> Call<E, R> {
        const { assert!(E::INFO.user_param().is_some(), "this endpoint takes no `op_user`") }
        self.context.user = Some(user.into());
        self
    }

    /// Changes the request in place.
    pub fn with(mut self, change: impl FnOnce(&mut E)) -> Call<E, R> {
        change(&mut self.request);
        self
    }

    /// The request, as it stands.
    pub fn request(&self) -> &E {
        &self.request
    }

    /// The same call, with its reply read into another type.
    pub fn returning<S: Reply>(self) -> Call<E, S> {
        let Call { client, request, context, .. } = self;
        Call { client, request, context, reply: PhantomData }
    }

    /// Sends the request and returns the response as it came: status, headers and body.
    ///
    /// # Errors
    ///
    /// The request is not fit to be sent, or no whole response came back. A response that reports a
    /// failure is none here.
    pub async fn send_raw(self) -> Result<http::Response<Bytes>, Error> {
        attempt::send(&self.client, &self.request, &self.context).await
    }
}

impl<E: Endpoint, R: Reply> Call<E, R> {
    /// Makes the call; the same as to `.await` it.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn send(self) -> Result<R, Error> {
        let response = attempt::send(&self.client, &self.request, &self.context).await?;
        attempt::decode(&self.client, &self.request, &response)
    }
}

impl<E: Endpoint, R: Reply> IntoFuture for Call<E, R> {
    type Output = Result<R, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<R, Error>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

impl<E: Endpoint, T: Row> Call<E, Page<T>> {
    /// Every row from this call's page on, fetched page by page. See [`Items`].
    pub fn items(self) -> Items<T> {
        Items::new(self.pages())
    }

    /// This call's page and every one after it. See [`Pages`].
    pub fn pages(self) -> Pages<T> {
        Pages::new(self)
    }
}

impl<E: Endpoint, R> Clone for Call<E, R> {
    fn clone(&self) -> Self {
        let (client, request) = (self.client.clone(), self.request.clone());
        Call { client, request, context: self.context.clone(), reply: PhantomData }
    }
}

impl<E: Endpoint + fmt::Debug, R> fmt::Debug for Call<E, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("path", &E::INFO.path)
            .field("request", &self.request)
            .field("op_user", &self.context.user.as_ref().or(self.client.inner.user.as_ref()))
            .finish()
    }
}
