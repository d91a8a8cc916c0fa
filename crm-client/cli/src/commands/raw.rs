//! `crm raw`: endpoints that the tool does not know.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command};
use crm_client::endpoint::{Effect, Entry};
use crm_client::{ENDPOINTS, Json, RawRequest};

use super::call::body;
use super::columns;
use super::reply;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use crate::session;

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Call an endpoint that this tool does not know", "调用本工具未收录的接口")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    command
        .arg(
            positional(Arg::new("method").value_name("METHOD").required(true))
                .value_parser(PossibleValuesParser::new(["GET", "POST"]))
                .ignore_case(true)
                .hide_possible_values(true)
                .help("GET, POST"),
        )
        .arg(
            positional(Arg::new("path").value_name("MODULE/FUNCTION").required(true))
                .help(tr!("The path of the endpoint", "接口路径")),
        )
        .arg(
            positional(Arg::new("params").value_name("NAME=VALUE").num_args(0..))
                .help(tr!("Parameters of the query string", "URL 查询参数")),
        )
        .arg(Arg::new("data").long("data").value_name("JSON").help(tr!(
            "The body as a JSON object; @FILE reads a file, - standard input",
            "JSON 对象形式的请求体；@FILE 从文件读取，- 从标准输入读取"
        )))
        .arg(Arg::new("read").long("read").action(ArgAction::SetTrue).help(tr!(
            "The POST changes nothing, so it can be repeated",
            "该 POST 不修改数据，可以重复"
        )))
        .arg(Arg::new("op_user").long("op-user").value_name("USER").help(tr!(
            "Adds the parameter op_user: a user by id or name",
            "添加 op_user 参数：用户 id 或姓名"
        )))
        .arg(
            Arg::new("columns")
                .long("fields")
                .value_name("NAME,…")
                .help(tr!("The fields to print, in this order", "要输出的字段，按此顺序")),
        )
        .arg(
            Arg::new("show-secrets")
                .long("show-secrets")
                .action(ArgAction::SetTrue)
                .help(tr!("Print secrets of the reply", "显示响应中的敏感信息")),
        )
        .after_help(tr!(
            "With --read-only, only calls are allowed that `crm --help` lists and that are reads.\n\n\
             Example:\n  crm raw GET user/list fields=userName,mobile page_size=50",
            "使用 --read-only 时，只允许本工具收录的只读接口。\n\n\
             示例：\n  crm raw GET user/list fields=userName,mobile page_size=50"
        ))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let path = text("path").unwrap_or_default().trim_start_matches('/');
    let is_get = text("method").is_some_and(|it| it.eq_ignore_ascii_case("GET"));
    let entry = ENDPOINTS.iter().find(|it| it.info.path == path);
    let effect = match entry {
        // The table is right, whatever the user says.
        Some(entry) => entry.info.effect,
        None if is_get || matches.get_flag("read") => Effect::Read,
        None => Effect::Write,
    };
    let request = request(matches, path, is_get, effect)?;
    let names = text("columns").map(columns::split);
    session::run(options, text("op_user"), async |session| {
        if entry.is_none() {
            session.refuse_if_read_only(path)?;
        }
        let mut request = request;
        if let Some(name) = user_param(entry, matches)
            && let Some(user) = session.user().await?
        {
            request = request.query(name, user);
        }
        let call = session.call_as(request, effect).await?;
        let json = call.returning::<Option<Json>>().await;
        let secrets = match entry {
            Some(entry) if !matches.get_flag("show-secrets") => reply::secrets(&entry.info),
            _ => Vec::new(),
        };
        match json.map_err(|error| session.failure(&error, effect))? {
            Some(json) => reply::print(options, &json, names.as_deref(), &secrets),
            None => reply::done(options),
        }
    })?;
    Ok(Status::Success)
}

/// Returns the name of the parameter with the user, if the request needs one and has none.
fn user_param(entry: Option<&Entry>, matches: &ArgMatches) -> Option<&'static str> {
    let known = entry.and_then(|it| it.info.user_param());
    let any = || ENDPOINTS.iter().find_map(|it| it.info.user_param());
    let param = if matches.contains_id("op_user") { known.or_else(any) } else { known };
    let name = param?.name;
    let given = matches.get_many::<String>("params").into_iter().flatten();
    let is_given = given.into_iter().any(|it| it.split('=').next() == Some(name));
    (!is_given).then_some(name)
}

fn request(
    matches: &ArgMatches,
    path: &str,
    is_get: bool,
    effect: Effect,
) -> Result<RawRequest, Failure> {
    let mut request = if is_get { RawRequest::get(path) } else { RawRequest::post(path) };
    if effect == Effect::Read {
        request = request.safe();
    }
    for param in matches.get_many::<String>("params").into_iter().flatten() {
        let Some((name, value)) = param.split_once('=').filter(|(name, _)| !name.is_empty()) else {
            return Err(Failure::usage(tr!(
                "`{param}`: expected `NAME=VALUE`; use `--data` for the body",
                "`{param}`：应为 `NAME=VALUE`；请求体请用 `--data`"
            )));
        };
        request = request.query(name, value);
    }
    match matches.get_one::<String>("data") {
        Some(_) if is_get => Err(Failure::usage(tr!(
            "`--data`: a GET has no body; use POST",
            "`--data`：GET 没有请求体；请使用 POST"
        ))),
        Some(data) => Ok(request.body(body::json(Some(data), &[])?)),
        None => Ok(request),
    }
}
