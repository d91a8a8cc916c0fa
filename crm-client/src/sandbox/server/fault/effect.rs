//! What a fault does to a request, and whether the CRM still carries out the call.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::{HeaderMap, Response};

use crate::sandbox::server::outcome::{Ending, Outcome, Wait};

/// What a fault does to a request.
#[derive(Clone, Debug)]
pub(in crate::sandbox) struct Effect {
    pub(super) kind: Kind,
    /// Whether the CRM carries out the call before `Kind::Instead` replaces its response.
    pub(super) acts_first: bool,
    /// Added to the response.
    pub(super) headers: HeaderMap,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// In place of whatever the sandbox answers.
    Instead(Outcome),
    Slow(Duration),
    Cut,
    Stale,
    Ahead(Duration),
    Behind(Duration),
}

impl Effect {
    /// Returns the outcome of a request at `now`. `handle` has the CRM answer it as of a time.
    pub(in crate::sandbox) fn apply(
        self,
        now: SystemTime,
        previous: Option<Response<Bytes>>,
        handle: impl FnOnce(SystemTime) -> Response<Bytes>,
    ) -> Outcome {
        let mut outcome = match self.kind {
            Kind::Instead(outcome) => {
                // What does not arrive cannot be acted upon.
                if self.acts_first && !matches!(outcome.ending, Ending::Refused) {
                    drop(handle(now));
                }
                outcome
            }
            Kind::Slow(by) => Outcome { wait: Wait::For(by), ending: Ending::Whole(handle(now)) },
            Kind::Cut => Outcome { wait: Wait::Not, ending: Ending::Cut(handle(now)) },
            Kind::Stale => {
                let own = handle(now);
                Outcome::at_once(previous.unwrap_or(own))
            }
            Kind::Ahead(by) => Outcome::at_once(handle(now.checked_add(by).unwrap_or(now))),
            Kind::Behind(by) => {
                let then = now.checked_sub(by).unwrap_or(SystemTime::UNIX_EPOCH);
                Outcome::at_once(handle(then))
            }
        };
        match &mut outcome.ending {
            Ending::Whole(response) | Ending::Cut(response) => {
                response.headers_mut().extend(self.headers);
            }
            Ending::Closed | Ending::Refused => {}
        }
        outcome
    }
}
