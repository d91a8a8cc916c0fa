//! Timeouts, deadlines and sleeping.

use std::future::Future;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

/// The timeouts of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// The timeout of one attempt.
    pub(crate) attempt: Duration,
    /// The timeout of the whole call, including all attempts and delays.
    pub(crate) call: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { attempt: Duration::from_secs(30), call: Duration::from_secs(120) }
    }
}

/// The assumed upload speed in bytes per second. The time to send the body is added to every timeout.
const UPLOAD_BYTES_PER_SECOND: usize = 64 << 10;

impl Limits {
    /// Returns the timeouts of a request whose body has `bytes` bytes.
    pub(crate) fn with_body(self, bytes: usize) -> Limits {
        let more = Duration::from_secs((bytes / UPLOAD_BYTES_PER_SECOND) as u64);
        let plus = |limit: Duration| limit.saturating_add(more);
        Limits { attempt: plus(self.attempt), call: plus(self.call) }
    }
}

/// The error of a deadline that has passed, or of a wait that is not possible without a Tokio
/// runtime.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Late;

/// Returns the deadline `limit` after `from`. Returns `None` (no deadline) outside of a Tokio
/// runtime, or if the time overflows.
pub(crate) fn deadline(from: Instant, limit: Duration) -> Option<Instant> {
    if has_timer() { from.checked_add(limit) } else { None }
}

/// Returns whether a timer is available. Outside of a Tokio runtime there is none, so calls have no
/// timeouts.
fn has_timer() -> bool {
    Handle::try_current().is_ok()
}

/// Awaits a future until the deadline.
///
/// # Errors
///
/// Fails if the deadline passes first.
pub(crate) async fn within<T>(
    deadline: Option<Instant>,
    future: impl Future<Output = T>,
) -> Result<T, Late> {
    match deadline {
        // The timer has a resolution of one millisecond. Without this check, a future that completes
        // before the next tick would still succeed.
        Some(deadline) if deadline <= Instant::now() => Err(Late),
        Some(deadline) => tokio::time::timeout_at(deadline, future).await.map_err(|_| Late),
        None => Ok(future.await),
    }
}

pub(crate) async fn sleep(wait: Duration) -> Result<(), Late> {
    sleep_until(Instant::now().checked_add(wait).ok_or(Late)?).await
}

pub(crate) async fn sleep_until(time: Instant) -> Result<(), Late> {
    if time <= Instant::now() {
        return Ok(());
    }
    if !has_timer() {
        return Err(Late);
    }
    tokio::time::sleep_until(time).await;
    Ok(())
}

#[test]
fn a_large_body_extends_the_timeouts() {
    let limits = Limits::default();
    assert_eq!(limits.with_body(1000).attempt, Duration::from_secs(30));
    assert_eq!(limits.with_body(20 << 20).attempt, Duration::from_secs(30 + 320));
}
