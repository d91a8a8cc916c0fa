//! `crm mirror verify`: compares every record with the CRM.

use clap::Command;

use crate::database::Target;
use crate::failure::{Failure, Status, print_error};
use crate::lang::tr;
use crate::mirror::verify::{self, Verified};
use crate::options::Options;
use crate::output::{self, Printer};
use crate::safe;
use crate::session;

/// Adds the arguments.
pub(super) fn define(command: Command) -> Command {
    command.args([super::args::entities(), super::args::target()]).after_help(tr!(
        "The exit code is 7 if there are differences. `crm mirror repair` corrects them.\n\n\
         Example:\n  crm mirror verify --to sqlite:crm.db",
        "存在差异时退出码为 7；可用 `crm mirror repair` 修复。\n\n\
         示例：\n  crm mirror verify --to sqlite:crm.db"
    ))
}

/// Runs the command.
pub(super) fn run(
    options: &Options,
    target: &Target,
    names: Option<&[String]>,
) -> Result<Status, Failure> {
    let columns = ["entity", "id", "difference", "fields"].map(str::to_owned);
    let mut printer = Printer::new(options.format, Some(&columns));
    let verified = session::run(options, None, async |session| {
        let report = |it: &verify::Difference| printer.row(&output::row(&it.to_json()));
        verify::run(session, target, names, report).await
    })?;
    printer.finish()?;
    let Verified { records, differences, newer, hidden, unread, calls } = verified;
    options.hint(&tr!(
        "compared {records} records with {calls} calls: {differences} differences",
        "比较了 {records} 条记录，调用 {calls} 次：{differences} 处差异"
    ));
    if newer > 0 {
        options.hint(&tr!(
            "{newer} records have changed since the last round; run `crm mirror`, and verify again",
            "{newer} 条记录在上一轮之后有变化；请先运行 `crm mirror`，再次校验"
        ));
    }
    if hidden > 0 {
        options.hint(&tr!(
            "{hidden} records of the mirror are not visible to the user any more",
            "镜像中有 {hidden} 条记录对当前用户不再可见"
        ));
    }
    for entity in &unread {
        let entity = safe::line(entity);
        print_error(tr!(
            "skipped {entity}: no round has read it completely yet; run `crm mirror`",
            "已跳过 {entity}：尚未完整同步过；请运行 `crm mirror`"
        ));
    }
    Ok(match differences {
        0 if unread.is_empty() => Status::Success,
        0 => Status::SomeFailed,
        _ => Status::Different,
    })
}
