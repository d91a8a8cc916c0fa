//! The methods that change the refusals and the headers of responses.

use super::{Behavior, UnknownRecord, header, is_status};
use crate::error::Code;

/// Refusals.
impl Behavior {
    /// Accepts timestamps of any age, which the vendor does not: it documents 30 seconds. Default: false.
    ///
    /// With it, a test can move the clock of the sandbox while clients use their own clock.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().accept_any_timestamp(true));
    /// let crm = sandbox.client_builder().clock(std::time::SystemTime::now).build()?;
    /// sandbox.advance(Duration::from_secs(86_400));
    /// crm.area().root().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn accept_any_timestamp(self, accept: bool) -> Behavior {
        Behavior { accepts_any_timestamp: accept, ..self }
    }

    /// Sets the HTTP status of refused calls. Default: 200.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().refusal_status(400));
    /// let error = sandbox.client_builder().build()?.area().subarea("none").await.unwrap_err();
    /// assert_eq!(error.status().unwrap(), 400);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the status is not between 200 and 999.
    pub fn refusal_status(self, status: u16) -> Behavior {
        assert!(is_status(status), "the HTTP status of a refusal must be between 200 and 999");
        Behavior { refusal_status: status, ..self }
    }

    /// Sets the code and the message of a call with an unknown `appid`, a wrong `sign`, an unknown
    /// `sign_type`, or a `timestamp` that is stale or malformed. Default: 400 with an explanation.
    ///
    /// ```
    /// # use crm_client::{Code, Credentials};
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().signature_refusal(Code(403), "签名错误"));
    /// let wrong = Credentials::sha1(sandbox.app_id(), "WrongKey");
    /// let crm = sandbox.client_builder().credentials(wrong).build()?;
    /// assert_eq!(crm.area().root().await.unwrap_err().message(), Some("签名错误"));
    /// # Ok(())
    /// # }
    /// ```
    pub fn signature_refusal(self, code: Code, message: impl Into<String>) -> Behavior {
        Behavior { signature_refusal: Some((code.0, message.into())), ..self }
    }

    /// Sets the code and the message of a call that reads, changes or deletes a missing record.
    /// Default: 400 with the name of the entity.
    ///
    /// ```
    /// # use crm_client::Code;
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().unknown_record_refusal(Code(500), "记录不存在"));
    /// let crm = sandbox.client_builder().build()?;
    /// let id = "002-00000000-0000-4000-8000-000000000000";
    /// let error = crm.account().get(id, ["accountName"]).await.unwrap_err();
    /// assert_eq!(error.code(), Some(Code::SYSTEM_ERROR));
    /// # Ok(())
    /// # }
    /// ```
    pub fn unknown_record_refusal(self, code: Code, message: impl Into<String>) -> Behavior {
        Behavior { unknown_record: UnknownRecord::Refusal(code.0, message.into()), ..self }
    }

    /// Lets a `get` of a missing record succeed with `null` as its data. Calls that change or delete one
    /// are still refused.
    ///
    /// ```
    /// # use crm_client::RawRequest;
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().unknown_record_as_null());
    /// let get = RawRequest::get("account/get").query("op_user", sandbox.user());
    /// let get = get.query("account_id", "002-00000000-0000-4000-8000-000000000000");
    /// let crm = sandbox.client_builder().build()?;
    /// assert_eq!(crm.call(get.query("fields", "accountName")).await?.as_str(), "null");
    /// # Ok(())
    /// # }
    /// ```
    pub fn unknown_record_as_null(self) -> Behavior {
        Behavior { unknown_record: UnknownRecord::Null, ..self }
    }
}

/// Response headers.
impl Behavior {
    /// Sets whether responses have a `Date` header. Default: `true`.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().date_header(false));
    /// let request = http::Request::get(sandbox.base_url()).body(bytes::Bytes::new()).unwrap();
    /// assert!(!sandbox.handle(&request).headers().contains_key("date"));
    /// ```
    pub fn date_header(self, is_sent: bool) -> Behavior {
        Behavior { sends_date: is_sent, ..self }
    }

    /// Adds a header to every response, such as one about a quota.
    ///
    /// ```
    /// # use crm_client::sandbox::{Behavior, Sandbox};
    /// let sandbox = Sandbox::new();
    /// sandbox.set_behavior(Behavior::default().response_header("x-ratelimit-remaining", "99"));
    /// let request = http::Request::get(sandbox.base_url()).body(bytes::Bytes::new()).unwrap();
    /// assert_eq!(sandbox.handle(&request).headers()["x-ratelimit-remaining"], "99");
    /// ```
    ///
    /// # Panics
    ///
    /// Panics if the header is invalid, or is `content-length`.
    pub fn response_header(mut self, name: &str, value: &str) -> Behavior {
        let pair = (name.to_owned(), value.to_owned());
        let is_valid = header(&pair).is_some();
        assert!(is_valid, "the response header {name:?} is invalid, or is `content-length`");
        self.headers.push(pair);
        self
    }
}
