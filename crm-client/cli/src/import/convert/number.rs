//! Numbers, as people write them.

use serde_json::{Number, Value};

use crate::import::input::cell::Cell;
use crate::import::normalize::half_width;
use crate::import::problem::Problem;
use crate::lang::tr;

/// The number of digits that a number keeps exactly.
const MAX_DIGITS: usize = 15;

/// Converts a cell into a JSON number.
pub(super) fn value(cell: &Cell) -> Result<Value, Problem> {
    match cell {
        Cell::Number(number) => json(*number).ok_or_else(|| invalid(&cell.plain())),
        Cell::Text(text) => parse(text),
        other => Err(invalid(&other.plain())),
    }
}

fn parse(text: &str) -> Result<Value, Problem> {
    let half = half_width(text);
    let plain: String = half.chars().filter(|it| !it.is_whitespace()).collect();
    let plain = plain.trim_start_matches(['¥', '￥', '$', '€']).trim_end_matches('元');
    let (sign, digits) = match plain.strip_prefix('-') {
        Some(rest) => ("-", rest.trim_start_matches(['¥', '￥', '$', '€'])),
        None => ("", plain.strip_prefix('+').unwrap_or(plain)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let Some(whole) = ungrouped(whole) else { return Err(invalid(text)) };
    let is_digits = |it: &str| it.chars().all(|it| it.is_ascii_digit());
    if !is_digits(&whole) || !is_digits(fraction) || whole.is_empty() && fraction.is_empty() {
        return Err(invalid(text));
    }
    let significant =
        format!("{}{}", whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    if significant.len() > MAX_DIGITS {
        return Err(Problem::of_value(
            text,
            tr!("the number has more than {MAX_DIGITS} digits", "数字超过 {MAX_DIGITS} 位"),
            tr!(
                "shorten it; a number cannot store more digits exactly",
                "请缩短；数字类型无法精确保存更多位数"
            ),
        ));
    }
    let number = if fraction.is_empty() {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}0")
    };
    number.parse().ok().and_then(json).ok_or_else(|| invalid(text))
}

/// Removes thousands separators, if they are where they belong.
fn ungrouped(whole: &str) -> Option<String> {
    let groups: Vec<&str> = whole.split(',').collect();
    let are_whole = groups.iter().skip(1).all(|it| it.len() == 3);
    let is_first = groups.len() == 1 || (1..=3).contains(&groups[0].len());
    (are_whole && is_first).then(|| groups.concat())
}

/// Returns a JSON number, without a fraction if it is a whole one.
fn json(number: f64) -> Option<Value> {
    /// Up to here, every whole number is exact.
    const MAX_WHOLE: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= MAX_WHOLE {
        #[allow(clippy::cast_possible_truncation, reason = "it is a whole number in the range")]
        let whole = number as i64;
        return Some(whole.into());
    }
    Number::from_f64(number).map(Value::Number)
}

fn invalid(text: &str) -> Problem {
    Problem::of_value(
        text,
        tr!("not a number", "不是数字"),
        tr!("write digits, such as 1234.5", "请用数字填写，例如 1234.5"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers_as_people_write_them() {
        for (text, number) in [
            ("1,234,567.80", "1234567.8"),
            ("１２３４", "1234"),
            ("￥ 1,000元", "1000"),
            ("-¥12.5", "-12.5"),
            ("+7", "7"),
            (".5", "0.5"),
            ("0012", "12"),
            ("123456789012345", "123456789012345"),
        ] {
            assert_eq!(parse(text).unwrap().to_string(), number, "{text}");
        }
        assert_eq!(value(&Cell::Number(0.1)).unwrap().to_string(), "0.1");
        assert_eq!(value(&Cell::Number(3.0)).unwrap().to_string(), "3");
    }

    #[test]
    fn refuses_everything_else() {
        for text in
            ["一百", "twelve", "1,23", "1.2.3", "12%", "", "-", "1e5", "1234567890123456", "--1"]
        {
            assert!(parse(text).is_err(), "{text}");
        }
        assert!(value(&Cell::Bool(true)).is_err());
    }
}
