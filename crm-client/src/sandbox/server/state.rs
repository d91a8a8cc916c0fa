//! The state that the clones of a sandbox share, and the handling of each request.

use std::cell::Cell;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response};

use super::fault::Faults;
use super::outcome::{Ending, Outcome, Wait};
use super::plug::Plug;
use crate::endpoint::Info;
use crate::sandbox::answer::Refusal;
use crate::sandbox::crm::Crm;
use crate::sandbox::gate;
use crate::sandbox::journal::Journal;

thread_local! {
    /// Whether this thread runs an endpoint of a test, and so holds the lock.
    static IN_HANDLER: Cell<bool> = const { Cell::new(false) };
}

/// Runs an endpoint of a test, in which a use of the lock panics instead of waiting forever.
pub(in crate::sandbox) fn in_handler<T>(handler: impl FnOnce() -> T) -> T {
    struct Leave;

    impl Drop for Leave {
        fn drop(&mut self) {
            IN_HANDLER.set(false);
        }
    }

    IN_HANDLER.set(true);
    let _leave = Leave;
    handler()
}

/// The state that the clones of a sandbox share.
pub(in crate::sandbox) struct State {
    locked: Mutex<Locked>,
    pub(in crate::sandbox) plug: Plug,
}

/// The part of the state that one request at a time uses.
pub(in crate::sandbox) struct Locked {
    pub(in crate::sandbox) crm: Crm,
    pub(in crate::sandbox) faults: Faults,
    pub(in crate::sandbox) journal: Journal,
    /// The response to the previous request.
    last: Option<Response<Bytes>>,
}

impl State {
    pub(in crate::sandbox) fn new() -> State {
        let locked = Locked {
            crm: Crm::new(),
            faults: Faults::default(),
            journal: Journal::default(),
            last: None,
        };
        State { locked: Mutex::new(locked), plug: Plug::default() }
    }

    /// A poisoned lock is fine: no code panics in the middle of a change.
    pub(in crate::sandbox) fn lock(&self) -> MutexGuard<'_, Locked> {
        assert!(!IN_HANDLER.get(), "an endpoint of a test calls its sandbox, which waits for it");
        self.locked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the number of requests received.
    pub(in crate::sandbox) fn requests(&self) -> usize {
        self.lock().journal.received()
    }

    /// Checks the head of a request before its body of `length` bytes is read.
    pub(in crate::sandbox) fn admit_body<B>(
        &self,
        request: &Request<B>,
        length: Option<u64>,
    ) -> Result<&'static Info<'static>, Refusal> {
        let crm = &self.lock().crm;
        let is_custom = crm.custom.has(gate::path(request));
        gate::admit_body(request, is_custom, &crm.store.behavior, length)
    }

    /// Returns whether responses have a `Date` header.
    pub(in crate::sandbox) fn sends_date(&self) -> bool {
        self.lock().crm.store.behavior.sends_date
    }

    /// Answers a request without faults.
    pub(in crate::sandbox) fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        let mut locked = self.lock();
        let now = locked.crm.now();
        let response = locked.handle(request, now);
        locked.journal.add(request, gate::path(request), now, Some(&response), false);
        response
    }

    /// Handles a request, and waits for as long as a fault requires. If the future is dropped,
    /// changes of the CRM stay.
    pub(in crate::sandbox) async fn exchange(&self, request: &Request<Bytes>) -> Ending {
        let pulled = self.plug.pulled();
        if self.plug.is_pulled() {
            return Ending::Refused;
        }
        let Outcome { wait, ending } = self.lock().meet(request);
        match wait {
            Wait::Not => ending,
            Wait::For(by) => match tokio::time::timeout(by, pulled).await {
                Ok(()) => Ending::Closed,
                Err(_) => ending,
            },
            Wait::Forever => {
                pulled.await;
                ending
            }
        }
    }
}

impl Locked {
    /// Decides which fault applies to a request, and returns the outcome of the request.
    fn meet(&mut self, request: &Request<Bytes>) -> Outcome {
        let (path, now) = (gate::path(request), self.crm.now());
        let effect = self.faults.strike(path);
        let has_fault = effect.is_some();
        let outcome = match effect {
            None => Outcome::at_once(self.handle(request, now)),
            Some(effect) => {
                let previous = self.last.clone();
                effect.apply(now, previous, |then| self.handle(request, then))
            }
        };
        let reply = match &outcome.ending {
            Ending::Whole(response) | Ending::Cut(response) => Some(response),
            Ending::Closed => None,
            // It did not arrive.
            Ending::Refused => return outcome,
        };
        self.journal.add(request, path, now, reply, has_fault);
        outcome
    }

    /// Answers a request as of the given time, and keeps the response.
    fn handle(&mut self, request: &Request<Bytes>, now: SystemTime) -> Response<Bytes> {
        let response = self.crm.handle(request, now);
        self.last = Some(response.clone());
        response
    }
}
