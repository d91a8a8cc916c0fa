//! Whether a failed call may succeed later.

use http::StatusCode;

use super::{Code, Error, Kind};

/// The HTTP statuses of failures that can pass.
const TRANSIENT: [StatusCode; 6] = [
    StatusCode::REQUEST_TIMEOUT,
    StatusCode::TOO_MANY_REQUESTS,
    StatusCode::INTERNAL_SERVER_ERROR,
    StatusCode::BAD_GATEWAY,
    StatusCode::SERVICE_UNAVAILABLE,
    StatusCode::GATEWAY_TIMEOUT,
];

impl Error {
    /// Returns whether the same call may succeed later, without a change.
    ///
    /// This is true after network errors and timeouts, also if the call's turn did not come in time; for
    /// HTTP 408, 429, 500, 502, 503 and 504; for error code 500; and for 491, the exceeded quota. It is
    /// false for every other refusal, for an invalid request, and for a reply that cannot be decoded or
    /// is too large.
    ///
    /// It does not mean that a repetition is safe: before you repeat a call that writes, check the
    /// [`outcome`](Error::outcome). The client has already used its own retries.
    ///
    /// ```
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build_blocking()?;
    /// let error = crm.account().get("4711", ["accountName"]).send().unwrap_err();
    /// assert!(!error.is_transient()); // The id is invalid.
    /// sandbox.set_quota(Some(0));
    /// assert!(crm.area().root().send().unwrap_err().is_transient()); // The quota is renewed later.
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.is_retryable() || self.is_rate_limited() || self.is_late()
    }

    /// Whether the failure can pass soon, so that a retry is worth it if it is safe.
    pub(crate) fn is_retryable(&self) -> bool {
        match &self.0.kind {
            // The same request would have the same response.
            Kind::Transport(error) => !error.is_too_large(),
            Kind::Status { .. } => self.0.status.is_some_and(|it| TRANSIENT.contains(&it)),
            Kind::Api { code, .. } => *code == Code::SYSTEM_ERROR,
            Kind::Builder(_) | Kind::Request(_) | Kind::Late | Kind::Decode(_) => false,
        }
    }
}
