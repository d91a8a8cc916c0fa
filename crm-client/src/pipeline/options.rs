//! What a call can be told beside its parameters.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, header};

use super::ahead::Ahead;
use crate::endpoint::{Info, check_name, given_twice};
use crate::transport::MaxResponseBytes;
use crate::values::Id;

/// The headers that say where a message ends, or what becomes of its connection.
const OF_THE_CONNECTION: [HeaderName; 4] =
    [header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING, header::UPGRADE];

/// What a call was told. It is carried to every attempt, and to every page.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// The user it is made for, where that is not the client's.
    pub(crate) user: Option<Id>,
    /// The page it asks for, where that is not the request's to say.
    pub(crate) page: Option<u32>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) max_quota_wait: Option<Duration>,
    pub(crate) max_response_bytes: Option<MaxResponseBytes>,
    /// Whether it may be carried out twice.
    pub(crate) repeatable: bool,
    /// Set if nobody awaits the call yet. Until somebody does, it gives way to other calls, and its
    /// time does not begin before its turn.
    pub(crate) ahead: Option<Arc<Ahead>>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    /// The first thing that it was told and cannot do.
    pub(crate) problem: Option<String>,
}

/// Checks a header that the caller sets.
pub(crate) fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), String> {
    match (HeaderName::try_from(name), HeaderValue::try_from(value)) {
        (Ok(name), _) if OF_THE_CONNECTION.contains(&name) => {
            Err(format!("the header `{name}` belongs to the connection; do not set it"))
        }
        (Ok(name), Ok(value)) => Ok((name, value)),
        (Err(_), _) => Err(format!("invalid header name `{}`", name.escape_debug())),
        (Ok(name), Err(_)) => Err(format!("the value of the header `{name}` is invalid")),
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

    /// Whether a request that may have been carried out may be sent again.
    pub(crate) fn may_repeat(&self, info: &Info<'_>) -> bool {
        info.is_safe() || self.repeatable
    }

    /// Whether an endpoint can be called so; if not, why.
    pub(crate) fn check(&self, info: &Info<'_>) -> Result<(), String> {
        if let Some(problem) = &self.problem {
            return Err(problem.clone());
        }
        if [self.timeout, self.attempt_timeout].contains(&Some(Duration::ZERO)) {
            return Err("a timeout of zero leaves no time for it".to_owned());
        }
        if self.max_attempts == Some(0) {
            return Err("it takes one attempt at least".to_owned());
        }
        for (index, (name, value)) in self.query.iter().enumerate() {
            check_name(name)?;
            if value.trim().is_empty() {
                return Err(format!("the extra parameter `{name}` must not be blank"));
            }
            if info.params().any(|param| param.name == name) {
                return Err(format!("`{name}` is a parameter of its own, and no extra one"));
            }
            if self.query[..index].iter().any(|(it, _)| it == name) {
                return Err(given_twice(name));
            }
        }
        Ok(())
    }
}
