//! Times in the field by which changes are found. The vendor documents neither their form nor their time
//! zone, so the form is read from the values, and times are only compared with each other.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::cells;

/// Numbers above this are milliseconds, and others are seconds. It is in the year 5138 as seconds, and in
/// 1973 as milliseconds.
const MILLISECONDS: i64 = 100_000_000_000;

/// The form of the times of an entity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Text such as `2026-01-31 08:00:00` or `2026-01-31T08:00:00.000+08:00`.
    Text {
        /// The character between the day and the time.
        separator: char,
        /// The number of digits after the seconds.
        digits: usize,
        /// The zone after the time, such as `Z`, and its offset from UTC in seconds.
        zone: String,
        offset: i64,
    },
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Milliseconds,
}

/// Reads a time. Returns its milliseconds, as if a time without a zone were in UTC, and its form.
pub(super) fn parse(json: &str) -> Option<(i64, Form)> {
    if let Ok(number) = json.parse::<i64>() {
        return Some(match number {
            MILLISECONDS.. => (number, Form::Milliseconds),
            _ => (number.checked_mul(1000)?, Form::Seconds),
        });
    }
    let text = cells::text(json);
    let separator = text.chars().nth(10).filter(|it| matches!(it, ' ' | 'T'))?;
    let rest = text.get(11..)?;
    let end = rest.find(|it: char| !it.is_ascii_digit() && it != ':' && it != '.');
    let (time, zone) = rest.split_at(end.unwrap_or(rest.len()));
    let digits = time.split_once('.').map_or(0, |(_, digits)| digits.len());
    let day = text.get(..10)?;
    let civil: DateTime = format!("{day}T{time}").parse().ok()?;
    let offset = offset(zone)?;
    let millis = Offset::UTC.to_timestamp(civil).ok()?.as_millisecond() - offset * 1000;
    Some((millis, Form::Text { separator, digits, zone: zone.to_owned(), offset }))
}

/// Returns the seconds by which a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone.is_empty() || zone == "Z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits: String = zone.get(1..)?.chars().filter(|it| *it != ':').collect();
    let number: i64 = digits.parse().ok().filter(|_| digits.len() == 4)?;
    (zone.starts_with(['+', '-'])).then_some(sign * (number / 100 * 3600 + number % 100 * 60))
}

impl Form {
    /// Returns a time in this form.
    pub(super) fn print(&self, millis: i64) -> Value {
        match self {
            Form::Seconds => json!(millis.div_euclid(1000)),
            Form::Milliseconds => json!(millis),
            Form::Text { separator, digits, zone, offset } => {
                let local = millis.saturating_add(offset * 1000);
                let time = Timestamp::from_millisecond(local).unwrap_or(Timestamp::UNIX_EPOCH);
                let civil = Offset::UTC.to_datetime(time);
                let mut text = civil.strftime(&format!("%Y-%m-%d{separator}%H:%M:%S")).to_string();
                if *digits > 0 {
                    let fraction = format!("{:09}", civil.subsec_nanosecond());
                    text.push('.');
                    text.extend(fraction.chars().chain(std::iter::repeat('0')).take(*digits));
                }
                Value::String(text + zone)
            }
        }
    }

    /// Returns the form as text, to store it.
    pub(super) fn name(&self) -> String {
        // An example is the shortest exact description.
        self.print(MILLISECONDS * 10).to_string()
    }

    /// Returns the form that [`name`](Form::name) has stored.
    pub(super) fn from_name(name: &str) -> Option<Form> {
        parse(name).map(|(_, form)| form)
    }
}

/// Returns the latest time that can be true now in any time zone of the world. A later one comes from a
/// clock that is wrong.
pub(super) fn latest() -> i64 {
    let margin = SignedDuration::from_hours(15);
    Timestamp::now().saturating_add(margin).map_or(i64::MAX, Timestamp::as_millisecond)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_keep_their_form() {
        for text in [
            "\"2026-01-31 08:00:00\"",
            "\"2026-01-31T08:00:00\"",
            "\"2026-01-31T08:00:00.123\"",
            "\"2026-01-31T08:00:00+08:00\"",
            "\"2026-01-31T08:00:00.120-0330\"",
            "\"2026-01-31T08:00:00Z\"",
            "1769846400",
            "1769846400123",
        ] {
            let (millis, form) = parse(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(form.print(millis).to_string(), text);
            let later = form.print(millis + 61_000).to_string();
            assert_eq!(parse(&later), Some((millis + 61_000, form.clone())), "{later}");
            assert_eq!(Form::from_name(&form.name()), Some(form));
        }
    }

    #[test]
    fn zones_move_times() {
        let millis = |text: &str| parse(text).unwrap().0;
        assert_eq!(millis("\"2026-01-31T08:00:00+08:00\""), millis("\"2026-01-31T00:00:00Z\""));
        assert_eq!(millis("\"2026-01-31 00:00:00\""), millis("1769817600"));
    }

    #[test]
    fn other_values_are_not_times() {
        for text in [
            "null",
            "\"\"",
            "\"2026-01-31\"",
            "\"31.1.2026\"",
            "true",
            "1.5",
            "\"上海上海上海上海\"",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
