//! Whether a call that failed is attempted again, and when.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName};

/// What a client does about calls that fail.
#[derive(Clone, Debug)]
pub(crate) struct Retry {
    /// How many attempts a call has, the first included.
    pub(crate) max_attempts: u32,
    /// The longest wait before the second attempt; it doubles from attempt to attempt.
    pub(crate) first_wait: Duration,
    /// The longest wait before any.
    pub(crate) longest_wait: Duration,
    pub(crate) budget: Budget,
    /// How long a call waits for a quota; zero if it does not.
    pub(crate) max_quota_wait: Duration,
}

/// The shortest wait for a quota, so that no backoff of zero floods the server.
const SHORTEST_QUOTA_WAIT: Duration = Duration::from_millis(100);

impl Default for Retry {
    fn default() -> Retry {
        Retry {
            max_attempts: 3,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(10),
            budget: Budget::new(20),
            max_quota_wait: Duration::ZERO,
        }
    }
}

impl Retry {
    /// How long to wait after so many attempts: anything up to what they call for, so that many
    /// clients do not come back at the same time; and that on top of what the server asks for.
    pub(crate) fn wait(&self, attempts: u32, asked: Option<Duration>) -> Duration {
        self.backoff(attempts).mul_f64(fastrand::f64()).saturating_add(asked.unwrap_or_default())
    }

    /// Returns the wait before a call is repeated that exceeded a quota: at least half of the backoff,
    /// because an early repetition counts towards the quota too.
    pub(super) fn quota_wait(&self, repeats: u32) -> Duration {
        let part = 0.5 + fastrand::f64() / 2.0;
        self.backoff(repeats).mul_f64(part).max(SHORTEST_QUOTA_WAIT)
    }

    /// Returns the longest wait after a number of attempts.
    fn backoff(&self, attempts: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.first_wait.saturating_mul(doubled).min(self.longest_wait)
    }
}

/// How many further attempts all calls of a client have left between them, so that an outage is not
/// answered with a storm.
#[derive(Debug)]
pub(crate) struct Budget {
    /// In tenths of an attempt.
    left: AtomicU32,
    most: u32,
}

/// What a further attempt costs; a success earns one.
const COST: u32 = 10;

impl Budget {
    pub(crate) fn new(attempts: u32) -> Budget {
        let most = attempts.saturating_mul(COST);
        Budget { left: AtomicU32::new(most), most }
    }

    /// Returns whether a retry is left.
    pub(crate) fn is_left(&self) -> bool {
        self.left.load(Ordering::Relaxed) >= COST
    }

    /// Takes a retry; returns false if none is left.
    pub(crate) fn spend(&self) -> bool {
        let less = |left: u32| left.checked_sub(COST);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// A call went well: every tenth of them earns an attempt.
    pub(crate) fn earn(&self) {
        let more = |left: u32| (left < self.most).then(|| left + 1);
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

/// Copies what is left: a copy is spent on its own.
impl Clone for Budget {
    fn clone(&self) -> Budget {
        Budget { left: AtomicU32::new(self.left.load(Ordering::Relaxed)), most: self.most }
    }
}

/// How long the server asks to be left alone: in seconds, or until a time by its own clock.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let now = date(headers, &DATE).unwrap_or(now);
    Some(until.duration_since(now).unwrap_or_default())
}

/// The time that a header says.
pub(crate) fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use http::HeaderValue;

    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_are_never_shorter_than_asked() {
        let retry = Retry::default();
        let longest =
            |attempts| (0..2000).map(|_| retry.wait(attempts, None)).max().unwrap().as_millis();
        for (attempts, expected) in [(1, 500), (2, 1000), (3, 2000), (6, 10_000), (99, 10_000)] {
            let longest = longest(attempts);
            assert!(longest <= expected && longest > expected * 9 / 10, "{attempts}: {longest}");
        }
        let shortest = (0..2000).map(|_| retry.wait(3, None)).min().unwrap();
        assert!(shortest < Duration::from_millis(100), "{shortest:?}");
        let asked = Duration::from_secs(60);
        let waited = retry.wait(1, Some(asked));
        assert!(waited >= asked && waited <= asked + Duration::from_millis(500), "{waited:?}");
    }

    #[test]
    fn a_budget_is_spent_and_earned_again() {
        let budget = Budget::new(2);
        let spend = || budget.is_left() && budget.spend();
        assert_eq!([spend(), spend(), spend()], [true, true, false]);
        (0..9).for_each(|_| budget.earn());
        assert!(!spend());
        budget.earn();
        assert_eq!([spend(), spend()], [true, false]);
        (0..1000).for_each(|_| budget.earn());
        assert_eq!([spend(), spend(), spend()], [true, true, false]);
    }

    #[test]
    fn retry_after_is_read_in_both_its_forms() {
        let now = UNIX_EPOCH + Duration::from_secs(784_111_777);
        let read = |after: &'static str, date: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert(RETRY_AFTER, HeaderValue::from_static(after));
            headers.extend(date.map(|it| (DATE, HeaderValue::from_static(it))));
            retry_after(&headers, now).map(|it| it.as_secs())
        };
        assert_eq!(read("120", None), Some(120));
        assert_eq!(read("Sun, 06 Nov 1994 08:49:47 GMT", None), Some(10));
        let date = Some("Sun, 06 Nov 1994 08:49:40 GMT");
        assert_eq!(read("Sun, 06 Nov 1994 08:49:47 GMT", date), Some(7));
        assert_eq!(read("Sun, 06 Nov 1994 08:00:00 GMT", None), Some(0));
        for odd in ["", "soon", "-1", "1.5"] {
            assert_eq!(read(odd, None), None, "{odd}");
        }
    }
}
