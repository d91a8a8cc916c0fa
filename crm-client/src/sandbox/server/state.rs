//! The state that the clones of a sandbox share, and the handling of each request.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::Bytes;
use http::{Request, Response};

use super::fault::Faults;
use super::outcome::{Ending, Outcome, Wait};
use super::plug::Plug;
use crate::sandbox::crm::Crm;
use crate::sandbox::gate;

/// The state that the clones of a sandbox share.
pub(in crate::sandbox) struct State {
    locked: Mutex<Locked>,
    requests: AtomicUsize,
    pub(in crate::sandbox) plug: Plug,
}

/// The part of the state that one request at a time uses.
pub(in crate::sandbox) struct Locked {
    pub(in crate::sandbox) crm: Crm,
    pub(in crate::sandbox) faults: Faults,
    /// The response to the previous request.
    last: Option<Response<Bytes>>,
}

impl State {
    pub(in crate::sandbox) fn new() -> State {
        let locked = Locked { crm: Crm::new(), faults: Faults::default(), last: None };
        State { locked: Mutex::new(locked), requests: AtomicUsize::new(0), plug: Plug::default() }
    }

    /// Nothing that holds the lock panics half-way through a change.
    pub(in crate::sandbox) fn lock(&self) -> MutexGuard<'_, Locked> {
        self.locked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the number of requests received.
    pub(in crate::sandbox) fn requests(&self) -> usize {
        self.requests.load(Ordering::Relaxed)
    }

    /// Answers a request without faults.
    pub(in crate::sandbox) fn handle(&self, request: &Request<Bytes>) -> Response<Bytes> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        let mut locked = self.lock();
        let now = locked.crm.now();
        locked.handle(request, now)
    }

    /// Takes a request, and waits for as long as it takes. Whoever no longer cares
    /// can drop this; what was acted upon stays so.
    pub(in crate::sandbox) async fn exchange(&self, request: &Request<Bytes>) -> Ending {
        let pulled = self.plug.pulled();
        if self.plug.is_pulled() {
            return Ending::Refused;
        }
        let Outcome { wait, ending } = self.lock().meet(request);
        if !matches!(ending, Ending::Refused) {
            self.requests.fetch_add(1, Ordering::Relaxed);
        }
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
        let now = self.crm.now();
        let Some(effect) = self.faults.strike(gate::path(request)) else {
            return Outcome::at_once(self.handle(request, now));
        };
        let previous = self.last.clone();
        effect.apply(now, previous, |then| self.handle(request, then))
    }

    /// Answers a request as of the given time, and keeps the response.
    fn handle(&mut self, request: &Request<Bytes>, now: SystemTime) -> Response<Bytes> {
        let response = self.crm.handle(request, now);
        self.last = Some(response.clone());
        response
    }
}
