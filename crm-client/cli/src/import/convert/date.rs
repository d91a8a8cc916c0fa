//! Dates and times, as people and spreadsheets write them.

use jiff::civil::{Date, DateTime, Time};

use crate::import::input::cell::Cell;
use crate::import::normalize::half_width;
use crate::import::problem::Problem;
use crate::lang::tr;

/// The serial numbers of a spreadsheet for the years 1954 to 2119, so that no number of another kind is
/// read as a date.
const SERIALS: std::ops::RangeInclusive<f64> = 20_000.0..=80_350.0;

/// Converts a cell into `yyyy-MM-dd`.
pub(super) fn date(cell: &Cell) -> Result<String, Problem> {
    let moment = moment(cell)?;
    if moment.time() != Time::midnight() {
        return Err(Problem::of_value(
            &cell.plain(),
            tr!("the field is a date, and the value has a time", "该字段为日期，而值含有时间"),
            tr!("remove the time", "请去掉时间部分"),
        ));
    }
    Ok(moment.date().to_string())
}

/// Converts a cell into `yyyy-MM-dd HH:mm:ss`.
pub(super) fn date_time(cell: &Cell) -> Result<String, Problem> {
    let moment = moment(cell)?;
    let (date, time) = (moment.date(), moment.time());
    Ok(format!("{date} {:02}:{:02}:{:02}", time.hour(), time.minute(), time.second()))
}

fn moment(cell: &Cell) -> Result<DateTime, Problem> {
    let moment = match cell {
        Cell::Moment(moment) => Some(*moment),
        Cell::Number(serial) => from_serial(*serial),
        Cell::Text(text) => parse(text),
        _ => None,
    };
    moment.filter(|it| (1900..=9999).contains(&it.year())).ok_or_else(|| invalid(&cell.plain()))
}

/// Converts the serial number of a spreadsheet: days since 1899-12-30.
fn from_serial(serial: f64) -> Option<DateTime> {
    const SECONDS: f64 = 86_400.0;
    if !SERIALS.contains(&serial) {
        return None;
    }
    #[allow(clippy::cast_possible_truncation, reason = "the range is checked")]
    let seconds = (serial * SECONDS).round() as i64;
    let start = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
    start.checked_add(jiff::Span::new().seconds(seconds)).ok()
}

fn parse(text: &str) -> Option<DateTime> {
    let text = half_width(text.trim());
    if let Ok(serial) = text.parse::<f64>()
        && text.chars().all(|it| it.is_ascii_digit() || it == '.')
        && let Some(moment) = from_serial(serial)
    {
        return Some(moment);
    }
    let split = text.find(|it: char| it == 'T' || it.is_whitespace() || matches!(it, '日' | '号'));
    let (day, time) = match split {
        Some(index) => {
            let (day, rest) = text.split_at(index);
            let mut rest = rest.chars();
            rest.next();
            (day, rest.as_str().trim())
        }
        None => (text.as_str(), ""),
    };
    Some(self::day(day)?.to_datetime(self::time(time)?))
}

/// Parses year, month and day, in this order only: `3/4/2024` has two meanings.
fn day(text: &str) -> Option<Date> {
    let text = text.replace(['年', '月', '/', '.'], "-");
    let parts: Vec<&str> = match text.len() {
        8 if text.bytes().all(|it| it.is_ascii_digit()) => {
            vec![&text[..4], &text[4..6], &text[6..]]
        }
        _ => text.split('-').collect(),
    };
    let [year, month, day] = parts.as_slice() else { return None };
    let is_digits = |it: &str, max| {
        !it.is_empty() && it.len() <= max && it.bytes().all(|it| it.is_ascii_digit())
    };
    if year.len() != 4 || !is_digits(year, 4) || !is_digits(month, 2) || !is_digits(day, 2) {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// Parses `HH:mm` or `HH:mm:ss`, with a fraction that is ignored. Nothing is midnight.
fn time(text: &str) -> Option<Time> {
    if text.is_empty() {
        return Some(Time::midnight());
    }
    let text = text.split('.').next().unwrap_or(text);
    let mut parts = text.split(':').map(|it| it.parse::<i8>().ok().filter(|_| it.len() <= 2));
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() {
        return None;
    }
    Time::new(hour, minute, second, 0).ok()
}

fn invalid(text: &str) -> Problem {
    Problem::of_value(
        text,
        tr!("not a date", "不是有效日期"),
        tr!("write year, month and day, such as 2024-01-03", "请按年、月、日填写，例如 2024-01-03"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_as_people_write_them() {
        for text in [
            "2024-01-03",
            "2024/1/3",
            "2024.1.3",
            "2024年1月3日",
            "2024年1月3号",
            "20240103",
            "２０２４／１／３",
            "45294",
            "2024-01-03 00:00:00",
            "2024-01-03T00:00:00.000",
        ] {
            assert_eq!(date(&Cell::Text(text.into())), Ok("2024-01-03".into()), "{text}");
        }
        assert_eq!(date(&Cell::Number(45294.0)), Ok("2024-01-03".into()));
        for text in ["2024-1-3 14:05", "2024年1月3日 14:05:00", "2024/1/3 14:05:00.123"] {
            assert_eq!(
                date_time(&Cell::Text(text.into())),
                Ok("2024-01-03 14:05:00".into()),
                "{text}"
            );
        }
        assert_eq!(date_time(&Cell::Number(45294.5)), Ok("2024-01-03 12:00:00".into()));
    }

    #[test]
    fn refuses_dates_with_two_meanings_and_dates_that_do_not_exist() {
        for text in [
            "3/4/2024",
            "24-1-3",
            "2024-02-30",
            "2024-13-01",
            "明天",
            "2024-1",
            "12",
            "2024-01-03 25:00",
            "1024-01-01",
        ] {
            assert!(date(&Cell::Text(text.into())).is_err(), "{text}");
        }
        assert!(date(&Cell::Text("2024-01-03 14:05".into())).is_err());
    }
}
