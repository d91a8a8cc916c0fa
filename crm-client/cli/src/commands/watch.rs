//! `crm watch`: delivers the changes that a mirror has found.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::duration;
use super::mirror::{TARGET, VARIABLE};
use crate::database::Target;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::options::help::positional;
use crate::session;
use crate::watch::{self, Delivery, Robot, Settings};

/// The variable with the address of a robot, which lets everybody write to the group.
const WEBHOOK: &str = "CRM_WEBHOOK";

/// The variable with the key of signatures.
const SECRET: &str = "CRM_WATCH_SECRET";

/// The options of the robots.
const ROBOTS: [(&str, Robot); 3] =
    [("wecom", Robot::WeCom), ("dingtalk", Robot::DingTalk), ("feishu", Robot::Feishu)];

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Deliver the changes that a mirror has found", "推送镜像发现的数据变更")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    let file = |name: &'static str| {
        Arg::new(name).long(name).value_name("FILE").value_parser(value_parser!(PathBuf))
    };
    let flag = |name: &'static str, help: String| {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(help)
    };
    command
        .args([
            positional(
                Arg::new("database").value_name("DATABASE").value_parser(value_parser!(Target)),
            )
            .help(tr!(
                "The mirror, as in `crm mirror --to` [env: {VARIABLE}] [default: {TARGET}]",
                "镜像数据库，与 `crm mirror --to` 相同 [环境变量：{VARIABLE}] [默认：{TARGET}]"
            )),
            Arg::new("post").long("post").value_name("URL").help(tr!(
                "Post the changes to this URL [default: print them, one JSON object per line]",
                "将变更 POST 到该 URL [默认：输出到终端，每行一个 JSON 对象]"
            )),
            flag("wecom", tr!("Send messages to a WeCom group robot", "发送到企业微信群机器人")),
            flag("dingtalk", tr!("Send messages to a DingTalk group robot", "发送到钉钉群机器人")),
            flag("feishu", tr!("Send messages to a Feishu group robot", "发送到飞书群机器人")),
            file("webhook-file").help(tr!(
                "A file with the address of the robot [env: {WEBHOOK}]",
                "包含机器人 webhook 地址的文件 [环境变量：{WEBHOOK}]"
            )),
            file("secret-file").help(tr!(
                "A file with the key of the signatures [env: {SECRET}]",
                "包含签名密钥的文件 [环境变量：{SECRET}]"
            )),
            Arg::new("every").long("every").value_name("TIME").value_parser(duration::parse).help(
                tr!(
                    "Look for changes at this interval, such as 30s, until Ctrl-C [default: once]",
                    "按此间隔检查变更，例如 30s，按 Ctrl-C 结束 [默认：只检查一次]"
                ),
            ),
            Arg::new("entity")
                .long("entity")
                .value_name("ENTITY")
                .action(ArgAction::Append)
                .help(tr!("Only changes of this entity", "只推送该实体的变更")),
            Arg::new("kind")
                .long("kind")
                .value_name("KIND")
                .action(ArgAction::Append)
                .value_parser(PossibleValuesParser::new([
                    "created", "updated", "deleted", "restored",
                ]))
                .help(tr!("Only changes of this kind", "只推送该类变更")),
            Arg::new("name").long("name").value_name("NAME").help(tr!(
                "The name under which the position is stored [default: by where the changes go]",
                "保存推送位置的名称 [默认：由推送方式决定]"
            )),
            flag(
                "from-start",
                tr!(
                    "Begin with the oldest change of the log [default: with new changes]",
                    "从日志中最早的变更开始 [默认：只推送新变更]"
                ),
            ),
        ])
        .group(clap::ArgGroup::new("where").args(["post", "wecom", "dingtalk", "feishu"]))
        .after_help(tr!(
            "Each change is delivered at least once, in the order of the log. The first run only\n\
             remembers where the log ends.\n\n\
             Example:\n  crm watch sqlite:crm.db --every 30s --entity Account",
            "每条变更至少推送一次，并保持日志中的顺序。首次运行只记录日志的末尾位置。\n\n\
             示例：\n  crm watch sqlite:crm.db --every 30s --entity Account"
        ))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let robot = ROBOTS.iter().find(|(name, _)| matches.get_flag(name));
    let secret = secret(matches, "secret-file", SECRET)?;
    let mut delivery = match (text("post"), robot) {
        (Some(url), _) => Delivery::post(url, secret)?,
        (None, Some((name, kind))) => {
            let Some(webhook) = self::secret(matches, "webhook-file", WEBHOOK)? else {
                return Err(Failure::usage(tr!(
                    "`--{name}`: the address of the robot is missing; set `{WEBHOOK}` or `--webhook-file`",
                    "`--{name}`：缺少机器人地址；请设置 `{WEBHOOK}` 或 `--webhook-file`"
                )));
            };
            Delivery::robot(*kind, &webhook, secret)?
        }
        (None, None) => Delivery::Output,
    };
    let default = text("post").map(|_| "post").or(robot.map(|it| it.0)).unwrap_or("output");
    let all = |name: &str| matches.get_many::<String>(name).map(|it| it.cloned().collect());
    let every = matches.get_one::<Duration>("every").copied();
    let settings = Settings {
        target: super::mirror::database(matches, "database")?,
        entities: all("entity"),
        kinds: all("kind"),
        name: text("name").unwrap_or(default).to_owned(),
        from_start: matches.get_flag("from-start"),
        every,
    };
    let result = session::until_interrupted(watch::run(options, &settings, &mut delivery));
    match result {
        Err(failure) if every.is_some() && failure.status() == Status::Interrupted => {
            Ok(Status::Success)
        }
        result => result.map(|()| Status::Success),
    }
}

/// Returns a secret from a file or a variable. Other users could see an argument.
fn secret(matches: &ArgMatches, option: &str, variable: &str) -> Result<Option<String>, Failure> {
    let text = match matches.get_one::<PathBuf>(option) {
        Some(path) => {
            Some(fs::read_to_string(path).map_err(|error| Failure::io(path.display(), &error))?)
        }
        None => std::env::var(variable).ok(),
    };
    Ok(text.map(|it| it.trim().to_owned()).filter(|it| !it.is_empty()))
}
