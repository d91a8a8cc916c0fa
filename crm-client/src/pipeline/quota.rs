//! Waiting after error code 491, which means that a quota of the server is exceeded.

use std::time::Duration;

use tokio::time::Instant;

use super::retry::Retry;

/// The state of a call that waits for a quota.
#[derive(Debug, Default)]
pub(super) struct Quota {
    /// The time of the first refusal.
    first: Option<Instant>,
    /// The number of repetitions after a refusal. They do not count as retries.
    repeats: u32,
}

impl Quota {
    /// Returns the number of attempts that were made after a refusal.
    pub(super) fn repeats(&self) -> u32 {
        self.repeats
    }

    /// Returns the delay after a refusal. Returns `None` if `max_wait` has passed since the first
    /// refusal, or if the remaining time is shorter than the `Retry-After` of the server.
    pub(super) fn wait(
        &mut self,
        retry: &Retry,
        max_wait: Duration,
        asked: Option<Duration>,
    ) -> Option<Duration> {
        let now = Instant::now();
        let waited = now.saturating_duration_since(*self.first.get_or_insert(now));
        let left = max_wait.saturating_sub(waited);
        let asked = asked.unwrap_or_default();
        if left.is_zero() || asked > left {
            return None;
        }
        self.repeats = self.repeats.saturating_add(1);
        let wait = asked.saturating_add(retry.quota_wait(self.repeats));
        // The last attempt is made when `max_wait` ends.
        Some(wait.min(left))
    }
}
