//! `crm login`: asks for a connection, verifies it, and stores it as a profile.

mod choose;
mod verify;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgMatches, Command};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::{Options, Target};
use crate::profile::{self, AppKey, File, Key, Setting, Settings, Sign, Source};
use crate::{safe, session, terminal};
use verify::Connection;

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Set up the connection to a CRM", "设置与 CRM 的连接")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    let option = |name: &'static str, value: &'static str, help: String| {
        Arg::new(name).long(name).value_name(value).help(help)
    };
    command
        .args([
            option(
                "base-url",
                "URL",
                tr!(
                    "The base URL, such as https://HOST/gw/ [default: the vendor's cloud]",
                    "服务地址，如 https://HOST/gw/ [默认：厂商云]"
                ),
            ),
            option("app-id", "ID", tr!("The id of the application", "应用的 id（appid）")),
            option(
                "app-key-command",
                "COMMAND",
                tr!(
                    "Store this command, which prints the app key, instead of the key",
                    "不保存密钥，而是保存可输出密钥的命令"
                ),
            ),
            option("user", "USER", tr!("The CRM user: an id or a name", "CRM 用户：id 或姓名")),
            option(
                "sign",
                "KIND",
                tr!(
                    "sha1, md5 or plain [default: what the CRM accepts, sha1 or md5]",
                    "sha1、md5 或 plain [默认：sha1 或 md5]"
                ),
            )
            .value_parser(PossibleValuesParser::new(Sign::NAMES))
            .hide_possible_values(true),
        ])
        .after_help(tr!(
            "The app key is asked for, or taken from `CRM_APP_KEY`. With `--read-only`, the profile\n\
             refuses every call that is not a read.\n\n\
             Example:\n  crm login --profile test --read-only",
            "密钥通过提示输入，或取自 `CRM_APP_KEY`。使用 `--read-only` 时，该配置拒绝所有非只读调用。\n\n\
             示例：\n  crm login --profile test --read-only"
        ))
}

/// Runs the command.
pub(super) fn run(options: &Options, matches: &ArgMatches) -> Result<Status, Failure> {
    let Target::Server { profile } = &options.target else {
        return Err(Failure::usage(tr!(
            "`--sandbox` needs no profile; remove `--sandbox`, or use it with another command",
            "`--sandbox` 无需配置；请去掉 `--sandbox`，或在其他命令中使用"
        )));
    };
    let path = profile::path()?;
    let file = File::read()?;
    let name = profile::chosen_name(profile.as_deref(), &file);
    profile::check_name(&name)?;
    let given = given(options, matches).over(profile::environment()?);
    session::until_interrupted(login(options, &file, &name, given))?;
    let (name, path) = (safe::line(&name), path.display());
    options.hint(&tr!("saved profile `{name}` in {path}", "已将配置 `{name}` 保存到 {path}"));
    Ok(Status::Success)
}

/// Returns the settings of the options.
fn given(options: &Options, matches: &ArgMatches) -> Settings {
    let option = |name: &str| matches.get_one::<String>(name).cloned().map(self::setting);
    Settings {
        base_url: option("base-url"),
        app_id: option("app-id"),
        key: option("app-key-command").map(|it| setting(Key::Command(it.value))),
        user: option("user"),
        sign: option("sign").and_then(|it| Sign::from_name(&it.value)).map(setting),
        read_only: options.read_only.then(|| setting(true)),
    }
}

async fn login(options: &Options, file: &File, name: &str, given: Settings) -> Result<(), Failure> {
    require(&given)?;
    let old = file.find(name);
    if let Some(old) = old {
        confirm_replacement(options, name, old).await?;
    }
    let settings = complete(options, given, old).await?;
    let mut connection = Connection::open(options, &settings).await?;
    options.hint(&tr!("connected to {}", "已连接到 {}", connection.base_url()));
    let user = match &settings.user {
        Some(user) => Some(choose::find(connection.users(), &user.value)?),
        None => choose::ask(connection.users()).await?,
    };
    if let Some(user) = user {
        connection.act_for(user).await?;
    }
    let settings = connection.into_settings(settings);
    profile::store(&file.path, name, &settings)
}

/// Checks that a user can answer questions, or that nothing needs to be asked.
fn require(given: &Settings) -> Result<(), Failure> {
    if terminal::is_interactive() {
        return Ok(());
    }
    let variables = [
        (given.app_id.is_none(), "`CRM_APP_ID`"),
        (given.key.is_none(), "`CRM_APP_KEY`"),
        (given.user.is_none(), "`CRM_USER`"),
    ];
    let missing = variables.iter().filter(|(is_missing, _)| *is_missing);
    let missing = missing.map(|(_, name)| *name).collect::<Vec<_>>().join(", ");
    if missing.is_empty() {
        return Ok(());
    }
    Err(Failure::usage(tr!(
        "`crm login` asks questions, which needs a terminal; in scripts, set {missing}; other commands use these variables without a profile",
        "`crm login` 需要在终端中回答问题；在脚本中请设置 {missing}；其他命令可直接使用这些变量，无需配置"
    )))
}

async fn confirm_replacement(options: &Options, name: &str, old: &Settings) -> Result<(), Failure> {
    if options.yes {
        return Ok(());
    }
    if !terminal::is_interactive() {
        return Err(Failure::usage(tr!(
            "profile `{name}` exists; add `--yes` to replace it, or name another one with `--profile`",
            "配置 `{name}` 已存在；添加 `--yes` 可替换，或用 `--profile` 指定其他名称"
        )));
    }
    let app_id = old.app_id.as_ref().map_or("?", |it| &it.value);
    let app_id = safe::line(app_id);
    if terminal::confirm(&tr!(
        "Profile `{name}` exists (app id {app_id}). Replace it?",
        "配置 `{name}` 已存在（应用 id {app_id}），是否替换？"
    ))
    .await?
    {
        return Ok(());
    }
    Err(Failure::new(
        Status::Failed,
        tr!("cancelled; nothing was stored", "已取消；未保存任何内容"),
    ))
}

/// Asks for what is missing.
async fn complete(
    options: &Options,
    given: Settings,
    old: Option<&Settings>,
) -> Result<Settings, Failure> {
    let old_value = |setting: Option<&Setting<String>>| setting.map(|it| it.value.clone());
    let base_url = if let Some(url) = given.base_url {
        url
    } else {
        let default = old_value(old.and_then(|it| it.base_url.as_ref()));
        setting(ask_base_url(&default.unwrap_or_else(profile::cloud)).await?)
    };
    show(options, &tr!("base URL", "服务地址"), &base_url);
    profile::check_base_url(&base_url.value)?;
    let app_id = match given.app_id {
        Some(id) => id,
        None => setting(ask_app_id(old_value(old.and_then(|it| it.app_id.as_ref()))).await?),
    };
    show(options, &tr!("app id", "应用 id"), &app_id);
    let key = match given.key {
        Some(key) => key,
        None => setting(Key::Value(ask_key().await?)),
    };
    Ok(Settings { base_url: Some(base_url), app_id: Some(app_id), key: Some(key), ..given })
}

async fn ask_base_url(default: &str) -> Result<String, Failure> {
    if !terminal::is_interactive() {
        return Ok(default.to_owned());
    }
    loop {
        let shown = safe::line(default);
        let url = terminal::ask(&tr!("Base URL [{shown}]:", "服务地址 [{shown}]：")).await?;
        let url = if url.is_empty() { default.to_owned() } else { url };
        match profile::check_base_url(&url) {
            Ok(()) => return Ok(url),
            Err(failure) => failure.print(),
        }
    }
}

async fn ask_app_id(default: Option<String>) -> Result<String, Failure> {
    loop {
        let question = match &default {
            Some(id) => {
                let id = safe::line(id);
                tr!("App id [{id}]:", "应用 id（appid）[{id}]：")
            }
            None => tr!("App id:", "应用 id（appid）："),
        };
        let id = terminal::ask(&question).await?;
        match &default {
            _ if !id.is_empty() => return Ok(id),
            Some(id) => return Ok(id.clone()),
            None => {}
        }
    }
}

async fn ask_key() -> Result<AppKey, Failure> {
    loop {
        let question = tr!("App key (not shown):", "密钥（appkey，不显示）：");
        let key = terminal::ask_secret(&question).await?;
        if !key.is_empty() {
            return Ok(AppKey::new(key));
        }
    }
}

/// Shows the value of an environment variable, because the user was not asked for it.
fn show(options: &Options, what: &str, setting: &Setting<String>) {
    if let Source::Env(name) = &setting.source {
        options.hint(&format!("{what}: {} (`{name}`)", safe::line(&setting.value)));
    }
}

fn setting<T>(value: T) -> Setting<T> {
    Setting { value, source: Source::Given }
}
