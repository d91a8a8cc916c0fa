//! Whether a failed call may succeed later.

use http::StatusCode;

use super::{Code, Error, Kind};

/// The HTTP statuses of temporary failures.
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
    /// Returns `true` for:
    ///
    /// - network errors and timeouts, also while waiting for a limit of the client;
    /// - HTTP 408, 429, 500, 502, 503 and 504;
    /// - error code 500;
    /// - error code 491, the exceeded quota.
    ///
    /// Returns `false` for every other error code, for an invalid request, and for a response that
    /// cannot be decoded or is too large.
    ///
    /// `true` does not mean that a repetition is safe. Before you repeat a call that writes, check
    /// the [`outcome`](Error::outcome). The client has already used its own retries.
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

    /// Returns whether a retry may succeed soon. It does not check whether a retry is safe.
    pub(crate) fn is_retryable(&self) -> bool {
        match &self.0.kind {
            // The same request would get the same response.
            Kind::Transport(error) => !error.is_too_large(),
            Kind::Status { .. } => self.0.status.is_some_and(|it| TRANSIENT.contains(&it)),
            Kind::Api { code, .. } => *code == Code::SYSTEM_ERROR,
            Kind::Builder(_) | Kind::Request(_) | Kind::Late | Kind::Decode(_) => false,
        }
    }
}
