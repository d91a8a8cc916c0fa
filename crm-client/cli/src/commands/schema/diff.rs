//! `crm schema diff`: compares a saved folder with the CRM, or with another saved folder.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command, value_parser};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use crate::schema::diff;
use crate::tenant::{self, Wanted};

/// Adds the arguments.
pub(super) fn define(command: Command) -> Command {
    let folder = |id: &'static str, name: &'static str, help: String| {
        positional(Arg::new(id).value_name(name).value_parser(value_parser!(PathBuf)).help(help))
    };
    command.args([
        folder("old", "DIR", tr!("The saved folder", "已保存的文件夹")).required(true),
        folder("new", "DIR2", tr!("A later folder [default: the CRM]", "较新的文件夹 [默认：CRM]")),
    ])
}

/// Runs the command. The exit code is 7 if there are differences.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let Some(old) = matches.get_one::<PathBuf>("old") else { return Ok(Status::Usage) };
    let (_, old) = tenant::saved(old, &[])?;
    let (replies, new) = if let Some(new) = matches.get_one::<PathBuf>("new") {
        tenant::saved(new, &[])?
    } else {
        let names: Vec<_> = old.entities.iter().map(|it| it.info.entity.clone()).collect();
        tenant::live(options, Wanted::Existing(&names))?
    };
    let differences = diff::compare(&old, &new);
    diff::print(options.format, &differences)?;
    let status = super::report(&replies.skipped);
    Ok(if differences.is_empty() { status } else { Status::Different })
}
