//! The rate of calls. It adapts to the quota of the CRM, whose size the vendor does not document: half as
//! many calls after a refusal, and a few more after each success.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// The rate after the first refusal, in calls per second.
const FIRST: f64 = 2.0;
/// What each success adds to the rate.
const STEP: f64 = 0.1;
/// The lowest rate: a call per minute.
const LOWEST: f64 = 1.0 / 60.0;
/// Above this rate there is no limit.
const HIGHEST: f64 = 20.0;

/// How long refusals in a row are tolerated.
pub(super) const PATIENCE: Duration = Duration::from_secs(900);

/// The rate of calls.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// Calls per second. `None` means no limit.
    rate: Option<f64>,
    last: Option<Instant>,
    /// The first of the refusals since the last success.
    refused: Option<Instant>,
}

impl Pace {
    /// Waits until the next call is due.
    pub(super) async fn wait(&mut self) {
        if let (Some(rate), Some(last)) = (self.rate, self.last) {
            sleep_until(last + Duration::from_secs_f64(1.0 / rate)).await;
        }
        self.last = Some(Instant::now());
    }

    /// Slows down after a refusal. Returns false if the patience is over.
    pub(super) fn slow_down(&mut self) -> bool {
        self.rate = Some(self.rate.map_or(FIRST, |rate| (rate / 2.0).max(LOWEST)));
        self.refused.get_or_insert_with(Instant::now).elapsed() < PATIENCE
    }

    /// Speeds up after a success.
    pub(super) fn speed_up(&mut self) {
        self.refused = None;
        self.rate = self.rate.map(|rate| rate + STEP).filter(|rate| *rate < HIGHEST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_halves_after_refusals_and_grows_with_successes() {
        let mut pace = Pace::default();
        pace.speed_up();
        assert_eq!(pace.rate, None);
        assert!(pace.slow_down() && pace.slow_down());
        assert_eq!(pace.rate, Some(1.0));
        for _ in 0..10 {
            pace.speed_up();
        }
        assert!((1.9..2.1).contains(&pace.rate.unwrap()));
        for _ in 0..200 {
            pace.speed_up();
        }
        assert_eq!(pace.rate, None);
        for _ in 0..20 {
            pace.slow_down();
        }
        assert_eq!(pace.rate, Some(LOWEST));
    }
}
