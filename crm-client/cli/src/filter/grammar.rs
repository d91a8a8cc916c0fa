//! Parses the text of a filter.

use std::ops::Range;

use crm_client::filter::Filter;
use jiff::civil::DateTime;

use super::expression::{Condition, Expression, Joint};
use super::literal::value;
use super::operator::{self, Operator};
use super::scan::{Mistake, Scanner, is_symbol};
use super::value::Value;
use crate::lang::tr;

/// Parses a filter. Relative dates are relative to `now`.
pub(super) fn expression(text: &str, now: DateTime) -> Result<Expression, Mistake> {
    let mut scanner = Scanner::new(text);
    if scanner.peek().is_none() {
        return Err(Mistake::new(
            scanner.here(),
            tr!(
                "the filter has no condition; write something like `phone ~ 021`",
                "过滤条件为空；请写类似 `phone ~ 021` 的条件"
            ),
        ));
    }
    let (mut conditions, mut joint) = (vec![condition(&mut scanner, now)?], None);
    while scanner.peek().is_some() {
        let (next, span) = self::joint(&mut scanner, conditions.last())?;
        let first = *joint.get_or_insert(next);
        if first != next {
            let (first, next) = (first.keyword(), next.keyword());
            return Err(Mistake::new(
                span,
                tr!(
                    "`{next}` after `{first}`; the API joins all conditions in the same way, so use one of them only",
                    "`{first}` 之后不能用 `{next}`；API 只支持用同一种方式连接所有条件，请只用其中一种"
                ),
            ));
        }
        if conditions.len() == Filter::MAX_CONDITIONS {
            return Err(Mistake::new(
                span,
                tr!(
                    "a filter has at most {} conditions; remove those from here on",
                    "过滤条件最多 {} 个；请删除此处之后的条件",
                    Filter::MAX_CONDITIONS
                ),
            ));
        }
        conditions.push(condition(&mut scanner, now)?);
    }
    Ok(Expression { joint: joint.unwrap_or(Joint::And), conditions })
}

fn condition(scanner: &mut Scanner<'_>, now: DateTime) -> Result<Condition, Mistake> {
    let (field, field_span) = field(scanner)?;
    let operator = operator(scanner, &field)?;
    let (value, value_span) = if operator.has_value() {
        value(scanner, operator, now)?
    } else {
        (Value::Text(String::new()), scanner.here())
    };
    Ok(Condition { field, field_span, operator, value, value_span })
}

/// Takes `and` or `or` between conditions.
fn joint(
    scanner: &mut Scanner<'_>,
    before: Option<&Condition>,
) -> Result<(Joint, Range<usize>), Mistake> {
    scanner.refuse_parenthesis()?;
    let mut ahead = *scanner;
    let word = ahead.word();
    let joint = match word.text.to_ascii_lowercase().as_str() {
        "and" => Joint::And,
        "or" => Joint::Or,
        "" => {
            let symbols = ahead.take(|it| !it.is_whitespace() && !it.is_alphanumeric());
            return Err(Mistake::new(
                symbols.span,
                match symbols.text {
                    "||" | "|" => tr!("write `or` between conditions", "条件之间请写 `or`"),
                    "," | ";" | "&&" | "&" => {
                        tr!(
                            "write `and` or `or` between conditions, and put text with such characters in quotes",
                            "条件之间请写 `and` 或 `or`；含此类字符的文本请加引号"
                        )
                    }
                    _ => tr!(
                        "expected `and`, `or` or the end; put text with such characters in quotes",
                        "此处应为 `and`、`or` 或结尾；含此类字符的文本请加引号"
                    ),
                },
            ));
        }
        "且" | "并且" => return Err(Mistake::new(word.span, tr!("write `and`", "请写 `and`"))),
        "或" | "或者" => return Err(Mistake::new(word.span, tr!("write `or`", "请写 `or`"))),
        _ => {
            let remedy = match before.map(|it| &it.value) {
                Some(Value::Text(text)) if !text.is_empty() => {
                    let text = Value::Text(format!("{text} {}", word.text));
                    tr!(
                        "; text with spaces needs quotes: `{text}`",
                        "；含空格的文本请加引号：`{text}`"
                    )
                }
                _ => String::new(),
            };
            return Err(Mistake::new(
                word.span,
                tr!(
                    "expected `and`, `or` or the end{remedy}",
                    "此处应为 `and`、`or` 或结尾{remedy}"
                ),
            ));
        }
    };
    *scanner = ahead;
    Ok((joint, word.span))
}

/// Takes the name of a field.
fn field(scanner: &mut Scanner<'_>) -> Result<(String, Range<usize>), Mistake> {
    scanner.refuse_parenthesis()?;
    let here = scanner.here();
    let name = scanner.word();
    let is_keyword = |word: &str| name.text.eq_ignore_ascii_case(word);
    if name.text.is_empty() || is_keyword("and") || is_keyword("or") {
        let span = if name.text.is_empty() { here } else { name.span };
        return Err(Mistake::new(
            span,
            tr!(
                "expected the name of a field, as in `phone ~ 021`",
                "此处应为字段名，例如 `phone ~ 021`"
            ),
        ));
    }
    if is_keyword("not") {
        return Err(Mistake::new(
            name.span,
            tr!(
                "a condition has no `not` in front; write `!=`, `!~` or `is not empty`",
                "条件前不能写 `not`；请写 `!=`、`!~` 或 `is not empty`"
            ),
        ));
    }
    let is_part = |part: &str| {
        let rest = |it: char| it.is_alphanumeric() || it == '_';
        part.starts_with(|it: char| it.is_alphabetic() || it == '_') && part.chars().all(rest)
    };
    if !name.text.split('.').all(is_part) {
        return Err(Mistake::new(
            name.span,
            tr!(
                "invalid name of a field; write the internal name, such as `phone`, `c__level` or `ownerId.createdOn`",
                "无效的字段名；请写内部名称，例如 `phone`、`c__level` 或 `ownerId.createdOn`"
            ),
        ));
    }
    Ok((name.text.to_owned(), name.span))
}

/// Takes an operator after the name of a field.
fn operator(scanner: &mut Scanner<'_>, field: &str) -> Result<Operator, Mistake> {
    scanner.refuse_parenthesis()?;
    let symbols = scanner.take(is_symbol);
    if let Some(operator) = Operator::from_symbol(symbols.text) {
        return Ok(operator);
    }
    let here = scanner.here();
    let word = if symbols.text.is_empty() { scanner.word() } else { symbols };
    if word.text.eq_ignore_ascii_case("is") {
        return emptiness(scanner);
    }
    let (text, remedy) = (word.text, operator::remedy(field, word.text));
    Err(match text {
        "" => Mistake::new(
            here,
            tr!(
                "expected an operator after `{field}`; use one of {}",
                "`{field}` 之后应为运算符；可用：{}",
                operator::ALL
            ),
        ),
        _ => Mistake::new(
            word.span,
            tr!("unknown operator `{text}`; {remedy}", "未知运算符 `{text}`；{remedy}"),
        ),
    })
}

/// Takes `empty` or `not empty` after `is`.
fn emptiness(scanner: &mut Scanner<'_>) -> Result<Operator, Mistake> {
    let mut here = scanner.here();
    let mut word = scanner.word();
    let is_not = word.text.eq_ignore_ascii_case("not");
    if is_not {
        here = scanner.here();
        word = scanner.word();
    }
    let operator = if is_not { Operator::NotEmpty } else { Operator::Empty };
    if word.text.eq_ignore_ascii_case("empty") {
        return Ok(operator);
    }
    let span = if word.text.is_empty() { here } else { word.span };
    let symbol = operator.symbol();
    Err(Mistake::new(
        span,
        tr!(
            "unknown operator; write `{symbol}` to test for a missing value, or `=` to compare",
            "未知运算符；判断空值请写 `{symbol}`，比较请写 `=`"
        ),
    ))
}
