//! The arguments and options of `crm mirror`.

use std::time::Duration;

use clap::{Arg, ArgAction, value_parser};
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use crate::commands::duration;
use crate::database::Target;
use crate::lang::tr;
use crate::mirror::CURSOR;
use crate::options::help::positional;

/// The default database.
pub(in crate::commands) const TARGET: &str = "sqlite:crm.db";

/// The variable with the database.
pub(in crate::commands) const VARIABLE: &str = "CRM_MIRROR";

/// The argument with the entities.
pub(super) fn entities() -> Arg {
    positional(Arg::new("entity").value_name("ENTITY").num_args(0..).help(tr!(
        "The internal names of the entities [default: all]",
        "实体的内部名称 [默认：全部]"
    )))
}

/// The option with the database.
pub(super) fn target() -> Arg {
    Arg::new("to").long("to").value_name("DATABASE").value_parser(value_parser!(Target)).help(tr!(
        "sqlite:FILE, postgres://… or mysql://… [env: {VARIABLE}] [default: {TARGET}]",
        "sqlite:文件、postgres://… 或 mysql://… [环境变量：{VARIABLE}] [默认：{TARGET}]"
    ))
}

/// The option that accepts any number of deletions.
pub(super) fn allow_deletions() -> Arg {
    Arg::new("allow-deletions").long("allow-deletions").action(ArgAction::SetTrue).help(tr!(
        "Accept that more than 5 % of the records are deleted",
        "允许一次有超过 5% 的记录被删除"
    ))
}

/// The options of the command without a subcommand.
pub(super) fn options() -> Vec<Arg> {
    let time = |name: &'static str, default: &'static str, help: String| {
        Arg::new(name)
            .long(name)
            .value_name("TIME")
            .default_value(default)
            .hide_default_value(true)
            .value_parser(duration::parse)
            .help(help)
    };
    vec![
        Arg::new("every").long("every").value_name("TIME").value_parser(interval).help(tr!(
            "Repeat at this interval, such as 5m, until Ctrl-C",
            "按此间隔重复执行，例如 5m，按 Ctrl-C 结束"
        )),
        Arg::new("since").long("since").value_name("DATE").value_parser(since).help(tr!(
            "Mirror only records that changed since this day [default: all]",
            "只同步此日期之后有变化的记录 [默认：全部]"
        )),
        Arg::new("full")
            .long("full")
            .action(ArgAction::SetTrue)
            .help(tr!("Read all records and the metadata now", "立即读取全部记录与元数据")),
        allow_deletions(),
        time(
            "overlap",
            "10m",
            tr!(
                "How late a change can become visible [default: 10m]",
                "变化最多延迟多久可见 [默认：10m]"
            ),
        ),
        time(
            "sweep-every",
            "1d",
            tr!(
                "How often all records are read, to find deletions [default: 1d]",
                "多久全量读取一次，以发现删除 [默认：1d]"
            ),
        ),
        time(
            "schema-every",
            "1h",
            tr!(
                "How often the entities and fields are read [default: 1h]",
                "多久读取一次实体与字段 [默认：1h]"
            ),
        ),
        time(
            "keep-changes",
            "30d",
            tr!(
                "How long the log of changes is kept [default: 30d]",
                "变更记录保留多久 [默认：30d]"
            ),
        ),
        Arg::new("cursor").long("cursor").value_name("FIELD").help(tr!(
            "The field with the time of the last change [default: {CURSOR}]",
            "记录最后修改时间的字段 [默认：{CURSOR}]"
        )),
    ]
}

/// Reads a day or a time, as if it were in UTC.
fn since(text: &str) -> Result<i64, String> {
    let time = match text.parse::<Date>() {
        Ok(date) if text.len() == 10 => Some(date.to_datetime(jiff::civil::Time::midnight())),
        _ => text.replacen(' ', "T", 1).parse::<DateTime>().ok(),
    };
    let time = time.and_then(|it| Offset::UTC.to_timestamp(it).ok());
    time.map(jiff::Timestamp::as_millisecond).ok_or_else(|| {
        tr!(
            "expected a day such as 2026-01-31 or a time such as '2026-01-31 08:00'",
            "应为日期（例如 2026-01-31）或时间（例如 '2026-01-31 08:00'）"
        )
    })
}

/// Reads the interval between rounds. Without a pause, rounds would use up the quota of the CRM.
fn interval(text: &str) -> Result<Duration, String> {
    let interval = duration::parse(text)?;
    if interval.is_zero() {
        return Err(tr!("the interval must be at least 1s", "间隔至少为 1s"));
    }
    Ok(interval)
}
