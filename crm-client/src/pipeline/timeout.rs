//! Timeouts, deadlines and sleeping.

use std::future::Future;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::Instant;

/// How long a call may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// One attempt.
    pub(crate) attempt: Duration,
    /// All attempts, and the waiting between them.
    pub(crate) call: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { attempt: Duration::from_secs(30), call: Duration::from_secs(120) }
    }
}

/// What a body may take to be sent is added to every limit: a second for so many bytes.
const BYTES_A_SECOND: usize = 64 << 10;

impl Limits {
    /// The limits of a request that carries so many bytes.
    pub(crate) fn with_body(self, bytes: usize) -> Limits {
        let more = Duration::from_secs((bytes / BYTES_A_SECOND) as u64);
        let plus = |limit: Duration| limit.saturating_add(more);
        Limits { attempt: plus(self.attempt), call: plus(self.call) }
    }
}

/// The time was up, or there was no way to wait for another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Late;

/// So much later; no limit at all, where nothing could keep it.
pub(crate) fn deadline(from: Instant, limit: Duration) -> Option<Instant> {
    if has_timer() { from.checked_add(limit) } else { None }
}

/// Only a Tokio runtime can wait. Without one, calls are made, but nothing limits them.
fn has_timer() -> bool {
    Handle::try_current().is_ok()
}

/// What a future comes to, if it does so in time.
pub(crate) async fn within<T>(
    deadline: Option<Instant>,
    future: impl Future<Output = T>,
) -> Result<T, Late> {
    match deadline {
        // The timer counts milliseconds, and would let pass what is done before the next.
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
fn a_large_body_has_more_time() {
    let limits = Limits::default();
    assert_eq!(limits.with_body(1000).attempt, Duration::from_secs(30));
    assert_eq!(limits.with_body(20 << 20).attempt, Duration::from_secs(30 + 320));
}
