//! Methods of `Sandbox` that define replies and endpoints, and return the journal.

use serde::Serialize;
use serde_json::Value;

use super::Sandbox;
use super::answer::success;
use super::custom::CustomCall;
use super::journal::Exchange;
use super::server::state;
use crate::error::Code;

impl Sandbox {
    /// Lets the next call of an endpoint have this reply instead of the one of the sandbox.
    ///
    /// The call must still be valid. Nothing is carried out, so it is not in
    /// [`completed_calls`](Sandbox::completed_calls). `reply` is a whole reply if it is an object with `error_code`;
    /// otherwise it is the `data` of a success. `path` has no slash in front; a path that the API does not
    /// have becomes an endpoint for this one reply, as by [`endpoint`](Sandbox::endpoint).
    ///
    /// ```
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.answer("account/list", &json!([{ "accountId": "002-1", "accountName": "杨志永" }]));
    /// assert_eq!(crm.account().list(["accountName"]).await?.data.len(), 1);
    /// assert_eq!(crm.account().list(["accountName"]).await?.data.len(), 0);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if `reply` cannot be serialized as JSON.
    pub fn answer(&self, path: &str, reply: &(impl Serialize + ?Sized)) {
        self.answer_times(path, 1, reply);
    }

    /// Like [`answer`](Sandbox::answer), for the next `times` calls.
    ///
    /// ```
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.answer_times("area/root", 2, &json!({ "error_code": 403, "error_msg": "未开放" }));
    /// assert!(crm.area().root().await.is_err());
    /// assert!(crm.area().root().await.is_err());
    /// assert!(crm.area().root().await.is_ok());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if `reply` cannot be serialized as JSON.
    pub fn answer_times(&self, path: &str, times: usize, reply: &(impl Serialize + ?Sized)) {
        let reply = serde_json::to_value(reply).expect("the reply can be serialized as JSON");
        let envelope = match &reply {
            Value::Object(fields) if fields.contains_key("error_code") => {
                reply.to_string().into_bytes()
            }
            data => success(data),
        };
        self.state.lock().crm.custom.answer(path, times, envelope);
    }

    /// Lets a function answer all calls of a path, such as `lead/convert`.
    ///
    /// The signature of every call is checked first. If the path is one of [`ENDPOINTS`], its method,
    /// parameters and body are checked too. The function returns the `data` of a success, or an error
    /// code and a message. It replaces an earlier function for the same path. Its calls are not in
    /// [`completed_calls`](Sandbox::completed_calls). Of other paths, it gets every method, and bodies of any content type but
    /// `multipart/…` up to 20 MiB. A path that begins with `/` is outside of `/gw/`.
    ///
    /// ```
    /// use crm_client::{Code, RawRequest};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.endpoint("lead/convert", |call| match call.param("lead_id") {
    ///     Some(id) => Ok(format!("converted {id}")),
    ///     None => Err((Code::MISSING_PARAMETER, "参数 lead_id 不能为空".to_owned())),
    /// });
    ///
    /// let call = RawRequest::post("lead/convert").query("lead_id", "4711");
    /// assert_eq!(crm.call(call).returning::<String>().await?, "converted 4711");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// The function panics if it calls a method of a sandbox, which would wait for itself. If it panics, a
    /// client on a socket finds the connection closed, and a client in the same process panics too; the
    /// request is then not in the [`journal`](Sandbox::journal).
    ///
    /// [`ENDPOINTS`]: crate::ENDPOINTS
    pub fn endpoint<T: Serialize>(
        &self,
        path: &str,
        handler: impl Fn(&CustomCall<'_>) -> Result<T, (Code, String)> + Send + Sync + 'static,
    ) {
        let handler = move |call: &CustomCall<'_>| state::in_handler(|| handler(call));
        self.state.lock().crm.custom.endpoint(path, handler);
    }

    /// Removes all replies and endpoints that a test has defined.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.answer("area/root", &"not an array");
    /// sandbox.clear_answers();
    /// crm.area().root().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn clear_answers(&self) {
        self.state.lock().crm.custom.clear();
    }

    /// Returns the most recent requests with their replies, oldest first.
    ///
    /// A request is added when its reply is decided, even if the reply is late or gets lost. Requests
    /// that did not arrive completely are missing.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// crm.area().root().await?;
    /// let paths: Vec<_> = sandbox.journal().iter().map(|it| it.path().to_owned()).collect();
    /// assert_eq!(paths, ["area/root"]);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn journal(&self) -> Vec<Exchange> {
        self.state.lock().journal.all()
    }

    /// Returns the requests of the [`journal`](Sandbox::journal) after the one with this
    /// [number](Exchange::number), oldest first.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// crm.area().root().await?;
    /// let seen = sandbox.requests();
    /// crm.user().list(["userName"]).await?;
    /// let new = sandbox.journal_after(seen);
    /// assert_eq!((new.len(), new[0].path()), (1, "user/list"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn journal_after(&self, number: usize) -> Vec<Exchange> {
        self.state.lock().journal.after(number)
    }

    /// Sets how many requests the [`journal`](Sandbox::journal) keeps. Default: 1,000.
    ///
    /// Of each body it keeps at most 16 KiB, and of all requests at most about 64 MiB.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// sandbox.limit_journal(10);
    /// ```
    pub fn limit_journal(&self, requests: usize) {
        self.state.lock().journal.limit(requests);
    }

    /// Removes all requests from the [`journal`](Sandbox::journal).
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// sandbox.clear_journal();
    /// assert!(sandbox.journal().is_empty());
    /// ```
    pub fn clear_journal(&self) {
        self.state.lock().journal.clear();
    }
}
