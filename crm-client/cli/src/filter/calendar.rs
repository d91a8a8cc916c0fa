//! Dates and times, absolute or relative to today, in the form that the vendor's samples have.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan};

use crate::lang::tr;

/// Returns a word as a date or a time, relative to a point in time. Returns `None` if it is not one,
/// and a message if it looks like one, but is invalid.
pub(super) fn read(word: &str, now: DateTime) -> Option<Result<String, String>> {
    let today = now.date();
    let date = |date: Date| Some(Ok(date.to_string()));
    match word.to_ascii_lowercase().as_str() {
        "today" => date(today),
        "yesterday" => Some(shift(today, -1.days())),
        "tomorrow" => Some(shift(today, 1.days())),
        "now" => Some(Ok(text(now))),
        _ => relative(word, now).or_else(|| absolute(word)),
    }
}

/// Returns a time of day after a date, as in `08:00` or `08:00:30`, if the word looks like one.
pub(super) fn time(word: &str) -> Option<Result<String, String>> {
    if !word.contains(':') || !word.starts_with(|it: char| it.is_ascii_digit()) {
        return None;
    }
    let has_form = matches!(word.len(), 5 | 8)
        && word.bytes().enumerate().all(|(index, it)| match index {
            2 | 5 => it == b':',
            _ => it.is_ascii_digit(),
        });
    let time = has_form.then(|| word.parse::<Time>().ok()).flatten();
    Some(time.map(|it| it.strftime("%H:%M:%S").to_string()).ok_or_else(|| {
        tr!(
            "invalid time of day; write it as `08:00` or `08:00:00`, without a time zone",
            "无效的时间；请写成 `08:00` 或 `08:00:00`，不带时区"
        )
    }))
}

/// Reads `2026-01-31` and `2026-01-31T08:00`. The API documents no time zones.
fn absolute(word: &str) -> Option<Result<String, String>> {
    let (date, clock) = match word.split_once(['T', 't']) {
        Some((date, clock)) => (date, Some(clock)),
        None => (word, None),
    };
    let parts: Vec<&str> = date.split(['-', '/']).collect();
    let [year, month, day] = parts[..] else { return None };
    let is_number = |text: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&text.len()) && text.bytes().all(|it| it.is_ascii_digit())
    };
    if !is_number(year, 4..=4) || !is_number(month, 1..=2) || !is_number(day, 1..=2) {
        return None;
    }
    let iso = format!("{year}-{month:0>2}-{day:0>2}");
    let known = iso.parse::<Date>().is_ok();
    if !known {
        return Some(Err(tr!(
            "the date does not exist; correct it, or put text in quotes",
            "该日期不存在；请更正，若为文本请加引号"
        )));
    }
    if iso != date {
        return Some(Err(tr!(
            "write the date as `{iso}`, or put text in quotes",
            "请将日期写成 `{iso}`，若为文本请加引号"
        )));
    }
    let Some(clock) = clock else { return Some(Ok(iso)) };
    Some(time(clock).unwrap_or_else(|| {
        Err(tr!(
            "the time of day is missing; write `{iso} 08:00`",
            "缺少时间；请写成 `{iso} 08:00`"
        ))
    }))
    .map(|it| it.map(|time| format!("{iso} {time}")))
}

/// Reads `-7d`: a sign, a number and a unit.
fn relative(word: &str, now: DateTime) -> Option<Result<String, String>> {
    let sign = match word.chars().next()? {
        '-' => -1,
        '+' => 1,
        _ => return None,
    };
    let unit = word.chars().last().filter(char::is_ascii_alphabetic)?;
    let digits = &word[1..word.len() - 1];
    if digits.is_empty() || !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let invalid =
        || tr!("the date is out of range; use a smaller number", "日期超出范围；请使用更小的数字");
    let Ok(count) = digits.parse::<i64>() else { return Some(Err(invalid())) };
    let count = sign * count;
    let new = Span::new();
    let span = match unit {
        'd' => new.try_days(count),
        'w' => new.try_weeks(count),
        'm' => new.try_months(count),
        'y' => new.try_years(count),
        'h' => {
            let shifted = new.try_hours(count).and_then(|it| now.checked_add(it));
            return Some(shifted.map(text).map_err(|_| invalid()));
        }
        _ => {
            return Some(Err(tr!(
                "unknown unit `{unit}`; use d, w, m or y for days, weeks, months or years, or h for hours",
                "未知单位 `{unit}`；可用 d、w、m、y（日、周、月、年）或 h（小时）"
            )));
        }
    };
    Some(span.map_err(|_| invalid()).and_then(|it| shift(now.date(), it)))
}

fn shift(date: Date, span: Span) -> Result<String, String> {
    let shifted = date.checked_add(span).ok().filter(|it| (1..=9999).contains(&it.year()));
    shifted.map(|it| it.to_string()).ok_or_else(|| {
        tr!("the date is out of range; use a smaller number", "日期超出范围；请使用更小的数字")
    })
}

fn text(time: DateTime) -> String {
    time.strftime("%Y-%m-%d %H:%M:%S").to_string()
}
