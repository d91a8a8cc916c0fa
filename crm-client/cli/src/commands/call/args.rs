//! The options and arguments of a call, and the request that they describe.

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use crm_client::endpoint::{BodyKind, Info, Need, Param, Returns, Type};

use super::body;
use super::request::{Content, TableRequest};
use crate::failure::Failure;
use crate::lang::tr;
use crate::options::help::positional;

/// The id of the positional arguments.
const VALUES: &str = "values";

/// Adds the options and arguments of an endpoint.
pub(super) fn define(command: Command, info: &'static Info<'static>) -> Command {
    let mut command = command;
    if let Some(usage) = positional_usage(info) {
        command = command.arg(
            positional(Arg::new(VALUES).value_name(usage).num_args(0..))
                .help(tr!("Required values in this order", "按此顺序给出的必填值"))
                .allow_hyphen_values(false),
        );
    }
    command = command.args(params(info).map(option));
    if takes_json(info) {
        command = command.arg(Arg::new("data").long("data").value_name("JSON").help(tr!(
            "The body as a JSON object; @FILE reads a file, - standard input",
            "JSON 对象形式的请求体；@FILE 从文件读取，- 从标准输入读取"
        )));
    }
    if info.user_param().is_some() {
        command = command.arg(Arg::new("op_user").long("op-user").value_name("USER").help(tr!(
            "The user on whose behalf the call is made: an id or a name",
            "代表哪个用户调用：用户 id 或姓名"
        )));
    }
    if info.returns == Returns::Page {
        command = command.args([
            Arg::new("all")
                .long("all")
                .action(ArgAction::SetTrue)
                .help(tr!("Fetch all pages", "获取所有页")),
            Arg::new("max-items")
                .long("max-items")
                .value_name("N")
                .value_parser(value_parser!(usize))
                .help(tr!("Fetch pages until there are N rows", "获取各页，直到满 N 行")),
        ]);
    }
    if has_own_columns(info) {
        command = command.arg(
            Arg::new("columns")
                .long("fields")
                .value_name("NAME,…")
                .help(tr!("The fields to print, in this order", "要输出的字段，按此顺序")),
        );
    }
    command
}

/// Creates the request that the arguments describe.
pub(super) fn request(
    info: &'static Info<'static>,
    matches: &ArgMatches,
) -> Result<TableRequest, Failure> {
    let mut query: Vec<(&'static str, String)> = Vec::new();
    for param in params(info) {
        if let Some(value) = matches.get_one::<String>(param.name) {
            query.push((param.name, value.clone()));
        }
    }
    let values = matches.try_get_many::<String>(VALUES).ok().flatten();
    let (fields, values): (Vec<&String>, Vec<&String>) =
        values.into_iter().flatten().partition(|it| takes_json(info) && body::is_field(it));
    let mut open = params(info).filter(|it| is_positional(it) && !matches.contains_id(it.name));
    let mut files = Vec::new();
    for value in values {
        if info.body == Some(BodyKind::File) && files.is_empty() {
            files.push(value);
            continue;
        }
        let Some(param) = open.next() else {
            return Err(Failure::usage(tr!(
                "{}: unexpected value `{value}`; see `crm {} --help`",
                "{}：多余的值 `{value}`；请查看 `crm {} --help`",
                info.path,
                info.path.replace('/', " ")
            )));
        };
        query.push((param.name, value.clone()));
    }
    let body = match info.body {
        None => Content::Nothing,
        Some(BodyKind::File) => body::file(files.first().map(|it| it.as_str()), &mut query)?,
        Some(_) => {
            let data = matches.get_one::<String>("data").map(String::as_str);
            Content::Json(body::json(data, &fields)?)
        }
    };
    check(info, &query)?;
    Ok(TableRequest { info, query, body })
}

/// Returns the columns to print, if the arguments name them.
pub(super) fn columns(info: &Info<'_>, matches: &ArgMatches) -> Option<Vec<String>> {
    let id = if has_own_columns(info) { "columns" } else { "fields" };
    let is_row = matches!(info.returns, Returns::Page | Returns::Record);
    let value = matches.try_get_one::<String>(id).ok().flatten()?;
    let names = value.split(',').map(|it| it.trim().to_owned());
    (id == "columns" || is_row).then(|| names.collect())
}

/// Returns the largest number of rows to fetch page by page, or `None` if one page is wanted.
pub(super) fn max_items(matches: &ArgMatches) -> Option<usize> {
    let max = matches.try_get_one::<usize>("max-items").ok().flatten().copied();
    max.or(matches.get_flag("all").then_some(usize::MAX))
}

/// Returns the parameters that are options: all but the user and the fields of the body.
fn params(info: &Info<'_>) -> impl Iterator<Item = &'static Param> {
    let query = info.query.iter().filter(|it| it.need != Need::Client);
    query.chain(info.one_of)
}

fn option(param: &'static Param) -> Arg {
    let arg = Arg::new(param.name).long(param.name.replace('_', "-")).help(help(param));
    match param.ty {
        Type::Bool => arg
            .value_name("BOOL")
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        Type::Id => arg.value_name("ID"),
        Type::Int { .. } | Type::Enum(_) => arg.value_name("N").allow_negative_numbers(true),
        Type::Fields => arg.value_name("NAME,…"),
        Type::Cascade => arg.value_name("JSON"),
        Type::Sort => arg.value_name("NAME:DIRECTION,…"),
        _ => arg.value_name("TEXT"),
    }
}

fn help(param: &Param) -> String {
    let values = match param.ty {
        Type::Enum(values) => values,
        _ => &[],
    };
    let values: Vec<_> = values.iter().map(|it| format!("{} = {}", it.value, it.name)).collect();
    let values =
        if values.is_empty() { String::new() } else { format!(" ({})", values.join(", ")) };
    let default = match (param.ty, param.default) {
        (Type::Int { max, .. }, Some(default)) if max < i64::MAX => {
            format!(" [default: {default}, at most {max}]")
        }
        (_, Some(default)) => format!(" [default: {default}]"),
        (_, None) => String::new(),
    };
    format!("{}{values}{default}", param.doc)
}

/// Returns whether a parameter can be given without its name. Lists of fields are always named, because
/// they are long and optional elsewhere.
fn is_positional(param: &Param) -> bool {
    param.need == Need::Required && param.ty != Type::Fields && !param.is_secret()
}

fn positional_usage(info: &'static Info<'static>) -> Option<String> {
    let mut names = Vec::new();
    if info.body == Some(BodyKind::File) {
        names.push("FILE".to_owned());
    } else {
        let query = info.query.iter().filter(|it| is_positional(it));
        names.extend(query.map(|it| it.name.to_uppercase()));
    }
    if takes_json(info) {
        names.push("FIELD=VALUE".to_owned());
    }
    (!names.is_empty()).then(|| names.join(" "))
}

fn takes_json(info: &Info<'_>) -> bool {
    matches!(info.body, Some(BodyKind::Record | BodyKind::Filter | BodyKind::Object(_)))
}

/// Returns whether the output has columns that the API does not know.
fn has_own_columns(info: &Info<'_>) -> bool {
    info.returns != Returns::Nothing && info.params().all(|it| it.name != "fields")
}

/// Checks that no required value is missing, and that all values are valid.
fn check(info: &Info<'_>, query: &[(&str, String)]) -> Result<(), Failure> {
    let option = |name: &str| format!("--{}", name.replace('_', "-"));
    let command = info.path.replace('/', " ");
    for param in info.query.iter().filter(|it| it.need == Need::Required) {
        if query.iter().all(|(name, value)| *name != param.name || value.trim().is_empty()) {
            let name = option(param.name);
            return Err(Failure::usage(tr!(
                "`{name}` is missing; see `crm {command} --help`",
                "缺少 `{name}`；请查看 `crm {command} --help`"
            )));
        }
    }
    for (name, value) in query {
        let param = params(info).find(|it| it.name == *name);
        if let Some(Err(problem)) = param.map(|it| it.check(value)) {
            return Err(Failure::usage(format!("`{}`: {problem}", option(name))));
        }
    }
    Ok(())
}
