//! `crm structs`: generates Rust structs for the entities of a CRM.

use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use codegen::{Error, Source, StructsCommand};

use super::schema::{report, target};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::output::file;
use crate::tenant::{self, Details, Replies};

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Generate Rust structs for entities", "为实体生成 Rust 结构体")
}

/// Adds the options and arguments.
pub(super) fn define(command: Command) -> Command {
    target::define_from(target::define_entities(command))
        .args([
            Arg::new("out")
                .long("out")
                .short('o')
                .value_name("FILE")
                .required(true)
                .value_parser(value_parser!(PathBuf))
                .help(tr!(
                    "The file; one without the generated header is never replaced",
                    "目标文件；没有生成标记的文件不会被覆盖"
                )),
            Arg::new("check").long("check").action(ArgAction::SetTrue).help(tr!(
                "Write nothing, and exit with 7 if FILE is not up to date",
                "不写入；如果 FILE 不是最新，退出码为 7"
            )),
        ])
        .after_help(tr!(
            "Example:\n  crm structs Account Contact --out src/crm.rs",
            "示例：\n  crm structs Account Contact --out src/crm.rs"
        ))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let Some(out) = matches.get_one::<PathBuf>("out") else { return Ok(Status::Usage) };
    let old = read(out)?;
    let (mut replies, _) =
        tenant::load(options, target::from(matches), &target::entities(matches))?;
    replies.skip_unfit_names();
    let text = codegen::structs(&sources(&replies), StructsCommand::Crm)
        .map_err(|error| invalid(&error, &replies))?;
    let status = report(&replies.skipped);
    let path = out.display();
    if old.as_deref() == Some(text.as_bytes()) {
        options.hint(&tr!("{path} is up to date", "{path} 已是最新"));
        return Ok(status);
    }
    if matches.get_flag("check") {
        eprintln!(
            "{}",
            match old {
                Some(_) => tr!("{path} is not up to date", "{path} 不是最新"),
                None => tr!("{path} is missing", "{path} 不存在"),
            }
        );
        return Ok(Status::Different);
    }
    file::replace(out, text.as_bytes()).map_err(|error| Failure::io(out.display(), &error))?;
    options.hint(&tr!("{path} written", "已写入 {path}"));
    Ok(status)
}

/// Reads the old file, if there is one.
///
/// # Errors
///
/// Fails if the file was not generated.
fn read(path: &Path) -> Result<Option<Vec<u8>>, Failure> {
    let headers = [StructsCommand::Crm, StructsCommand::Xtask].map(StructsCommand::header);
    match fs::read(path) {
        Ok(old) if headers.iter().any(|it| old.starts_with(it.as_bytes())) => Ok(Some(old)),
        Ok(_) => {
            let path = path.display();
            Err(Failure::usage(tr!(
                "{path}: not a generated file, and was not changed; use another name, or move the file",
                "{path}：不是生成的文件，未作更改；请换用其他文件名，或移走该文件"
            )))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::io(path.display(), &error)),
    }
}

/// Returns the replies as sources of the generator. Their paths are in its messages.
fn sources(replies: &Replies) -> Vec<Source> {
    let folder = replies.folder.as_ref().map(|it| format!("{it}/")).unwrap_or_default();
    let source = |path: String, reply: &[u8]| Source {
        path: format!("{folder}{path}"),
        text: String::from_utf8_lossy(reply).into_owned(),
    };
    let mut sources = vec![source("entity.json".to_owned(), &replies.entity)];
    for Details { name, field, picklist } in &replies.details {
        sources.push(source(format!("field/{name}.json"), field));
        sources.extend(picklist.as_ref().map(|it| source(format!("picklist/{name}.json"), it)));
    }
    sources
}

/// Prints the mistakes of the metadata with their positions.
fn invalid(error: &Error, replies: &Replies) -> Failure {
    let report = if io::stderr().is_terminal() { error.coloured() } else { error.to_string() };
    eprintln!("{report}\n");
    let count = error.mistakes().len();
    let place = replies.folder.clone().unwrap_or_else(|| tr!("the metadata", "元数据"));
    Failure::new(
        if replies.folder.is_some() { Status::Usage } else { Status::Failed },
        tr!(
            "{place}: {count} mistakes; nothing was written",
            "{place}：有 {count} 处错误；未写入任何内容"
        ),
    )
}
