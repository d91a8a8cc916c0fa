//! `crm profiles`: lists the profiles, or changes the default.

use clap::{Arg, ArgMatches, Command};
use serde_json::json;

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::output::{self, Format, Printer};
use crate::profile::{self, File, Key, Settings, Sign};

/// Describes the command.
pub(super) fn about() -> String {
    tr!("List the profiles, or change the default", "列出配置，或更改默认配置")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    let default = Arg::new("default")
        .long("default")
        .value_name("NAME")
        .help(tr!("Make this profile the default", "将该配置设为默认"));
    command.arg(default).after_help(tr!(
        "Example:\n  crm profiles --default test",
        "示例：\n  crm profiles --default test"
    ))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let file = File::read()?;
    if let Some(name) = matches.get_one::<String>("default") {
        file.profile(name)?;
        profile::set_default(&file.path, name)?;
        options.hint(&tr!("profile `{name}` is the default", "默认配置为 `{name}`"));
        return Ok(Status::Success);
    }
    if file.profiles.is_empty() {
        options.hint(&tr!(
            "there are no profiles; `crm login` creates one",
            "尚无配置；可用 `crm login` 创建"
        ));
    }
    // A table has only the columns that fit a terminal.
    let columns: &[&str] = match options.format {
        Format::Table => &["profile", "default", "base_url", "key", "read_only"],
        _ => &["profile", "default", "base_url", "app_id", "key", "user", "sign", "read_only"],
    };
    let columns: Vec<String> = columns.iter().map(|it| (*it).to_owned()).collect();
    let mut printer = Printer::new(options.format, Some(&columns));
    for (name, settings) in &file.profiles {
        let is_default = file.default.as_ref() == Some(name);
        printer.row(&output::row(&row(name, settings, is_default)))?;
    }
    printer.finish()?;
    Ok(Status::Success)
}

fn row(name: &str, settings: &Settings, is_default: bool) -> serde_json::Value {
    let key = settings.key.as_ref().map(|it| match it.value {
        Key::Value(_) => "file",
        Key::Command(_) => "command",
    });
    json!({
        "profile": name,
        "default": is_default,
        "base_url": settings.base_url.as_ref().map_or_else(profile::cloud, |it| it.value.clone()),
        "app_id": settings.app_id.as_ref().map(|it| &it.value),
        "key": key,
        "user": settings.user.as_ref().map(|it| &it.value),
        "sign": settings.sign.as_ref().map_or(Sign::Sha1, |it| it.value).name(),
        "read_only": settings.read_only.as_ref().is_some_and(|it| it.value),
    })
}
