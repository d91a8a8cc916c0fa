//! `crm schema`: shows, saves and compares the entities and fields of a CRM.

mod diff;
mod list;
mod save;
mod show;
pub(super) mod target;

use clap::{ArgMatches, Command};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::localized;
use crate::safe;
use crate::tenant::Skipped;

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Show, draw, save and compare entities and fields", "查看、绘制、保存和比较实体与字段")
}

/// Adds the subcommands.
pub(super) fn define(command: Command) -> Command {
    let sub = |name: &'static str, about: String| localized(Command::new(name)).about(about);
    let command = command.after_help(tr!(
        "Example:\n  crm schema show Account Contact --format svg -o schema.svg",
        "示例：\n  crm schema show Account Contact --format svg -o schema.svg"
    ));
    command.subcommand_required(true).arg_required_else_help(true).subcommands([
        list::define(sub("list", tr!("List all entities", "列出所有实体"))),
        show::define(sub(
            "show",
            tr!(
                "Show entities with their fields, or draw a diagram",
                "查看实体及其字段，或绘制关系图"
            ),
        )),
        save::define(sub("save", tr!("Save the metadata to a folder", "将元数据保存到文件夹"))),
        diff::define(sub(
            "diff",
            tr!(
                "Compare a saved folder with the CRM or another folder",
                "将已保存的文件夹与 CRM 或另一文件夹比较"
            ),
        )),
    ])
}

/// Runs a subcommand.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    match matches.subcommand() {
        Some(("list", matches)) => list::run(options, matches),
        Some(("show", matches)) => show::run(options, matches),
        Some(("save", matches)) => save::run(options, matches),
        Some(("diff", matches)) => diff::run(options, matches),
        _ => Ok(Status::Usage),
    }
}

/// Reports the entities that could not be read or saved. Returns the exit code of an otherwise successful
/// command.
pub(super) fn report(skipped: &[Skipped]) -> Status {
    for Skipped { name, reason } in skipped {
        let (name, reason) = (safe::line(name), safe::line(reason));
        eprintln!("{}", tr!("skipped `{name}`: {reason}", "已跳过 `{name}`：{reason}"));
    }
    if skipped.is_empty() { Status::Success } else { Status::SomeFailed }
}
