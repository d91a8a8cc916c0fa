//! Times in the time zone of China, and the forms in which replies can represent them.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::Value;

use super::behavior::TimeForm;

/// The seconds by which China is ahead of UTC.
const EAST: u64 = 8 * 3600;

/// The time zone of China in ISO 8601.
const ZONE: &str = "+08:00";

/// Returns the representation of a date or date-time. `None` if `plain` is neither.
pub(super) fn in_form(form: TimeForm, plain: &str) -> Option<Value> {
    let seconds = seconds(plain)?;
    Some(match form {
        TimeForm::Plain => plain.into(),
        TimeForm::Iso8601 => {
            let (date, time) = plain.split_once(' ').unwrap_or((plain, "00:00:00"));
            format!("{date}T{time}{ZONE}").into()
        }
        TimeForm::Milliseconds => (seconds * 1000).into(),
    })
}

/// Returns the plain form of a value in a condition: the inverse of [`in_form`] for a date-time, or for
/// a date if `is_date`. Other values are returned without changes.
pub(super) fn plain(form: TimeForm, value: Value, is_date: bool) -> Value {
    let plain = match form {
        TimeForm::Plain => None,
        TimeForm::Iso8601 => value
            .as_str()
            .and_then(|it| it.strip_suffix(ZONE)?.split_once('T'))
            .map(|(date, time)| format!("{date} {time}")),
        TimeForm::Milliseconds => value
            .as_u64()
            .and_then(|it| UNIX_EPOCH.checked_add(Duration::from_millis(it)))
            .map(local_time),
    };
    match plain {
        Some(plain) if is_date => plain.chars().take(DATE_LENGTH).collect::<String>().into(),
        Some(plain) => plain.into(),
        None => value,
    }
}

/// The length of `yyyy-MM-dd`.
const DATE_LENGTH: usize = 10;

/// Returns the seconds between the epoch and `yyyy-MM-dd` or `yyyy-MM-dd HH:mm:ss` in China.
fn seconds(plain: &str) -> Option<i64> {
    let (date, time) = plain.split_once(' ').unwrap_or((plain, "00:00:00"));
    let [year, month, day] = numbers(date, '-')?;
    let [hour, minute, second] = numbers(time, ':')?;
    let is_valid = (1970..10_000).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let east = i64::try_from(EAST).ok()?;
    is_valid.then(|| days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - east)
}

/// Returns three numbers of digits only.
fn numbers(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text.split(separator).map(|it| {
        let is_number = !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
        is_number.then(|| it.parse().ok())?
    });
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

/// Returns the number of days between the epoch and a date, the inverse of [`date`].
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    year * 365 + year / 4 - year / 100 + year / 400 + day_of_year - 719_468
}

/// Returns a time in China as `yyyy-MM-dd HH:mm:ss`.
pub(super) fn local_time(time: SystemTime) -> String {
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() + EAST;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{:02}", second % 60)
}

/// Returns year, month and day of a day after the epoch.
fn date(days: u64) -> (u64, u64, u64) {
    // In years that begin in March, the leap day is the last day.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

#[test]
fn prints_the_time_in_china() {
    use std::time::Duration;

    for (seconds, expected) in [
        (0, "1970-01-01 08:00:00"),
        (951_753_599, "2000-02-28 23:59:59"),
        (951_753_600, "2000-02-29 00:00:00"),
        (951_840_000, "2000-03-01 00:00:00"),
        (1_600_000_000, "2020-09-13 20:26:40"),
        (1_798_732_800, "2027-01-01 00:00:00"),
        (4_107_513_599, "2100-02-28 23:59:59"),
        (4_107_513_600, "2100-03-01 00:00:00"),
    ] {
        assert_eq!(local_time(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
    }
}

#[test]
fn converts_times_between_their_forms() {
    for (plain_form, iso, milliseconds) in [
        ("1970-01-01 08:00:00", "1970-01-01T08:00:00+08:00", 0_i64),
        ("2000-02-29 00:00:00", "2000-02-29T00:00:00+08:00", 951_753_600_000),
        ("2020-09-13 20:26:40", "2020-09-13T20:26:40+08:00", 1_600_000_000_000),
        ("2100-03-01 00:00:00", "2100-03-01T00:00:00+08:00", 4_107_513_600_000),
    ] {
        let forms = [
            (TimeForm::Plain, Value::from(plain_form)),
            (TimeForm::Iso8601, Value::from(iso)),
            (TimeForm::Milliseconds, Value::from(milliseconds)),
        ];
        for (form, value) in forms {
            assert_eq!(in_form(form, plain_form).as_ref(), Some(&value));
            assert_eq!(plain(form, value, false), plain_form);
        }
    }
    let start = Value::from(951_753_600_000_i64);
    assert_eq!(in_form(TimeForm::Milliseconds, "2000-02-29").as_ref(), Some(&start));
    assert_eq!(plain(TimeForm::Milliseconds, start, true), "2000-02-29");
    for other in ["", "2000-02", "2000-02-29-01", "2000-13-01", "+200-01-01", "2000-02-29 24:00:00"]
    {
        assert_eq!(in_form(TimeForm::Milliseconds, other), None, "{other}");
    }
}
