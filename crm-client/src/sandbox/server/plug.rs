//! The switch that disconnects a sandbox from its clients.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;
use tokio::sync::futures::Notified;

/// The switch that is turned off when the sandbox is disconnected.
#[derive(Debug, Default)]
pub(in crate::sandbox) struct Plug {
    is_pulled: AtomicBool,
    pull: Notify,
}

impl Plug {
    pub(in crate::sandbox) fn is_pulled(&self) -> bool {
        self.is_pulled.load(Ordering::SeqCst)
    }

    /// Returns a future that is ready when the switch is turned off after this call.
    pub(in crate::sandbox) fn pulled(&self) -> Notified<'_> {
        self.pull.notified()
    }

    pub(in crate::sandbox) fn pull(&self) {
        self.is_pulled.store(true, Ordering::SeqCst);
        self.pull.notify_waiters();
    }

    pub(in crate::sandbox) fn put_in(&self) {
        self.is_pulled.store(false, Ordering::SeqCst);
    }
}
