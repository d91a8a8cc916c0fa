//! What can be asked of an error.

use std::time::Duration;

use http::StatusCode;

use super::{Code, Error, Kind, Outcome, TransportError};

impl Error {
    /// The endpoint, `module/function`; none where a client could not be made, or a record read.
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

    /// The server's `error_code`, where it answered with one.
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

    /// The server's `error_msg`, word for word, where it answered with an `error_code`.
    ///
    /// Secrets of the client are replaced, and what is longer than 4 KiB is cut: the message then ends
    /// with `… (2,097,152 bytes in total)`. It can contain control characters, which
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

    /// The HTTP status, where there was a response.
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

    /// How many times the request was handed to the transport: 0 if it was refused before that.
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

    /// Whether the call may have been carried out all the same. That a record which came before does not
    /// read says nothing of its call, and is `Unknown`.
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

    /// How long the server asks to be left alone, where it does.
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

    /// Where in the reply it is that the reply was not understood: `data[3].phone`.
    ///
    /// The path consists of indices and of fields of the Rust type. Any other key can be somebody's
    /// data, and is shown as `["…"]`; see [`decode_details`](Error::decode_details).
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

    /// Returns the full message of a reply or record that could not be decoded, with the whole path.
    ///
    /// The message **can contain values of records**: keys of maps, names of unknown fields, invalid
    /// values, and the messages of your types. `Display`, `Debug` and
    /// [`json_path`](Error::json_path) show none of these, so keep this message out of logs too. Secrets
    /// of the client are replaced in it, and what is longer than 4 KiB is cut. Returns `None` for any
    /// other error.
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

    /// Whether a client could not be made.
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

    /// Whether the request was refused before it was sent: a value is missing or malformed.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// let error = crm.account().get("4711", ["accountName"]).send().unwrap_err();
    /// assert!(error.is_request(), "that is no id");
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_request(&self) -> bool {
        matches!(self.0.kind, Kind::Request(_))
    }

    /// Whether no connection could be made.
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

    /// Whether the time was up before the whole response was there.
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

    /// Whether the network failed: no whole response came back.
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
    /// [`max_response_bytes`](crate::ClientBuilder::max_response_bytes). The call is then not retried.
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

    /// Whether the response had a status other than 200, and no `error_code`.
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

    /// Whether a reply came that was not understood.
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

    /// Whether the server refused because of too many requests: [`Code::RATE_LIMITED`].
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
