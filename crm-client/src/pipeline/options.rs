//! The options of a call, in addition to the parameters of the endpoint.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, header};

use super::ahead::Ahead;
use crate::endpoint::{Info, check_name, given_twice};
use crate::transport::MaxResponseBytes;
use crate::values::Id;

/// The headers that frame a message or control its connection. The HTTP client sets them.
const RESERVED_HEADERS: [HeaderName; 4] =
    [header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::UPGRADE];

/// The options of a call. They apply to every attempt, and to every page of a list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// Overrides the `op_user` of the client.
    pub(crate) user: Option<Id>,
    /// Overrides the page number of the request.
    pub(crate) page: Option<u32>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) max_quota_wait: Option<Duration>,
    pub(crate) max_response_bytes: Option<MaxResponseBytes>,
    /// Whether a write may be executed twice.
    pub(crate) repeatable: bool,
    /// Set for a prefetched call. Until somebody awaits it, other calls take precedence, and its
    /// timeout does not start before it is admitted.
    pub(crate) ahead: Option<Arc<Ahead>>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// The first invalid option.
    pub(crate) problem: Option<String>,
}

/// Validates a header that the caller sets.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        (Ok(name), _) if RESERVED_HEADERS.contains(&name) => {
            Err(format!("the header `{name}` is reserved for the HTTP client; do not set it"))
        }
        (Ok(name), Ok(value)) => Ok((name, value)),
        (Err(_), _) => Err(format!("invalid header name `{}`", name.escape_debug())),
        (Ok(name), Err(_)) => Err(format!("invalid value of the header `{name}`")),
    }
}

impl Options {
    pub(crate) fn header(&mut self, name: &str, value: &str) {
        match header(name, value) {
            Ok(header) => self.headers.push(header),
            Err(problem) => {
                self.problem.get_or_insert(problem);
            }
        }
    }

    /// Returns whether a request may be sent again although the server may have executed it.
    pub(crate) fn may_repeat(&self, info: &Info<'_>) -> bool {
        info.is_safe() || self.repeatable
    }

    /// Validates the options for an endpoint.
    pub(crate) fn check(&self, info: &Info<'_>) -> Result<(), String> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        let timeouts = [("timeout", self.timeout), ("attempt_timeout", self.attempt_timeout)];
        if let Some((name, _)) = timeouts.iter().find(|(_, it)| *it == Some(Duration::ZERO)) {
            return Err(format!("`{name}` must be greater than zero"));
        }
        if self.max_attempts == Some(0) {
            return Err("`max_attempts` must be at least 1".to_owned());
        }
        for (index, (name, value)) in self.query.iter().enumerate() {
            check_name(name)?;
            if value.trim().is_empty() {
                return Err(format!("the extra parameter `{name}` must not be blank"));
            }
            if info.params().any(|param| param.name == name) {
                return Err(format!(
                    "`{name}` is a parameter of this endpoint; do not add it with `extra_query`"
                ));
            }
            if self.query[..index].iter().any(|(it, _)| it == name) {
                return Err(given_twice(name));
            }
        }
        Ok(())
    }
}
