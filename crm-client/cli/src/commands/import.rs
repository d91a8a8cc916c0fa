//! `crm import`: imports the rows of a CSV or Excel file.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::failure::{Failure, Status};
use crate::import::{self, OnMatch, Settings};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use crate::session;

/// The options that replace the import of a file.
#[cfg(feature = "excel")]
const OTHER_MODES: [&str; 3] = ["runs", "undo", "template"];
#[cfg(not(feature = "excel"))]
const OTHER_MODES: [&str; 2] = ["runs", "undo"];

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Import the rows of a CSV or Excel file", "导入 CSV 或 Excel 文件中的数据")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    let arguments = [
        Arg::new("entity").value_name("ENTITY").required_unless_present_any(OTHER_MODES).help(tr!(
            "The internal name of the entity, such as Account",
            "实体的内部名称，例如 Account"
        )),
        Arg::new("file")
            .value_name("FILE")
            .required_unless_present_any(OTHER_MODES)
            .value_parser(value_parser!(PathBuf))
            .help(tr!("A CSV or xlsx file with a row of headers", "带表头的 CSV 或 xlsx 文件")),
    ];
    command
        .args(arguments.map(positional))
        .args(columns())
        .args(matching())
        .args(running())
        .args(template())
        .after_help(tr!(
            "Examples:\n  crm import --template Account -o customers.xlsx\n  crm import Account customers.xlsx --match accountName --plan\n  crm import Account customers.xlsx --match accountName\n\nNormalizations of match keys: width (full and half width), blanks, case, suffix (legal forms such as 有限公司), phone (separators, +86).\nExit codes: 6 if a row was refused or its outcome is unknown; 7 if a plan would change something.",
            "示例：\n  crm import --template Account -o customers.xlsx\n  crm import Account customers.xlsx --match accountName --plan\n  crm import Account customers.xlsx --match accountName\n\n匹配键的规范化：width（全角与半角）、blanks（空白）、case（大小写）、suffix（“有限公司”等公司后缀）、phone（分隔符与 +86）。\n退出码：6 表示有行被拒绝或结果未知；7 表示计划会产生修改。"
        ))
}

fn path(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).value_parser(value_parser!(PathBuf))
}

fn flag(name: &'static str) -> Arg {
    Arg::new(name).long(name).action(ArgAction::SetTrue)
}

fn columns() -> Vec<Arg> {
    let pair = |name: &'static str| {
        Arg::new(name).long(name).value_name("FIELD=VALUE").action(ArgAction::Append)
    };
    vec![
        Arg::new("sheet").long("sheet").value_name("NAME").help(tr!(
            "The sheet of an Excel file [default: the first visible one]",
            "Excel 工作表名称 [默认：第一个可见的工作表]"
        )),
        Arg::new("header-row")
            .long("header-row")
            .value_name("N")
            .value_parser(value_parser!(u32).range(1..))
            .help(tr!(
                "The row with the headers [default: the first one that names the most fields]",
                "表头所在行 [默认：匹配字段最多的第一行]"
            )),
        path("map", "FILE")
            .help(tr!("Read the mapping of columns from FILE", "从 FILE 读取列映射")),
        path("write-map", "FILE").help(tr!(
            "Write the mapping of columns to FILE, and do nothing else",
            "将列映射写入 FILE，不执行导入"
        )),
        pair("set").help(tr!("Set a field in every row", "为每一行设置字段")),
        pair("default").help(tr!("Set a field in rows without a value", "为没有值的行设置字段")),
        flag("ignore-unknown").help(tr!("Ignore columns without a field", "忽略没有对应字段的列")),
    ]
}

fn matching() -> Vec<Arg> {
    vec![
        Arg::new("match").long("match").value_name("FIELD,…").help(tr!(
            "Match records by these fields [default: every row creates a record]",
            "按这些字段匹配已有记录 [默认：每一行都新建记录]"
        )),
        Arg::new("on-match")
            .long("on-match")
            .value_name("ACTION")
            .value_parser(PossibleValuesParser::new(OnMatch::NAMES))
            .hide_possible_values(true)
            .requires("match")
            .default_value("update")
            .hide_default_value(true)
            .help(tr!(
                "skip, update or fail if a record matches [default: update]",
                "有匹配记录时 skip、update 或 fail [默认：update]"
            )),
        Arg::new("no-normalize").long("no-normalize").value_name("NAME,…").requires("match").help(
            tr!(
                "Disable normalizations of match keys; `all` disables all",
                "禁用匹配键的部分规范化；all 表示全部禁用"
            ),
        ),
    ]
}

fn running() -> Vec<Arg> {
    vec![
        flag("plan")
            .help(tr!("Print what would happen, and change nothing", "只显示计划，不做任何修改")),
        path("journal", "FILE").help(tr!(
            "The journal of imports [default: a file in the user's folder]",
            "导入日志文件 [默认：用户目录中的文件]"
        )),
        flag("runs")
            .conflicts_with_all(["entity", "undo"])
            .help(tr!("List the runs of the journal", "列出日志中的导入")),
        Arg::new("undo")
            .long("undo")
            .value_name("RUN")
            .value_parser(run_number)
            .conflicts_with("entity")
            .help(tr!(
                "Delete what a run has created and revert what it has updated, unless it was changed since",
                "撤销一次导入：删除其新建的记录，还原其更新的记录；之后被修改过的除外"
            )),
        flag("again")
            .help(tr!("Import a file again that was imported before", "再次导入已导入过的文件")),
        flag("retry-unknown").help(tr!(
            "Send a row again if its reply was lost and its record cannot be found",
            "响应丢失且找不到记录时，重新发送该行"
        )),
        Arg::new("grace")
            .long("grace")
            .value_name("SECONDS")
            .value_parser(seconds)
            .default_value("30")
            .hide_default_value(true)
            .help(tr!(
                "How long a request may be carried out after its reply was lost [default: 30]",
                "响应丢失后，请求仍可能被执行的时间 [默认：30]"
            )),
        Arg::new("concurrency")
            .long("concurrency")
            .value_name("N")
            .value_parser(value_parser!(u16).range(1..=64))
            .default_value("4")
            .hide_default_value(true)
            .help(tr!(
                "The number of requests at a time [default: 4]",
                "同时进行的请求数 [默认：4]"
            )),
    ]
}

#[cfg(feature = "excel")]
fn template() -> Vec<Arg> {
    vec![
        Arg::new("template")
            .long("template")
            .value_name("ENTITY")
            .conflicts_with_all(["entity", "runs", "undo"])
            .requires("out")
            .help(tr!(
                "Write an Excel file to fill in, to `--out`",
                "生成供填写的 Excel 模板，写入 `--out`"
            )),
        path("out", "FILE")
            .short('o')
            .requires("template")
            .value_parser(workbook)
            .help(tr!("The file of `--template`", "`--template` 的目标文件")),
    ]
}

#[cfg(not(feature = "excel"))]
fn template() -> Vec<Arg> {
    Vec::new()
}

/// Parses the number of a run.
fn run_number(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| {
        tr!("expected a number of `crm import --runs`", "应为 `crm import --runs` 列出的编号")
    })
}

/// Parses the file of a template.
#[cfg(feature = "excel")]
fn workbook(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let is_workbook = path.extension().is_some_and(|it| it.eq_ignore_ascii_case("xlsx"));
    is_workbook
        .then_some(path)
        .ok_or_else(|| tr!("expected a name that ends with `.xlsx`", "文件名应以 `.xlsx` 结尾"))
}

/// Parses seconds, with a fraction.
fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| tr!("expected a number of seconds", "应为秒数"))?;
    let is_valid = (0.0..=86_400.0).contains(&seconds);
    is_valid
        .then(|| Duration::from_secs_f64(seconds))
        .ok_or_else(|| tr!("expected 0 to 86400 seconds", "应为 0 到 86400 秒"))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let journal = matches.get_one::<PathBuf>("journal").map(PathBuf::as_path);
    if matches.get_flag("runs") {
        return import::runs(options, journal);
    }
    if let Some(run) = matches.get_one::<i64>("undo").copied() {
        let is_plan = matches.get_flag("plan");
        return session::run(options, None, async |session| {
            import::undo(session, run, journal, is_plan).await
        });
    }
    #[cfg(feature = "excel")]
    if let (Some(entity), Some(out)) =
        (matches.get_one::<String>("template"), matches.get_one::<PathBuf>("out"))
    {
        return session::run(options, None, async |session| {
            import::template::write(session, entity, out).await
        });
    }
    let settings = settings(matches)?;
    session::run(options, None, async |session| import::run(session, &settings).await)
}

fn settings(matches: &ArgMatches) -> Result<Settings, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).cloned();
    let path = |name: &str| matches.get_one::<PathBuf>(name).cloned();
    let names = text("match").unwrap_or_default();
    let names = names.split(',').map(str::trim).filter(|it| !it.is_empty());
    Ok(Settings {
        entity: text("entity").unwrap_or_default(),
        file: path("file").unwrap_or_default(),
        sheet: text("sheet"),
        header_row: matches.get_one("header-row").copied(),
        map: path("map"),
        write_map: path("write-map"),
        constants: pairs(matches, "set")?,
        defaults: pairs(matches, "default")?,
        ignore_unknown: matches.get_flag("ignore-unknown"),
        match_fields: names.map(str::to_owned).collect(),
        no_normalize: text("no-normalize"),
        on_match: OnMatch::from_name(&text("on-match").unwrap_or_default()),
        plan: matches.get_flag("plan"),
        journal: path("journal"),
        again: matches.get_flag("again"),
        concurrency: matches.get_one::<u16>("concurrency").map_or(1, |it| usize::from(*it)),
        grace: matches.get_one("grace").copied().unwrap_or_default(),
        retry_unknown: matches.get_flag("retry-unknown"),
    })
}

fn pairs(matches: &ArgMatches, name: &str) -> Result<Vec<(String, String)>, Failure> {
    let values = matches.get_many::<String>(name).into_iter().flatten();
    let pair = |value: &String| match value.split_once('=') {
        Some((field, value)) if !field.trim().is_empty() => {
            Ok((field.trim().to_owned(), value.to_owned()))
        }
        _ => Err(Failure::usage(tr!(
            "`--{name}`: expected FIELD=VALUE, not `{value}`",
            "`--{name}`：应为 FIELD=VALUE，而不是 `{value}`"
        ))),
    };
    values.map(pair).collect()
}
