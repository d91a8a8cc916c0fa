//! `crm mirror status`: how fresh the copy is.

use clap::Command;

use crate::database::Target;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::mirror::status;
use crate::options::Options;
use crate::output::{self, Printer};
use crate::safe;
use crate::session;

/// Adds the arguments.
pub(super) fn define(command: Command) -> Command {
    command.arg(super::args::target()).after_help(tr!(
        "Times are in UTC, but `newest_change` is as the CRM shows it.\n\n\
         Example:\n  crm mirror status --to sqlite:crm.db",
        "时间为 UTC；`newest_change` 与 CRM 中显示的一致。\n\n\
         示例：\n  crm mirror status --to sqlite:crm.db"
    ))
}

/// Runs the command.
pub(super) fn run(options: &Options, target: &Target) -> Result<Status, Failure> {
    let state = session::until_interrupted(status::read(target))?;
    let mut printer = Printer::new(options.format, None);
    for entity in &state.entities {
        printer.row(&output::record_of(entity))?;
    }
    printer.finish()?;
    let (url, rounds, calls, changes) =
        (safe::line(&state.base_url), state.rounds, state.calls, state.changes);
    options.hint(&tr!(
        "{target} mirrors {url}; in the last 24 hours: {rounds} rounds, {calls} calls, {changes} changes",
        "{target} 是 {url} 的镜像；最近 24 小时：{rounds} 轮，调用 {calls} 次，{changes} 处变化"
    ));
    Ok(Status::Success)
}
