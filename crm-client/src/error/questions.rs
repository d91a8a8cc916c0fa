//! Methods of `Error` that return its properties.

use std::time::Duration;

use http::StatusCode;

use super::{Code, Error, Kind, Outcome, TransportError};

impl Error {
    /// Returns the endpoint of the call, such as `account/get`. Returns `None` if a client could
    /// not be built, or if a received record could not be decoded.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// let error = crm.account().get("4711", ["accountName"]).send().unwrap_err();
    /// assert_eq!(error.endpoint(), Some("account/get"));
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn endpoint(&self) -> Option<&str> {
        self.0.endpoint.as_deref()
    }

    /// Returns the `error_code` of the response, if any.
    ///
    /// ```
    /// # use crm_client::Code;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// let call = crm.account().get("002-00000000-0000-4000-8000-000000000002", ["accountName"]);
    /// assert_eq!(call.send().unwrap_err().code(), Some(Code::BUSINESS_FAILURE));
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        if let Kind::Api { code, .. } = &self.0.kind { Some(*code) } else { None }
    }

    /// Returns the unchanged `error_msg` of the response, if the response has an `error_code`.
    ///
    /// Secrets of the client are replaced. A message of more than 4 KiB is truncated, and then ends
    /// with `… (2,097,152 bytes in total)`. The message can contain control characters, which
    /// [`Display`](std::fmt::Display) of the error escapes.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// sandbox.set_quota(Some(0));
    /// println!("{}", crm.area().root().send().unwrap_err().message().unwrap_or_default());
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        if let Kind::Api { message, .. } = &self.0.kind { Some(message) } else { None }
    }

    /// Returns the HTTP status, if there was a response.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// sandbox.inject(Fault::status(404));
    /// assert_eq!(crm.area().root().send().unwrap_err().status().unwrap(), 404);
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Returns the number of attempts: how many times the transport was called. It is 0 if the call
    /// failed before the first attempt.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let no_wait = std::time::Duration::ZERO;
    /// # let crm = sandbox.client_builder().backoff(no_wait, no_wait).build_blocking()?;
    /// sandbox.inject(Fault::reset().times(3));
    /// assert_eq!(crm.area().root().send().unwrap_err().attempts(), 3);
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns whether the server may have carried out the call.
    ///
    /// The error of a received record that cannot be decoded has the outcome `Unknown`, because it
    /// says nothing about a call.
    ///
    /// ```
    /// # use crm_client::{Outcome, sandbox::Fault};
    /// # use serde_json::json;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// sandbox.inject(Fault::reset().after_completion());
    /// let add = crm.account().add(&json!({ "accountName": "杨志永" }));
    /// assert_eq!(add.send().unwrap_err().outcome(), Outcome::Unknown);
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome.unwrap_or(match &self.0.kind {
            Kind::Builder(_) | Kind::Request(_) | Kind::Late => Outcome::NotSent,
            Kind::Transport(error) if error.is_unsent() => Outcome::NotSent,
            Kind::Api { code, .. } if code.is_refusal() => Outcome::Refused,
            Kind::Transport(_) | Kind::Status { .. } | Kind::Api { .. } | Kind::Decode(_) => {
                Outcome::Unknown
            }
        })
    }

    /// Returns the delay from the `Retry-After` header, if any.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().max_attempts(1).build_blocking()?;
    /// sandbox.inject(Fault::status(503).header("retry-after", "60"));
    /// let error = crm.area().root().send().unwrap_err();
    /// assert_eq!(error.retry_after().map(|it| it.as_secs()), Some(60));
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the JSON path of the value that could not be decoded, such as `data[3].phone`.
    ///
    /// The path consists of indices and of fields of the Rust type. Other keys can be personal
    /// data, and are shown as `["…"]`; see [`decode_details`](Error::decode_details).
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// let users = crm.user().list(["userName"]).returning::<Vec<u8>>();
    /// assert_eq!(users.send().unwrap_err().json_path(), Some("data[0]"));
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn json_path(&self) -> Option<&str> {
        if let Kind::Decode(problem) = &self.0.kind { Some(&problem.path) } else { None }
    }

    /// Returns the full message and path of the error, if a response or record could not be
    /// decoded. Returns `None` for other errors.
    ///
    /// The message **can contain values of records**: keys of maps, names of unknown fields,
    /// invalid values, and the messages of your types. `Display`, `Debug` and
    /// [`json_path`](Error::json_path) show none of these, so keep this message out of logs too.
    /// Secrets of the client are replaced, and strings of more than 4 KiB are truncated.
    ///
    /// ```
    /// # use crm_client::Record;
    /// # use std::collections::BTreeMap;
    /// let record: Record = serde_json::from_str(r#"{"phones":{"杨志永":"021"}}"#)?;
    /// let error = record.get::<BTreeMap<String, u32>>("phones").unwrap_err();
    /// assert_eq!(error.json_path(), Some(r#"phones["…"]"#));
    /// let details = error.decode_details().unwrap_or_default();
    /// assert!(details.starts_with(r#"phones["杨志永"]: invalid type: string "021", expected u32"#));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn decode_details(&self) -> Option<String> {
        if let Kind::Decode(problem) = &self.0.kind { Some(problem.details()) } else { None }
    }

    /// Returns whether the client could not be built.
    ///
    /// ```
    /// # use crm_client::Client;
    /// assert!(Client::builder().build().unwrap_err().is_builder(), "it has no credentials");
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_builder(&self) -> bool {
        matches!(self.0.kind, Kind::Builder(_))
    }

    /// Returns whether the request was invalid and was not sent, for example because a value is
    /// missing or malformed.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// let error = crm.account().get("4711", ["accountName"]).send().unwrap_err();
    /// assert!(error.is_request(), "the id is invalid");
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_request(&self) -> bool {
        matches!(self.0.kind, Kind::Request(_))
    }

    /// Returns whether no connection could be established.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().max_attempts(1).build_blocking()?;
    /// sandbox.inject(Fault::refuse());
    /// assert!(crm.area().root().send().unwrap_err().is_connect());
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(&self.0.kind, Kind::Transport(error) if error.is_connect())
    }

    /// Returns whether the call timed out before the complete response was received.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # use std::time::Duration;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// sandbox.inject(Fault::hang());
    /// let call = crm.area().root().timeout(Duration::from_millis(1));
    /// assert!(call.send().unwrap_err().is_timeout());
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.is_late() || matches!(&self.0.kind, Kind::Transport(error) if error.is_timeout())
    }

    /// Returns whether no complete response was received, for example because the network failed.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().max_attempts(1).build_blocking()?;
    /// sandbox.inject(Fault::cut_body());
    /// assert!(crm.area().root().send().unwrap_err().is_transport());
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_transport(&self) -> bool {
        matches!(self.0.kind, Kind::Transport(_))
    }

    /// Returns the error of the transport, if no complete response was received.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().max_attempts(1).build_blocking()?;
    /// sandbox.inject(Fault::reset());
    /// let error = crm.area().root().send().unwrap_err();
    /// let cause = error.transport_error().unwrap().inner();
    /// assert!(error.to_string().contains(&cause.to_string()));
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn transport_error(&self) -> Option<&TransportError> {
        if let Kind::Transport(error) = &self.0.kind { Some(error) } else { None }
    }

    /// Returns whether the response exceeded the limit of
    /// [`max_response_bytes`](crate::ClientBuilder::max_response_bytes). Such a call is not
    /// retried.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// let error = crm.area().root().max_response_bytes(10).send().unwrap_err();
    /// assert!(error.is_response_too_large());
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_response_too_large(&self) -> bool {
        matches!(&self.0.kind, Kind::Transport(error) if error.is_too_large())
    }

    /// Returns whether the response had a status other than 200, and no `error_code`.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// sandbox.inject(Fault::status(302));
    /// assert!(crm.area().root().send().unwrap_err().is_status());
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_status(&self) -> bool {
        matches!(self.0.kind, Kind::Status { .. })
    }

    /// Returns whether a response or record could not be decoded.
    ///
    /// ```
    /// # use crm_client::sandbox::Fault;
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// sandbox.inject(Fault::garbage());
    /// assert!(crm.area().root().send().unwrap_err().is_decode());
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.0.kind, Kind::Decode(_))
    }

    /// Returns whether the server refused the call because of too many requests:
    /// [`Code::RATE_LIMITED`].
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// sandbox.set_quota(Some(0));
    /// assert!(crm.area().root().send().unwrap_err().is_rate_limited());
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.code() == Some(Code::RATE_LIMITED)
    }
}
