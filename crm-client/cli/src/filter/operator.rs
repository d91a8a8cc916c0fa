//! The operators, and what to write instead of an operator that the API does not have.

use crate::lang::tr;

/// An operator of a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `>`
    Greater,
    /// `<`
    Less,
    /// `~`
    Contains,
    /// `!~`
    NotContains,
    /// `is empty`
    Empty,
    /// `is not empty`
    NotEmpty,
}

/// All operators, for messages.
pub(super) const ALL: &str = "= != > < ~ !~ is empty, is not empty";

impl Operator {
    /// Returns how the operator is written.
    pub(crate) fn symbol(self) -> &'static str {
        match self {
            Operator::Equal => "=",
            Operator::NotEqual => "!=",
            Operator::Greater => ">",
            Operator::Less => "<",
            Operator::Contains => "~",
            Operator::NotContains => "!~",
            Operator::Empty => "is empty",
            Operator::NotEmpty => "is not empty",
        }
    }

    /// Returns whether a value follows the operator.
    pub(crate) fn has_value(self) -> bool {
        !matches!(self, Operator::Empty | Operator::NotEmpty)
    }

    /// Returns whether the value is always text.
    pub(crate) fn takes_text(self) -> bool {
        matches!(self, Operator::Contains | Operator::NotContains)
    }

    /// Returns the operator that is written with these symbols.
    pub(super) fn from_symbol(symbol: &str) -> Option<Operator> {
        Some(match symbol {
            "=" => Operator::Equal,
            "!=" | "<>" => Operator::NotEqual,
            ">" => Operator::Greater,
            "<" => Operator::Less,
            "~" => Operator::Contains,
            "!~" => Operator::NotContains,
            _ => return None,
        })
    }
}

/// Returns what to write instead of an unknown operator after the name of a field.
pub(super) fn remedy(field: &str, word: &str) -> String {
    let write = |symbol: &str| tr!("write `{symbol}`", "请写 `{symbol}`");
    match word.to_lowercase().as_str() {
        ">=" | "=>" | "≥" | "ge" | "gte" => tr!(
            "the API has no such operator; write `{field} > … or {field} = …`",
            "API 没有该运算符；请写 `{field} > … or {field} = …`"
        ),
        "<=" | "=<" | "≤" | "le" | "lte" => tr!(
            "the API has no such operator; write `{field} < … or {field} = …`",
            "API 没有该运算符；请写 `{field} < … or {field} = …`"
        ),
        "in" => tr!(
            "the API has no such operator; write `{field} = … or {field} = …`",
            "API 没有该运算符；请写 `{field} = … or {field} = …`"
        ),
        "between" => tr!(
            "the API has no such operator; write `{field} > … and {field} < …`",
            "API 没有该运算符；请写 `{field} > … and {field} < …`"
        ),
        "==" | "===" | "eq" | "equals" | "＝" | ":" | "：" => write("="),
        "!" | "!==" | "><" | "ne" | "neq" | "≠" => write("!="),
        "gt" | "＞" => write(">"),
        "lt" | "＜" => write("<"),
        "~~" | "=~" | "~=" | "like" | "ilike" | "contains" | "cl" | "～" | "match" | "matches" => {
            write("~")
        }
        "not" | "!~~" | "nc" | "！～" => {
            tr!("write `!~` or `is not empty`", "请写 `!~` 或 `is not empty`")
        }
        "isnull" | "empty" | "null" => write("is empty"),
        "notnull" => write("is not empty"),
        _ => tr!("use one of {ALL}", "可用的运算符：{ALL}"),
    }
}
