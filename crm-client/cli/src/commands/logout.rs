//! `crm logout`: removes a profile with its key.

use clap::{ArgMatches, Command};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::{Options, Target};
use crate::profile::{self, File};
use crate::{session, terminal};

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Remove a profile with its key", "删除配置及其密钥")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    command.after_help(tr!(
        "Without `--profile`, the default profile is removed.\n\nExample:\n  crm logout --profile test",
        "不指定 `--profile` 时，删除默认配置。\n\n示例：\n  crm logout --profile test"
    ))
}

/// Runs the command.
pub(super) fn run(options: &Options, _: &ArgMatches) -> Result<Status, Failure> {
    let profile = match &options.target {
        Target::Server { profile } => profile.as_deref(),
        Target::Sandbox { .. } => None,
    };
    let file = File::read()?;
    let name = profile::chosen_name(profile, &file);
    file.profile(&name)?;
    if !options.yes {
        if !terminal::is_interactive() {
            return Err(Failure::usage(tr!(
                "profile `{name}` would be removed; add `--yes` to confirm",
                "将删除配置 `{name}`；请添加 `--yes` 确认"
            )));
        }
        let question = tr!("Remove profile `{name}`?", "是否删除配置 `{name}`？");
        if !session::until_interrupted(terminal::confirm(&question))? {
            return Err(Failure::new(
                Status::Failed,
                tr!("cancelled; nothing was changed", "已取消；未做任何更改"),
            ));
        }
    }
    profile::remove(&file.path, &name)?;
    options.hint(&tr!("removed profile `{name}`", "已删除配置 `{name}`"));
    Ok(Status::Success)
}
