//! The days of the demo data, and numbers that only look random.

use std::fmt;

use serde::{Serialize, Serializer};

/// The day of the last record: 2026-06-30.
pub(super) const LAST_DAY: usize = 545;

/// Returns the day of an order. Opportunities need it for the day on which they were won.
pub(super) fn order_day(order: usize) -> usize {
    30 + order * 11 / 2
}

/// The lengths of the months. The years of the demo data have no leap day.
const MONTHS: [usize; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/// A number of days since 2025-01-01, written as `yyyy-MM-dd`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(pub(super) usize);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, mut day, mut month) = (2025 + self.0 / 365, self.0 % 365, 0);
        while day >= MONTHS[month] {
            day -= MONTHS[month];
            month += 1;
        }
        write!(f, "{year:04}-{:02}-{:02}", month + 1, day + 1)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A second of a day, written as `yyyy-MM-dd HH:mm:ss`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    pub(super) day: Day,
    pub(super) second: usize,
}

impl Moment {
    /// Returns a moment of the working hours of a day.
    pub(super) fn on(day: usize, what: &str, index: usize) -> Moment {
        Moment { day: Day(day), second: 9 * 3600 + choose(what, index, 9 * 3600) }
    }

    /// Returns the moment some minutes later on the same day.
    pub(super) fn plus_minutes(self, minutes: usize) -> Moment {
        Moment { second: self.second + 60 * minutes, ..self }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = (self.second / 3600, self.second / 60 % 60, self.second % 60);
        write!(f, "{} {hour:02}:{minute:02}:{second:02}", self.day)
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Returns a number below `count`, always the same for a purpose and an index (FNV-1a).
pub(super) fn choose(what: &str, index: usize, count: usize) -> usize {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in what.bytes().chain(index.to_string().bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // The lower bits alone depend too little on the index.
    hash ^= hash >> 32;
    usize::try_from(hash % count as u64).unwrap_or_default()
}

#[test]
fn days_are_printed_as_dates() {
    for (day, expected) in [
        (0, "2025-01-01"),
        (58, "2025-02-28"),
        (59, "2025-03-01"),
        (364, "2025-12-31"),
        (365, "2026-01-01"),
        (LAST_DAY, "2026-06-30"),
        (729, "2026-12-31"),
    ] {
        assert_eq!(Day(day).to_string(), expected);
    }
    let moment = Moment { day: Day(0), second: 86_399 };
    assert_eq!(moment.to_string(), "2025-01-01 23:59:59");
}
