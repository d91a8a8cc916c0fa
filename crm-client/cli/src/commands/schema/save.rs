//! `crm schema save`: saves the unchanged replies of the metadata calls to a folder.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use super::target;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use crate::tenant;

/// Adds the arguments.
pub(super) fn define(command: Command) -> Command {
    let folder = positional(Arg::new("folder").value_name("DIR").required(true));
    target::define_entities(
        command.arg(
            folder.value_parser(value_parser!(PathBuf)).help(tr!(
                "The folder, which is created if it is missing",
                "文件夹；不存在时会创建"
            )),
        ),
    )
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let Some(folder) = matches.get_one::<PathBuf>("folder") else { return Ok(Status::Usage) };
    let names = target::entities(matches);
    let (mut replies, tenant) = tenant::load(options, None, &names)?;
    replies.skip_unfit_names();
    tenant::write(folder, &replies, &tenant.all)?;
    let (count, all) = (replies.details.len(), tenant.all.len());
    let folder = folder.display();
    options.hint(&tr!(
        "{folder}: {count} of {all} entities saved; `crm schema diff {folder}` shows later changes",
        "{folder}：已保存 {count} 个实体（共 {all} 个）；之后可用 `crm schema diff {folder}` 查看变化"
    ));
    Ok(super::report(&replies.skipped))
}
