//! `crm doctor`: diagnoses the connection, and the behavior of the CRM.

use clap::{Arg, ArgMatches, Command};

use crate::doctor;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use crate::session;

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Diagnose the connection and the CRM", "诊断连接和 CRM 的行为")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    let entities = Arg::new("entities").value_name("ENTITY").num_args(0..=4).help(tr!(
        "Check only whether these entities can be read incrementally; at most four",
        "只检查这些实体能否增量读取；最多四个"
    ));
    command.arg(positional(entities)).after_help(tr!(
        "At most ten calls are made, all of them reads. One of them has a wrong signature on purpose.\n\
         The report has no values of records, no ids, no keys and no host names.\n\
         The exit code is 0 if the connection works.\n\n\
         Examples:\n  crm doctor\n  crm doctor SalesOrder Invoice\n  crm doctor --output json > report.json",
        "最多进行十次调用，均为只读；其中一次故意使用错误的签名。\n\
         报告不含记录内容、id、密钥和主机名。连接正常时退出码为 0。\n\n\
         示例：\n  crm doctor\n  crm doctor SalesOrder Invoice\n  crm doctor --output json > report.json"
    ))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let entities = matches.get_many::<String>("entities").into_iter().flatten().cloned();
    let entities: Vec<String> = entities.collect();
    let report =
        session::run(options, None, async |session| doctor::examine(session, &entities).await)?;
    doctor::print(&report, options.format)?;
    Ok(report.status())
}
