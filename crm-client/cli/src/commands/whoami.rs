//! `crm whoami`: shows the connection and the user, and where each setting comes from.

use clap::{ArgMatches, Command};
use crm_client::endpoint::Effect;
use serde_json::{Map, Value, json};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::{Options, Target};
use crate::output::{self, Format, Printer};
use crate::profile::{Selected, Setting, Settings, Sign};
use crate::session::{self, Session};

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Show the connection and the user", "显示当前连接和用户")
}

/// Adds the options.
pub(super) fn define(command: Command) -> Command {
    command.after_help(tr!(
        "The output names where each setting comes from: a profile or an environment variable.\n\n\
         Example:\n  crm whoami --profile test",
        "输出中包含每项设置的来源：配置或环境变量。\n\n示例：\n  crm whoami --profile test"
    ))
}

/// Runs the command.
pub(super) fn run(options: &Options, _: &ArgMatches) -> Result<Status, Failure> {
    let selected = match &options.target {
        Target::Server { profile } => Some(Selected::load(profile.as_deref())?),
        Target::Sandbox { .. } => None,
    };
    let lines = session::run(options, None, async |session| {
        let user = session.user().await?;
        let name = match &user {
            Some(id) => {
                let users = session.users().await;
                let users = users.map_err(|error| session.failure(&error, Effect::Read))?;
                users.into_iter().find(|it| it.id == *id).map(|it| it.name)
            }
            None => None,
        };
        Ok(lines(session, selected, user.as_deref(), name.as_deref()))
    })?;
    print(options, &lines)?;
    Ok(Status::Success)
}

/// A setting, its value and its source.
struct Line {
    setting: &'static str,
    value: Value,
    source: String,
}

fn lines(
    session: &Session<'_>,
    selected: Option<Selected>,
    user: Option<&str>,
    name: Option<&str>,
) -> Vec<Line> {
    let is_sandbox = selected.is_none();
    let (profile, named_by, settings) = match selected {
        Some(it) => (it.name, it.named_by, it.settings),
        None => (None, None, Settings::default()),
    };
    let default = if is_sandbox { "sandbox" } else { "default" };
    let line = |setting, value: Value, source: Option<String>| Line {
        setting,
        value,
        source: source.unwrap_or_else(|| default.to_owned()),
    };
    let read_only = if session.options().read_only {
        Some("option".to_owned())
    } else {
        source(settings.read_only.as_ref())
    };
    let sign = settings.sign.as_ref().map_or(Sign::Sha1, |it| it.value);
    let user_source = || source(settings.user.as_ref());
    vec![
        line("profile", json!(profile), named_by.map(|it| it.id().to_owned())),
        line("base_url", json!(session.base_url()), source(settings.base_url.as_ref())),
        line(
            "app_id",
            json!(settings.app_id.as_ref().map(|it| &it.value)),
            source(settings.app_id.as_ref()),
        ),
        line("sign", json!(sign.name()), source(settings.sign.as_ref())),
        line("user_id", json!(user), user_source()),
        line("user_name", json!(name), user_source()),
        line("read_only", json!(session.is_read_only()), read_only),
    ]
}

fn source<T>(setting: Option<&Setting<T>>) -> Option<String> {
    setting.map(|it| it.source.id().to_owned())
}

/// Prints one line per setting, or one JSON object with the sources beside it.
fn print(options: &Options, lines: &[Line]) -> Result<(), Failure> {
    if options.format == Format::Json {
        let mut object: Map<String, Value> =
            lines.iter().map(|it| (it.setting.to_owned(), it.value.clone())).collect();
        let sources: Map<String, Value> =
            lines.iter().map(|it| (it.setting.to_owned(), json!(it.source))).collect();
        object.insert("sources".to_owned(), sources.into());
        return output::line(&Value::from(object).to_string());
    }
    let columns = ["setting", "value", "source"].map(str::to_owned);
    let mut printer = Printer::new(options.format, Some(&columns));
    for Line { setting, value, source } in lines {
        let row = json!({ "setting": setting, "value": value, "source": source });
        printer.row(&output::row(&row))?;
    }
    printer.finish()
}
