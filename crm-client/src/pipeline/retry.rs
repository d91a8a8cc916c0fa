//! The retry settings: attempts, delays and the retry budget.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use http::header::{DATE, RETRY_AFTER};
use http::{HeaderMap, HeaderName};

/// The retry settings of a client.
#[derive(Clone, Debug)]
pub(crate) struct Retry {
    /// The maximum number of attempts of a call, including the first one.
    pub(crate) max_attempts: u32,
    /// The upper bound of the delay before the second attempt. It doubles with every attempt.
    pub(crate) first_wait: Duration,
    /// The upper bound of every delay.
    pub(crate) longest_wait: Duration,
    pub(crate) budget: Budget,
    /// The maximum time that a call waits for a quota. Zero means that it does not wait.
    pub(crate) max_quota_wait: Duration,
}

/// The minimum delay before a call that exceeded a quota is repeated. Without it, a backoff of zero
/// would flood the server.
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
    /// Returns the delay after a number of attempts: the `Retry-After` of the server, plus a random
    /// part of the backoff. It is random so that many clients do not retry at the same time.
    pub(crate) fn wait(&self, attempts: u32, asked: Option<Duration>) -> Duration {
        self.backoff(attempts).mul_f64(fastrand::f64()).saturating_add(asked.unwrap_or_default())
    }

    /// Returns the delay before a call that exceeded a quota is repeated. It is at least half of the
    /// backoff, because a repetition that is too early also counts towards the quota.
    pub(super) fn quota_wait(&self, repeats: u32) -> Duration {
        let part = 0.5 + fastrand::f64() / 2.0;
        self.backoff(repeats).mul_f64(part).max(SHORTEST_QUOTA_WAIT)
    }

    /// Returns the upper bound of the delay after a number of attempts.
    fn backoff(&self, attempts: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.first_wait.saturating_mul(doubled).min(self.longest_wait)
    }
}

/// The retry budget that all calls of a client share. It keeps the client from flooding a failing
/// server with retries.
#[derive(Debug)]
pub(crate) struct Budget {
    /// The remaining budget, in tenths of a retry.
    left: AtomicU32,
    most: u32,
}

/// The cost of a retry. A successful call earns 1.
const COST: u32 = 10;

impl Budget {
    pub(crate) fn new(attempts: u32) -> Budget {
        let most = attempts.saturating_mul(COST);
        Budget { left: AtomicU32::new(most), most }
    }

    /// Returns whether the budget allows a retry.
    pub(crate) fn is_left(&self) -> bool {
        self.left.load(Ordering::Relaxed) >= COST
    }

    /// Takes a retry from the budget. Returns false if the budget is exhausted.
    pub(crate) fn spend(&self) -> bool {
        let less = |left: u32| left.checked_sub(COST);
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok()
    }

    /// Records a successful call. Every ten of them return one retry to the budget.
    pub(crate) fn earn(&self) {
        let more = |left: u32| (left < self.most).then(|| left + 1);
        let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more);
    }
}

/// Copies the remaining budget. The copies are then independent of each other.
impl Clone for Budget {
    fn clone(&self) -> Budget {
        Budget { left: AtomicU32::new(self.left.load(Ordering::Relaxed)), most: self.most }
    }
}

/// Returns the delay from the `Retry-After` header, if any. The header has either seconds or a
/// date. A date is compared with the `Date` of the response, or with `now` if there is none.
pub(crate) fn retry_after(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(text).ok()?;
    let now = date(headers, &DATE).unwrap_or(now);
    Some(until.duration_since(now).unwrap_or_default())
}

/// Parses a header that contains an HTTP date.
pub(crate) fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(name)?.to_str().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use http::HeaderValue;

    use super::*;

    #[test]
    fn delay_doubles_up_to_the_bound_and_includes_retry_after() {
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
    fn ten_successes_return_one_retry_to_the_budget() {
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
    fn parses_retry_after_as_seconds_and_as_date() {
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
        for invalid in ["", "soon", "-1", "1.5"] {
            assert_eq!(read(invalid, None), None, "{invalid}");
        }
    }
}
