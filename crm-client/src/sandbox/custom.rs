//! Replies and endpoints that a test defines.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::Request;
use serde::Serialize;

use super::answer::{Answer, Envelope, Refusal, success};
use super::call::{Query, get};
use crate::error::Code;

/// A call of an endpoint that a test defines, see [`Sandbox::endpoint`](super::Sandbox::endpoint).
#[derive(Debug)]
pub struct CustomCall<'a> {
    request: &'a Request<Bytes>,
    query: Query<'a>,
    now: SystemTime,
}

impl<'a> CustomCall<'a> {
    pub(super) fn new(
        request: &'a Request<Bytes>,
        query: Query<'a>,
        now: SystemTime,
    ) -> CustomCall<'a> {
        CustomCall { request, query, now }
    }

    /// Returns the HTTP method.
    #[must_use]
    pub fn method(&self) -> &str {
        self.request.method().as_str()
    }

    /// Returns the decoded value of a parameter. Blank values are treated as missing.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        get(&self.query, name)
    }

    /// Returns all decoded parameters except `sign`.
    pub fn params(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().map(|(name, value)| (&**name, &**value))
    }

    /// Returns the body.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.request.body()
    }

    /// Returns the time of the call, by the clock of the sandbox.
    #[must_use]
    pub fn now(&self) -> SystemTime {
        self.now
    }
}

/// A function that answers the calls of a path.
pub(super) type Handler = Arc<dyn Fn(&CustomCall<'_>) -> Answer + Send + Sync>;

/// The replies and endpoints that a test has defined.
#[derive(Default)]
pub(super) struct Custom {
    /// Path → the replies that are still to be sent.
    replies: BTreeMap<String, VecDeque<(usize, Envelope)>>,
    /// Path → what answers it.
    handlers: BTreeMap<String, Handler>,
}

impl Custom {
    /// Lets the next `times` calls of a path have this reply, after those that were added before.
    pub(super) fn answer(&mut self, path: &str, times: usize, reply: Envelope) {
        self.replies.entry(path.to_owned()).or_default().push_back((times, reply));
    }

    /// Lets a function answer all calls of a path.
    pub(super) fn endpoint<T: Serialize>(
        &mut self,
        path: &str,
        handler: impl Fn(&CustomCall<'_>) -> Result<T, (Code, String)> + Send + Sync + 'static,
    ) {
        let handler: Handler = Arc::new(move |call| match handler(call) {
            Ok(data) => Ok(success(data)),
            Err((code, message)) => Err(Refusal::of_test(code, message)),
        });
        self.handlers.insert(path.to_owned(), handler);
    }

    pub(super) fn clear(&mut self) {
        *self = Custom::default();
    }

    /// Returns the function that answers calls of this path, if a test has defined one.
    pub(super) fn handler(&self, path: &str) -> Option<&Handler> {
        self.handlers.get(path)
    }

    /// Returns whether a test has defined an endpoint or a reply for this path.
    pub(super) fn has(&self, path: &str) -> bool {
        let is_left = |it: &VecDeque<(usize, Envelope)>| it.iter().any(|(times, _)| *times > 0);
        self.handlers.contains_key(path) || self.replies.get(path).is_some_and(is_left)
    }

    /// Returns the reply of the next call of a path, if a test has defined one.
    pub(super) fn next_reply(&mut self, path: &str) -> Option<Envelope> {
        let replies = self.replies.get_mut(path)?;
        while replies.front().is_some_and(|it| it.0 == 0) {
            replies.pop_front();
        }
        let (times, reply) = replies.front_mut()?;
        *times -= 1;
        Some(reply.clone())
    }
}

impl fmt::Debug for Custom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Custom")
            .field("replies", &self.replies.keys())
            .field("handlers", &self.handlers.keys())
            .finish()
    }
}
