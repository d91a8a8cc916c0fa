//! Mistakes in the arguments, in the language of this process.

use std::borrow::Cow;

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::lang::tr;

/// Returns the message for a mistake: the argument, the problem, and a suggestion or the help to read.
pub(crate) fn message(error: &Error) -> String {
    let argument = option(&value(error, ContextKind::InvalidArg)).to_owned();
    let given = value(error, ContextKind::InvalidValue);
    let problem = match error.kind() {
        // Other users of the machine can see arguments, and shells keep them.
        ErrorKind::UnknownArgument if matches!(&*argument, "--app-key" | "--key") => {
            return tr!(
                "`{argument}`: a key is not accepted as an argument; run `crm login`, or set `CRM_APP_KEY`",
                "`{argument}`：不能以参数形式传入密钥；请运行 `crm login` 或设置 `CRM_APP_KEY`"
            );
        }
        ErrorKind::UnknownArgument => {
            tr!("`{argument}`: unknown argument", "`{argument}`：未知参数")
        }
        ErrorKind::InvalidSubcommand => {
            let command = value(error, ContextKind::InvalidSubcommand);
            tr!("`{command}`: unknown command", "`{command}`：未知命令")
        }
        ErrorKind::InvalidValue if given.is_empty() => {
            tr!("`{argument}`: the value is missing", "`{argument}`：缺少值")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let cause = std::error::Error::source(error).map(ToString::to_string);
            let given = without_password(&given);
            let problem =
                tr!("`{argument}`: invalid value `{given}`", "`{argument}`：值 `{given}` 无效");
            let Some(cause) = cause else { return with_remedy(error, &problem) };
            return tr!("{problem}; {cause}", "{problem}；{cause}");
        }
        ErrorKind::ArgumentConflict => {
            let other = value(error, ContextKind::PriorArg);
            let other = option(&other);
            if other.is_empty() || other == argument {
                tr!("`{argument}`: given more than once", "`{argument}`：重复指定")
            } else {
                tr!(
                    "`{argument}` and `{other}` exclude each other",
                    "`{argument}` 与 `{other}` 不能同时使用"
                )
            }
        }
        ErrorKind::NoEquals => {
            tr!("`{argument}`: the value must follow a `=`", "`{argument}`：值须写在 `=` 之后")
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            tr!("`{argument}`: wrong number of values", "`{argument}`：值的个数不正确")
        }
        ErrorKind::MissingRequiredArgument => {
            tr!("missing arguments: {argument}", "缺少参数：{argument}")
        }
        ErrorKind::MissingSubcommand => tr!("the command is missing", "缺少命令"),
        ErrorKind::InvalidUtf8 => {
            tr!("an argument is not valid UTF-8", "参数不是有效的 UTF-8 字符串")
        }
        _ => first_line(error),
    };
    with_remedy(error, &problem)
}

fn with_remedy(error: &Error, problem: &str) -> String {
    let remedy = remedy(error);
    tr!("{problem}; {remedy}", "{problem}；{remedy}")
}

/// Returns an option without the names of its values.
fn option(argument: &str) -> &str {
    match argument.strip_prefix("--") {
        Some(_) => argument.split([' ', '=', '[']).next().unwrap_or(argument),
        None => argument,
    }
}

/// Returns a value without what can be the password of a URL, whose scheme can be misspelt.
fn without_password(value: &str) -> Cow<'_, str> {
    let Some((scheme, rest)) = value.split_once(':') else { return value.into() };
    // A password can contain `@`, so the last one ends it.
    let Some((_, place)) = rest.rsplit_once('@') else { return value.into() };
    let place = place.split('?').next().unwrap_or_default();
    format!("{scheme}:…@{place}").into()
}

/// Returns a suggestion, the valid values, or the help to read.
fn remedy(error: &Error) -> String {
    let suggested =
        [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    // The most similar name is the last one.
    let suggested = suggested.into_iter().find_map(|it| values(error, it).pop());
    if let Some(name) = suggested {
        return tr!("did you mean `{name}`?", "是否指 `{name}`？");
    }
    let expected = values(error, ContextKind::ValidValue);
    if !expected.is_empty() {
        let expected = expected.join(", ");
        return tr!("expected one of {expected}", "应为以下之一：{expected}");
    }
    let command = command(error);
    tr!("see `{command} --help`", "请查看 `{command} --help`")
}

/// Returns the command of the usage, such as `crm account list`.
fn command(error: &Error) -> String {
    let usage = match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(usage)) => usage.to_string(),
        _ => String::new(),
    };
    let words = usage.split_whitespace().skip_while(|it| *it != "crm");
    let is_name = |it: &&str| it.starts_with(|c: char| c.is_ascii_lowercase());
    let words: Vec<&str> = words.take_while(is_name).collect();
    if words.is_empty() { "crm".to_owned() } else { words.join(" ") }
}

fn value(error: &Error, kind: ContextKind) -> String {
    values(error, kind).join(", ")
}

fn values(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(value)) => vec![value.clone()],
        Some(ContextValue::Strings(values)) => values.clone(),
        Some(ContextValue::StyledStr(value)) => vec![value.to_string()],
        Some(ContextValue::StyledStrs(values)) => values.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// Returns the problem that clap reports, without the prefix and the usage.
fn first_line(error: &Error) -> String {
    let text = error.render().to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}

#[test]
fn passwords_of_urls_are_not_shown() {
    for (value, shown) in [
        ("postgre://me:p@ss@host/crm?password=x", "postgre:…@host/crm"),
        ("postgres:me:secret@host", "postgres:…@host"),
        ("5", "5"),
        ("2026-01-31 08:00:61", "2026-01-31 08:00:61"),
        ("me@example.com", "me@example.com"),
    ] {
        assert_eq!(without_password(value), shown);
    }
}
