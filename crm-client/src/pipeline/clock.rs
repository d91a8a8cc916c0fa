//! The clock that provides the timestamps of signatures.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// Estimates the time of the server.
pub(crate) struct Clock {
    pub(crate) now: Arc<dyn Fn() -> SystemTime + Send + Sync>,
    /// The offset of the server's clock from `now`, in milliseconds. Positive if the server is ahead.
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

/// Copies the offset. A later change of one clock does not affect the other.
impl Clone for Clock {
    fn clone(&self) -> Clock {
        let offset = AtomicI64::new(self.offset.load(Ordering::Relaxed));
        Clock { now: self.now.clone(), offset }
    }
}
