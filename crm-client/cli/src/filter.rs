//! The filter language of `--where`: `phone ~ 021 and typeCode = 1`.
//!
//! | condition | matches records whose field |
//! |---|---|
//! | `typeCode = 1`, `typeCode != 1` | equals the value, or not; `<>` is the same as `!=` |
//! | `amount > 100`, `amount < 100` | is greater or less than the value |
//! | `phone ~ 021`, `phone !~ 021` | contains the text, or not |
//! | `phone is empty`, `phone is not empty` | has no value, or has one |
//!
//! One to ten conditions are joined by `and`, or all by `or`, because the API has one type for the
//! whole filter. For the same reason there are no parentheses. Keywords are not case-sensitive.
//!
//! A value in quotes, `"…"` or `'…'`, is text. The escapes are `\\`, `\"`, `\'`, `\n`, `\r` and `\t`. After
//! `~` and `!~`, a value without quotes is text, too. After the other operators, it is one of these:
//!
//! | value | sent as |
//! |---|---|
//! | `1`, `-1.50` | a number with the same digits |
//! | `true`, `false` | a boolean |
//! | `2026-01-31` | a date, `"2026-01-31"` |
//! | `2026-01-31 08:00` | a time, `"2026-01-31 08:00:00"` |
//! | `today`, `yesterday`, `tomorrow`, `now` | a date or a time by the clock and the time zone of this computer |
//! | `-7d`, `-2w`, `-3m`, `+1y`, `-8h` | days, weeks, months or years from today, or hours from now |
//! | `上海`, `021` | text; a number does not begin with 0 |

mod calendar;
mod expression;
mod grammar;
mod literal;
mod mark;
mod operator;
mod scan;
mod value;

use jiff::ZonedDateTime;

use crate::failure::Failure;

pub(crate) use expression::{Condition, Expression};
#[cfg(feature = "sqlite")]
pub(crate) use mark::excerpt;
pub(crate) use mark::marked;
pub(crate) use value::Value;

/// Parses a filter, and keeps the positions of its names and values.
///
/// # Errors
///
/// Fails if the text is not a filter. The failure shows the text with a caret under the mistake.
pub(crate) fn parse_expression(text: &str) -> Result<Expression, Failure> {
    let now = ZonedDateTime::now().datetime();
    grammar::expression(text, now).map_err(|mistake| marked(text, &mistake.span, &mistake.message))
}

#[cfg(test)]
mod tests;
