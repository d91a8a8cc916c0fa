//! Values in the spec: defaults and examples.

use toml::Spanned;

use super::report::Reporter;
use crate::error::{Reported, list};
use crate::facts::Facts;
use crate::model::Type;
use crate::rust::is_fit;
use crate::spec::Literal;

/// Checks the default of a parameter. Returns the value on the wire.
pub(super) fn default(
    name: &str,
    value: &Spanned<Literal>,
    ty: &Type,
    facts: Option<&Facts>,
    report: &mut Reporter<'_>,
) -> Result<String, Reported> {
    let has_default = match ty {
        Type::Scalar(kind, _) => kind.has_default,
        Type::Enum(_) => true,
        Type::List(_) => false,
    };
    let what = ("default", "correct it, or write `optional = true` instead");
    if !has_default {
        let message = format!("`{name}` cannot have a default");
        let help = "write `optional = true` instead";
        report.add(value, message, "its type cannot have a default", help);
        return Err(Reported);
    }
    read(name, what, value, ty, facts, report)
}

/// Checks an example of a parameter. Returns the value on the wire.
pub(super) fn example(
    name: &str,
    value: &Spanned<Literal>,
    ty: &Type,
    facts: Option<&Facts>,
    report: &mut Reporter<'_>,
) -> Result<String, Reported> {
    if !matches!(ty, Type::Enum(_)) && ty.kind().is_none_or(|it| it.literal.is_none()) {
        let message = format!("`{name}` cannot have an example");
        report.add(value, message, "its type cannot have an example", "remove it");
        return Err(Reported);
    }
    read(name, ("example", "correct it, or remove it"), value, ty, facts, report)
}

fn read(
    name: &str,
    (what, help): (&str, &str),
    value: &Spanned<Literal>,
    ty: &Type,
    facts: Option<&Facts>,
    report: &mut Reporter<'_>,
) -> Result<String, Reported> {
    let text = value.get_ref().as_str().unwrap_or_default();
    if let Some(it) = text.chars().find(|it| !is_fit(*it)) {
        let message = format!("the {what} of `{name}` must not contain `{}`", it.escape_unicode());
        let label = "contains an invisible character";
        report.add(value, message, label, "remove the character");
        return Err(Reported);
    }
    // Missing facts are already reported. Without them, no value can be checked.
    let facts = facts.ok_or(Reported)?;
    let sent = match ty {
        Type::Scalar(kind, bounds) => {
            kind.literal.and_then(|it| it(value.get_ref(), *bounds, facts))
        }
        Type::Enum(it) => value.get_ref().as_int().and_then(|value| {
            it.values.iter().find(|it| it.value == value).map(|it| it.value.to_string())
        }),
        Type::List(_) => None,
    };
    sent.ok_or_else(|| {
        let message = format!("invalid {what} for `{name}`");
        report.add(value, message, format!("expected {}", expected(ty, facts)), help);
        Reported
    })
}

/// Returns a description of the valid values.
fn expected(ty: &Type, facts: &Facts) -> String {
    match ty {
        Type::Scalar(kind, bounds) => {
            let min = bounds.min.map(|it| format!(" of at least {it}")).unwrap_or_default();
            let max = bounds.max.map(|it| format!(" of at most {it}"));
            let and = if min.is_empty() || max.is_none() { "" } else { " and" };
            format!("{}{min}{and}{}", (kind.expected)(facts), max.unwrap_or_default())
        }
        Type::Enum(it) => {
            let values: Vec<_> = it.values.iter().map(|it| it.value.to_string()).collect();
            list(&values.iter().map(String::as_str).collect::<Vec<_>>(), "or")
        }
        Type::List(_) => "nothing".to_owned(),
    }
}
