//! `crm export`: writes the records of entities to files.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use crm_client::Sort;

use crate::export::{self, Format, Request, Saved};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use crate::{filter, safe, session};

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Export records to CSV, Excel or other files", "将记录导出为 CSV、Excel 等文件")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    let flag = |name: &'static str, help: String| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    command
        .args([
            positional(Arg::new("entity").value_name("ENTITY").num_args(1..))
                .required_unless_present("all")
                .conflicts_with("all")
                .help(tr!(
                    "The internal names of the entities, such as Account",
                    "实体的内部名称，例如 Account"
                )),
            flag("all", tr!("Export all entities", "导出所有实体")),
            Arg::new("out")
                .long("out")
                .short('o')
                .value_name("FILE|DIR")
                .value_parser(value_parser!(PathBuf))
                .help(tr!(
                    "The file, or the folder of several entities; - prints [default: ENTITY.csv in the current folder]",
                    "目标文件；多个实体时为文件夹；- 表示标准输出 [默认：当前文件夹中的 ENTITY.csv]"
                )),
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(PossibleValuesParser::new(Format::NAMES))
                .hide_possible_values(true)
                .help(tr!(
                    "csv, ndjson, xlsx or parquet [default: by the name of the file, or csv]",
                    "csv、ndjson、xlsx 或 parquet [默认：由文件名决定，否则为 csv]"
                )),
            Arg::new("fields").long("fields").value_name("NAME,…").help(tr!(
                "The fields, in the order of the columns [default: all fields]",
                "要导出的字段，按列的顺序 [默认：所有字段]"
            )),
            Arg::new("where").long("where").value_name("FILTER").help(tr!(
                "Export only matching records, such as 'phone ~ 021'",
                "只导出符合条件的记录，例如 'phone ~ 021'"
            )),
            Arg::new("sort").long("sort").value_name("NAME:DIRECTION,…").help(tr!(
                "The order of the records [default: oldest first, if the entity has createdOn]",
                "记录的顺序 [默认：实体有 createdOn 时，最早的在前]"
            )),
            flag("labels", tr!(
                "Labels of picklists instead of numbers, and names of references",
                "选项值导出为标签，并附上引用记录的名称"
            )),
            flag("force", tr!("Replace existing files", "替换已存在的文件")),
        ])
        .after_help(tr!(
            "An interrupted export continues if the same command is run again.\n\n\
             Example:\n  crm export Account -o customers.xlsx --labels",
            "导出中断后，再次运行相同的命令即可继续。\n\n\
             示例：\n  crm export Account -o customers.xlsx --labels"
        ))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let request = request(matches)?;
    let saved = Saved::default();
    let work =
        session::run(options, None, async |session| export::run(session, &request, &saved).await);
    work.map(|()| Status::Success).map_err(|failure| saved.explain(failure))
}

fn request(matches: &ArgMatches) -> Result<Request, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let out = matches.get_one::<PathBuf>("out").cloned();
    let named = text("format").and_then(Format::from_name);
    let is_one = !matches.get_flag("all") && entities(matches).len() == 1;
    let format = match (named, out.as_deref().filter(|_| is_one)) {
        (Some(format), _) => format,
        (None, Some(out)) => format_of(out)?,
        (None, None) => out.as_deref().and_then(Format::from_path).unwrap_or(Format::Csv),
    };
    let sort = text("sort").map(|text| match text.parse::<Sort>() {
        Ok(sort) => Ok(sort.to_string()),
        Err(error) => Err(Failure::usage(format!("`--sort`: {error}"))),
    });
    Ok(Request {
        entities: (!matches.get_flag("all")).then(|| entities(matches)),
        out,
        format: format.check()?,
        fields: text("fields").map(fields).transpose()?,
        filter: text("where")
            .map(|it| Ok((it.to_owned(), filter::parse_expression(it)?)))
            .transpose()?,
        sort: sort.transpose()?,
        labels: matches.get_flag("labels"),
        force: matches.get_flag("force"),
    })
}

/// Returns the entities that are named, each once.
fn entities(matches: &ArgMatches) -> Vec<String> {
    let mut entities: Vec<String> =
        matches.get_many::<String>("entity").into_iter().flatten().cloned().collect();
    let mut distinct = std::collections::HashSet::new();
    entities.retain(|it| distinct.insert(it.clone()));
    entities
}

/// Returns the format of a file by its name. A name without an extension means CSV.
fn format_of(out: &Path) -> Result<Format, Failure> {
    let is_file = !out.is_dir() && !out.as_os_str().to_string_lossy().ends_with(['/', '\\']);
    match (Format::from_path(out), out.extension()) {
        (Some(format), _) => Ok(format),
        (None, Some(extension)) if is_file => {
            let extension = extension.to_string_lossy();
            let extension = safe::line(&extension);
            let known = Format::NAMES.join(", ");
            Err(Failure::usage(tr!(
                "`--out`: no format has the extension `.{extension}`; expected {known}, or add `--format`",
                "`--out`：没有扩展名为 `.{extension}` 的格式；应为 {known}，或添加 `--format`"
            )))
        }
        _ => Ok(Format::Csv),
    }
}

/// Splits the names of `--fields`.
fn fields(text: &str) -> Result<Vec<String>, Failure> {
    let names: Vec<String> = text.split(',').map(|it| it.trim().to_owned()).collect();
    if names.iter().any(String::is_empty) {
        return Err(Failure::usage(tr!(
            "`--fields`: a name is missing; expected something like `accountName,phone`",
            "`--fields`：缺少字段名；应类似 `accountName,phone`"
        )));
    }
    Ok(names)
}
