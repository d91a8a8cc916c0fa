//! Calls that nobody awaits yet, such as prefetched pages.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// Tells a prefetched call whether somebody awaits it. Until then, other calls take precedence.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    is_awaited: AtomicBool,
    changed: Notify,
}

impl Ahead {
    /// Marks the call as awaited.
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
