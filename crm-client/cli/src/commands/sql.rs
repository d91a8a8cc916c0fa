//! `crm sql`: queries a SQLite database, such as a mirror.

mod queries;
mod run;

use std::io::Read;
use std::path::PathBuf;
use std::{fs, io};

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::json;

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use crate::output::{self, Printer};
use queries::QUERIES;

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Query a mirror, or another SQLite database", "查询镜像或其他 SQLite 数据库")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    let names = || PossibleValuesParser::new(QUERIES.iter().map(|it| it.name));
    command
        .args([
            positional(Arg::new("file").value_name("FILE").value_parser(value_parser!(PathBuf)))
                .required_unless_present_any(["list", "show"])
                .help(tr!("The database", "数据库文件")),
            positional(Arg::new("sql").value_name("SQL"))
                .required_unless_present_any(["list", "show", "run"])
                .help(tr!(
                    "The query; @FILE reads it from a file, and - from standard input",
                    "查询语句；@文件 表示从文件读取，- 表示从标准输入读取"
                )),
            Arg::new("run")
                .long("run")
                .value_name("NAME")
                .value_parser(names())
                .conflicts_with("sql")
                .help(tr!("Run a query of `--list`", "执行 `--list` 中的查询")),
            Arg::new("list")
                .long("list")
                .action(ArgAction::SetTrue)
                .help(tr!("List the queries that are part of crm", "列出内置查询")),
            Arg::new("show")
                .long("show")
                .value_name("NAME")
                .value_parser(names())
                .help(tr!("Print a query of `--list`, to change it", "输出 `--list` 中的查询，便于修改")),
        ])
        .after_help(tr!(
            "The database is only read.\n\n\
             Examples:\n  crm sql crm.db 'SELECT accountName, phone FROM Account LIMIT 10'\n  crm sql crm.db --run overdue --output csv",
            "只读取数据库，不做修改。\n\n\
             示例：\n  crm sql crm.db 'SELECT accountName, phone FROM Account LIMIT 10'\n  crm sql crm.db --run overdue --output csv"
        ))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    if matches.get_flag("list") {
        return list(options);
    }
    if let Some(query) = text("show").and_then(queries::find) {
        return output::text(query.sql).map(|()| Status::Success);
    }
    let Some(file) = matches.get_one::<PathBuf>("file") else { return Ok(Status::Usage) };
    let (sql, needs) = match (text("run").and_then(queries::find), text("sql")) {
        (Some(query), _) => (query.sql.to_owned(), query.entities),
        (None, Some(sql)) => (read(sql)?, &[][..]),
        (None, None) => return Ok(Status::Usage),
    };
    run::run(file, &sql, options.format, needs).map(|()| Status::Success)
}

/// Prints the queries that are part of the tool.
fn list(options: &Options) -> Result<Status, Failure> {
    let columns = ["name", "finds", "needs"].map(str::to_owned);
    let mut printer = Printer::new(options.format, Some(&columns));
    for query in QUERIES {
        let row = json!({
            "name": query.name, "finds": (query.title)(), "needs": query.entities.join(","),
        });
        printer.row(&output::row(&row))?;
    }
    printer.finish()?;
    Ok(Status::Success)
}

/// Returns the query: the argument, a file or standard input.
fn read(argument: &str) -> Result<String, Failure> {
    if argument == "-" {
        let mut sql = String::new();
        let read = io::stdin().read_to_string(&mut sql);
        return read.map(|_| sql).map_err(|it| Failure::io(tr!("standard input", "标准输入"), &it));
    }
    match argument.strip_prefix('@') {
        Some(path) => fs::read_to_string(path).map_err(|it| Failure::io(path, &it)),
        None => Ok(argument.to_owned()),
    }
}
