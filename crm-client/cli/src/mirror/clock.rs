//! Times of the mirror itself, in UTC.

use jiff::{SignedDuration, Timestamp};

/// The form of times in the database.
const FORM: &str = "%Y-%m-%d %H:%M:%S";

/// Returns the current time.
pub(super) fn now() -> String {
    print(Timestamp::now())
}

/// Returns a time this long ago.
pub(super) fn ago(duration: std::time::Duration) -> String {
    let duration = SignedDuration::try_from(duration).unwrap_or(SignedDuration::MAX);
    print(Timestamp::now().saturating_sub(duration).unwrap_or(Timestamp::MIN))
}

/// Returns whether a stored time is at least this long ago, or in the future because of a clock that was
/// wrong. A missing time is.
pub(super) fn is_past(time: Option<&str>, duration: std::time::Duration) -> bool {
    time.is_none_or(|it| it <= ago(duration).as_str() || it > now().as_str())
}

fn print(time: Timestamp) -> String {
    time.strftime(FORM).to_string()
}

/// Measures how long something takes, also if the clock is changed meanwhile.
pub(super) struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Begins to measure.
    pub(super) fn start() -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    /// Returns the time since the start.
    pub(super) fn elapsed(&self) -> std::time::Duration {
        self.0.elapsed()
    }
}
