//! The types of columns, and the values that they get.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};

use crate::cells;
use crate::database::{ColumnType, Dialect, Value};

/// The digits of a decimal number that all databases keep.
const INTEGER_DIGITS: usize = 30;
const FRACTION_DIGITS: usize = 8;
/// The significant digits of a number that SQLite keeps. It also keeps all integers of 64 bits.
const SQLITE_DIGITS: usize = 15;

/// Returns the type of a column for a data type of the metadata. The vendor documents three data types,
/// so the others are recognized by their usual names, and all unknown ones are text. A column becomes text
/// as soon as a value does not fit.
pub(super) fn type_of(data_type: &str) -> ColumnType {
    match data_type.to_ascii_lowercase().replace(['_', '-', ' '], "").as_str() {
        "picklist" | "int" | "integer" | "long" | "bigint" => ColumnType::Integer,
        "number" | "decimal" | "double" | "float" | "currency" | "money" | "percent" => {
            ColumnType::Decimal
        }
        "bool" | "boolean" => ColumnType::Boolean,
        "date" => ColumnType::Date,
        "datetime" | "timestamp" => ColumnType::Timestamp,
        _ => ColumnType::Text,
    }
}

/// Returns the value of a column, or `None` if the JSON does not fit the type. A missing value, null
/// and an empty string become NULL, except that text keeps the empty string.
pub(super) fn value(dialect: Dialect, column: ColumnType, json: Option<&str>) -> Option<Value<'_>> {
    let Some(json) = json.filter(|it| *it != "null") else { return Some(Value::Null) };
    let text = cells::text(json);
    match column {
        ColumnType::Key | ColumnType::Text => Some(Value::Text(without_nul(text))),
        _ if text.is_empty() => Some(Value::Null),
        ColumnType::Integer => text.parse().ok().map(Value::Integer),
        ColumnType::Decimal => is_decimal(dialect, &text).then_some(Value::Text(text)),
        ColumnType::Boolean => match &*text {
            "true" => Some(Value::Integer(1)),
            "false" => Some(Value::Integer(0)),
            _ => None,
        },
        ColumnType::Date => {
            // Databases have no year 0.
            let is_date = text.len() == 10 && text.parse::<Date>().is_ok_and(|it| it.year() > 0);
            is_date.then_some(Value::Text(text))
        }
        ColumnType::Timestamp => timestamp(&text).map(Value::text),
    }
}

/// PostgreSQL cannot store the character U+0000. The raw JSON still has it.
fn without_nul(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { text }
}

fn is_decimal(dialect: Dialect, text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (integer, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |it: &str| it.bytes().all(|byte| byte.is_ascii_digit());
    (1..=INTEGER_DIGITS).contains(&integer.len())
        && fraction.len() <= FRACTION_DIGITS
        && is_digits(integer)
        && is_digits(fraction)
        && !digits.ends_with('.')
        && (dialect != Dialect::Sqlite || is_exact_in_sqlite(text, integer, fraction))
}

fn is_exact_in_sqlite(text: &str, integer: &str, fraction: &str) -> bool {
    let digits = integer.trim_start_matches('0').len() + fraction.len();
    digits <= SQLITE_DIGITS || text.parse::<i64>().is_ok()
}

/// Returns the time on the clock of the CRM, without a zone.
fn timestamp(text: &str) -> Option<String> {
    let local = text.get(..19)?;
    let rest = &text[19..];
    let is_rest = rest.bytes().all(|it| it.is_ascii_digit() || b".:+-Z".contains(&it));
    let time: DateTime = local.replacen(' ', "T", 1).parse().ok()?;
    (is_rest && time.year() > 0).then(|| time.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_fit_the_type_or_are_refused() {
        use ColumnType::{Boolean, Date, Decimal, Integer, Text, Timestamp};
        let text = |text: &'static str| Some(Value::text(text));
        for (column, json, expected) in [
            (Text, "\"a\\u0000b\"", text("a\u{fffd}b")),
            (Text, "\"\"", text("")),
            (Text, "12.50", text("12.50")),
            (Integer, "7", Some(Value::Integer(7))),
            (Integer, "\"7\"", Some(Value::Integer(7))),
            (Integer, "7.5", None),
            (Integer, "\"\"", Some(Value::Null)),
            (Decimal, "99999.00", text("99999.00")),
            (Decimal, "1e3", None),
            (Decimal, "0.123456789", None),
            (Boolean, "true", Some(Value::Integer(1))),
            (Boolean, "\"是\"", None),
            (Date, "\"2026-01-31\"", text("2026-01-31")),
            (Date, "\"2026-02-31\"", None),
            (Date, "\"0000-01-01\"", None),
            (Timestamp, "\"2026-01-31 08:00:00\"", text("2026-01-31 08:00:00")),
            (Timestamp, "\"2026-01-31T08:00:00.5+08:00\"", text("2026-01-31 08:00:00")),
            (Timestamp, "\"2026-01-31\"", None),
            (Timestamp, "\"0000-01-01 00:00:00\"", None),
            (Timestamp, "1769846400123", None),
            (Timestamp, "null", Some(Value::Null)),
        ] {
            assert_eq!(value(Dialect::Sqlite, column, Some(json)), expected, "{column:?} {json}");
        }
        assert_eq!(value(Dialect::Sqlite, Text, None), Some(Value::Null));
    }

    #[test]
    fn numbers_with_more_digits_than_sqlite_keeps_do_not_fit() {
        for (json, is_exact) in [
            ("9007199254740993", true),
            ("9223372036854775807", true),
            ("9223372036854775808", false),
            ("1234567890123.45", true),
            ("-1234567890123.456", false),
            ("0.12345678", true),
        ] {
            let fits = |dialect| value(dialect, ColumnType::Decimal, Some(json)).is_some();
            assert_eq!(fits(Dialect::Sqlite), is_exact, "{json}");
            assert!(fits(Dialect::Postgres) && fits(Dialect::MySql), "{json}");
        }
    }
}
