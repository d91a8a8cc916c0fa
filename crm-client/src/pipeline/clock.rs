//! The clock by which requests are signed.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// The estimated time of the server.
pub(crate) struct Clock {
    pub(crate) now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// By how many milliseconds the server's clock is ahead of this one.
    pub(crate) offset: AtomicI64,
}

impl Clock {
    pub(crate) fn system() -> Clock {
        Clock { now: Arc::new(SystemTime::now), offset: AtomicI64::new(0) }
    }

    pub(crate) fn now(&self) -> SystemTime {
        let offset = self.offset.load(Ordering::Relaxed);
        let by = Duration::from_millis(offset.unsigned_abs());
        let now = (self.now)();
        let moved = if offset < 0 { now.checked_sub(by) } else { now.checked_add(by) };
        moved.unwrap_or(now)
    }
}

/// Copies the offset: a copy learns on its own.
impl Clone for Clock {
    fn clone(&self) -> Clock {
        let offset = AtomicI64::new(self.offset.load(Ordering::Relaxed));
        Clock { now: self.now.clone(), offset }
    }
}
