//! Parses the value of a condition.

use std::ops::Range;

use jiff::civil::DateTime;

use super::calendar;
use super::operator::Operator;
use super::scan::{Mistake, Scanner, is_quote};
use super::value::Value;
use crate::lang::tr;

/// Takes a value after an operator.
pub(super) fn value(
    scanner: &mut Scanner<'_>,
    operator: Operator,
    now: DateTime,
) -> Result<(Value, Range<usize>), Mistake> {
    scanner.refuse_parenthesis()?;
    if scanner.peek().is_some_and(is_quote) {
        let (text, span) = scanner.quoted()?;
        return Ok((Value::Text(text), span));
    }
    let here = scanner.here();
    let word = scanner.word();
    if word.text.starts_with(['“', '”', '‘', '’']) {
        return Err(Mistake::new(
            word.span,
            tr!("use straight quotes, `\"…\"` or `'…'`", "请使用半角引号 `\"…\"` 或 `'…'`"),
        ));
    }
    if word.text.is_empty() || ["and", "or"].iter().any(|it| word.text.eq_ignore_ascii_case(it)) {
        let span = if word.text.is_empty() { here } else { word.span };
        let symbol = operator.symbol();
        return Err(Mistake::new(
            span,
            tr!(
                "expected a value after `{symbol}`; put text with spaces or symbols in quotes",
                "`{symbol}` 之后应为值；含空格或符号的文本请加引号"
            ),
        ));
    }
    if operator.takes_text() {
        return Ok((Value::Text(word.text.to_owned()), word.span));
    }
    bare(scanner, word.text, word.span, now)
}

/// Interprets a value without quotes.
fn bare(
    scanner: &mut Scanner<'_>,
    word: &str,
    span: Range<usize>,
    now: DateTime,
) -> Result<(Value, Range<usize>), Mistake> {
    match word.to_ascii_lowercase().as_str() {
        "true" => return Ok((Value::Bool(true), span)),
        "false" => return Ok((Value::Bool(false), span)),
        "null" => {
            return Err(Mistake::new(
                span,
                tr!(
                    "there is no value `null`; write `is empty` or `is not empty`",
                    "没有 `null` 这个值；请写 `is empty` 或 `is not empty`"
                ),
            ));
        }
        _ => {}
    }
    if let Some(number) = Value::number(word) {
        return Ok((number, span));
    }
    let Some(date) = calendar::read(word, now) else {
        return Ok((Value::Text(word.to_owned()), span));
    };
    let date = date.map_err(|message| Mistake::new(span.clone(), message))?;
    let mut ahead = *scanner;
    let next = ahead.word();
    let is_day = date.len() == "2026-01-31".len();
    let Some(time) = calendar::time(next.text).filter(|_| is_day) else {
        return Ok((Value::Date(date), span));
    };
    let time = time.map_err(|message| Mistake::new(next.span.clone(), message))?;
    *scanner = ahead;
    Ok((Value::Date(format!("{date} {time}")), span.start..next.span.end))
}
