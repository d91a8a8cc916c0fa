//! Waiting for the quota of the server, which refuses a call with error code 491.

use std::time::Duration;

use tokio::time::Instant;

use super::retry::Retry;

/// How often and how long a call has waited for a quota.
#[derive(Debug, Default)]
pub(super) struct Quota {
    /// When the server refused the call for the first time.
    first: Option<Instant>,
    /// How many times the call is repeated. These attempts are not retries.
    repeats: u32,
}

impl Quota {
    /// Returns the number of attempts that followed a wait.
    pub(super) fn repeats(&self) -> u32 {
        self.repeats
    }

    /// Returns how long to wait after a refusal. Returns `None` if `max_wait` since the first refusal
    /// has passed, or does not suffice for what the server asks for with `Retry-After`.
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
        // The last attempt is made at the end of the time.
        Some(wait.min(left))
    }
}
