//! The options and arguments of a call, and the request that they describe.

use clap::{Arg, ArgAction, ArgMatches, Command};
use crm_client::endpoint::{BodyKind, Info, Need, Param, Returns, Type};

use super::body;
use super::request::{Content, TableRequest};
use crate::commands::columns::Wanted;
use crate::commands::{listing, reply};
use crate::failure::Failure;
use crate::lang::tr;
use crate::options::help::positional;

/// The id of the positional arguments.
const VALUES: &str = "values";

/// Adds the options and arguments of an endpoint.
pub(super) fn define(command: Command, info: &'static Info<'static>) -> Command {
    let mut own: Vec<Arg> = Vec::new();
    if takes_json(info) {
        own.push(Arg::new("data").long("data").value_name("JSON").help(tr!(
            "The body as a JSON object; @FILE reads a file, - standard input",
            "JSON 对象形式的请求体；@FILE 从文件读取，- 从标准输入读取"
        )));
    }
    if info.user_param().is_some() {
        own.push(Arg::new("op_user").long("op-user").value_name("USER").help(tr!(
            "The user on whose behalf the call is made: an id or a name",
            "代表哪个用户调用：用户 id 或姓名"
        )));
    }
    if info.returns == Returns::Page {
        own.extend(listing::args());
    }
    if has_own_columns(info) {
        own.push(
            Arg::new("columns")
                .long("fields")
                .value_name("NAME,…")
                .help(tr!("The fields to print, in this order", "要输出的字段，按此顺序")),
        );
    }
    if !reply::secrets(info).is_empty() {
        own.push(
            Arg::new("show-secrets")
                .long("show-secrets")
                .action(ArgAction::SetTrue)
                .help(tr!("Print secrets of the reply", "显示响应中的敏感信息")),
        );
    }
    // The options that all commands have are already defined.
    let reserved = own.iter().chain(command.get_arguments()).filter_map(Arg::get_long);
    let reserved: Vec<&str> = reserved.collect();
    let params = params(info).filter(|it| !it.is_secret()).map(|it| option(info, it, &reserved));
    let params: Vec<Arg> = params.collect();
    let mut command = command;
    if let Some(usage) = positional_usage(info) {
        let (module, function) = (info.module(), info.function());
        // The values have one argument, whose order the usage shows and whose options are explained.
        command = command
            .arg(positional(Arg::new(VALUES).num_args(0..)).hide(true))
            .override_usage(format!("crm {module} {function} [OPTIONS] {usage}"));
    }
    command.args(params).args(own)
}

/// Creates the request that the arguments describe, without the fields to return and without secrets.
pub(super) fn request(
    info: &'static Info<'static>,
    matches: &ArgMatches,
) -> Result<TableRequest, Failure> {
    let mut query: Vec<(&'static str, String)> = Vec::new();
    let selector = fields_param(info);
    for param in params(info).filter(|it| !it.is_secret() && Some(*it) != selector) {
        if let Some(value) = matches.get_one::<String>(&id(param)) {
            query.push((param.name, number_of(param, value)));
        }
    }
    let values = matches.try_get_many::<String>(VALUES).ok().flatten();
    let (fields, values): (Vec<&String>, Vec<&String>) =
        values.into_iter().flatten().partition(|it| takes_json(info) && body::is_field(it));
    let mut open = positional_params(info).filter(|it| !matches.contains_id(&id(it)));
    let mut files = Vec::new();
    for value in values {
        if info.body == Some(BodyKind::File) && files.is_empty() {
            files.push(value);
            continue;
        }
        let Some(param) = open.next() else {
            return Err(Failure::usage(tr!(
                "{}: unexpected value `{value}`; {}",
                "{}：多余的值 `{value}`；{}",
                info.path,
                see_help(info)
            )));
        };
        query.push((param.name, number_of(param, value)));
    }
    let body = match info.body {
        None => Content::Nothing,
        Some(BodyKind::File) => body::file(files.first().map(|it| it.as_str()), &mut query)?,
        Some(kind) => {
            let data = matches.get_one::<String>("data").map(String::as_str);
            if data.is_none() && fields.is_empty() {
                return Err(missing_body(info));
            }
            match kind {
                BodyKind::Object(params) => body::documented(params, data, &fields)?,
                _ => Content::Json(body::json(data, &fields)?),
            }
        }
    };
    check(info, &query)?;
    Ok(TableRequest { info, query, passwords: Vec::new(), body })
}

/// Returns the value of `--op-user`.
pub(super) fn user(matches: &ArgMatches) -> Option<&str> {
    matches.try_get_one::<String>("op_user").ok().flatten().map(String::as_str)
}

/// Returns whether secrets of the reply are printed.
pub(super) fn show_secrets(matches: &ArgMatches) -> bool {
    matches.try_get_one::<bool>("show-secrets").ok().flatten().copied().unwrap_or_default()
}

/// Returns the parameter that selects the fields of the reply. It is required, so the tool chooses fields
/// if the user names none.
pub(super) fn fields_param(info: &Info<'_>) -> Option<&'static Param> {
    params(info).find(|it| it.ty == Type::Fields && it.need == Need::Required)
}

/// Returns the fields to request or to print.
pub(super) fn wanted(info: &Info<'_>, matches: &ArgMatches) -> Wanted {
    let id = match fields_param(info) {
        Some(param) => id(param),
        None => "columns".to_owned(),
    };
    Wanted::read(matches.try_get_one::<String>(&id).ok().flatten().map(String::as_str))
}

/// Returns the parameters of the query string that the caller sets, except for the user.
pub(super) fn params(info: &Info<'_>) -> impl Iterator<Item = &'static Param> {
    let query = info.query.iter().filter(|it| it.need != Need::Client);
    query.chain(info.one_of)
}

/// Returns the parameters that can be given without their names. Lists of fields are always named, because
/// they are long and optional elsewhere. A file comes first, so nothing else does without a name.
pub(super) fn positional_params(info: &Info<'_>) -> impl Iterator<Item = &'static Param> {
    let has_file = info.body == Some(BodyKind::File);
    info.query.iter().filter(move |it| {
        let is_required = it.need == Need::Required && !it.is_secret();
        is_required && it.ty != Type::Fields && !has_file
    })
}

/// Returns whether the body is a JSON object.
pub(super) fn takes_json(info: &Info<'_>) -> bool {
    matches!(info.body, Some(BodyKind::Record | BodyKind::Filter | BodyKind::Object(_)))
}

/// Returns the id of the option of a parameter. No other option has such an id.
fn id(param: &Param) -> String {
    format!("param:{}", param.name)
}

/// Returns the option of a parameter. If the tool has an option with its name, it has a prefix.
fn option(info: &Info<'_>, param: &'static Param, reserved: &[&str]) -> Arg {
    let mut name = long(param);
    if reserved.contains(&name.as_str()) {
        name = format!("param-{name}");
    }
    let arg = Arg::new(id(param)).long(name).help(help(info, param));
    match param.ty {
        Type::Bool => arg
            .value_name("BOOL")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        Type::Id => arg.value_name("ID"),
        Type::Int { .. } => arg.value_name("N").allow_negative_numbers(true),
        Type::Enum(_) => arg.value_name("NAME"),
        Type::Fields => arg.value_name("NAME,…"),
        Type::Cascade => arg.value_name("JSON"),
        Type::Sort => arg.value_name("NAME:DIRECTION,…"),
        _ => arg.value_name("TEXT"),
    }
}

fn long(param: &Param) -> String {
    param.name.replace('_', "-")
}

fn help(info: &Info<'_>, param: &Param) -> String {
    let values = match param.ty {
        Type::Enum(values) => values,
        _ => &[],
    };
    let values: Vec<_> = values.iter().map(|it| format!("{} ({})", it.name, it.value)).collect();
    let values = if values.is_empty() { String::new() } else { format!(" {}", values.join(", ")) };
    let notes = match (param.ty, param.default) {
        (Type::Int { max, .. }, Some(default)) if max < i64::MAX => {
            tr!(" [default: {default}, at most {max}]", " [默认：{default}，最大 {max}]")
        }
        (_, Some(default)) => tr!(" [default: {default}]", " [默认：{default}]"),
        (Type::Fields, None) if param.need == Need::Required => {
            tr!(" [default: a choice; `*`: all]", " [默认：自动选择；`*`：全部]")
        }
        _ if info.one_of.contains(param) => tr!(" [one of these]", " [二选一]"),
        (_, None) if param.need == Need::Required => tr!(" [required]", " [必填]"),
        (_, None) => String::new(),
    };
    format!("{}{values}{notes}", param.doc)
}

fn positional_usage(info: &'static Info<'static>) -> Option<String> {
    let mut names = Vec::new();
    if info.body == Some(BodyKind::File) {
        names.push("FILE".to_owned());
    }
    names.extend(positional_params(info).map(|it| it.name.to_uppercase()));
    if takes_json(info) {
        names.push("FIELD=VALUE…".to_owned());
    }
    (!names.is_empty()).then(|| names.join(" "))
}

/// Returns whether the output has columns that the API does not know.
fn has_own_columns(info: &Info<'_>) -> bool {
    info.returns != Returns::Nothing && info.params().all(|it| it.ty != Type::Fields)
}

/// Returns the number of a value of an enumeration that is given by its name.
fn number_of(param: &Param, value: &str) -> String {
    let values = if let Type::Enum(values) = param.ty { values } else { &[] };
    let named = values.iter().find(|it| it.name == value);
    named.map_or(value.to_owned(), |it| it.value.to_string())
}

/// Checks that no required value is missing, and that all values are valid.
fn check(info: &Info<'_>, query: &[(&str, String)]) -> Result<(), Failure> {
    let selector = fields_param(info);
    let required = info.query.iter().filter(|it| it.need == Need::Required);
    for param in required.filter(|it| !it.is_secret() && Some(*it) != selector) {
        if query.iter().all(|(name, value)| *name != param.name || value.trim().is_empty()) {
            let name = long(param);
            return Err(Failure::usage(tr!(
                "{}: `--{name}` is missing; {}",
                "{}：缺少 `--{name}`；{}",
                info.path,
                see_help(info)
            )));
        }
    }
    for (name, value) in query {
        let param = params(info).find(|it| it.name == *name);
        if let Some((param, Err(problem))) = param.map(|it| (it, it.check(value))) {
            return Err(Failure::usage(format!("`--{}`: {problem}", long(param))));
        }
    }
    Ok(())
}

fn missing_body(info: &Info<'_>) -> Failure {
    Failure::usage(tr!(
        "{}: the body is missing; write `FIELD=VALUE` or `--data JSON`, {}",
        "{}：缺少请求体；请写 `FIELD=VALUE` 或 `--data JSON`，{}",
        info.path,
        see_help(info)
    ))
}

/// `see …`, the remedy of a mistake in the arguments of a call
fn see_help(info: &Info<'_>) -> String {
    let command = info.path.replace('/', " ");
    tr!("see `crm {command} --help`", "请查看 `crm {command} --help`")
}

#[cfg(test)]
mod tests;
