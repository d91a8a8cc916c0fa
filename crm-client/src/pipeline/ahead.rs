//! Calls that nobody awaits yet, such as prefetched pages.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Whether somebody awaits a call that was made in advance. Until then, it gives way to other calls.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    is_awaited: AtomicBool,
    changed: Notify,
}

impl Ahead {
    /// Reports that somebody awaits the call from now on.
    pub(crate) fn set_awaited(&self) {
        if !self.is_awaited.swap(true, Ordering::AcqRel) {
            self.changed.notify_one();
        }
    }

    /// Waits until somebody awaits the call.
    pub(super) async fn awaited(&self) {
        while !self.is_awaited.load(Ordering::Acquire) {
            self.changed.notified().await;
        }
    }
}
