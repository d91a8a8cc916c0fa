//! `crm mirror`: keeps a copy of the CRM in a database.

mod args;
mod status;
mod verify;

use std::time::Duration;

use clap::parser::ValueSource;
use clap::{Arg, ArgMatches, Command};

use crate::database::Target;
use crate::failure::{Failure, Status, print_error};
use crate::lang::tr;
use crate::mirror::{self, Progress, Settings, Summary};
use crate::options::Options;
use crate::options::help::localized;
use crate::session::{self, Session};
pub(super) use args::{TARGET, VARIABLE};
use args::{allow_deletions, entities, options, target};

/// The shortest time after a failure. It doubles with each failure in a row.
const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// Describes the command.
pub(super) fn about() -> String {
    tr!("Keep a verified copy of the CRM in a database", "将 CRM 数据同步到数据库，并可校验")
}

/// Adds the options and the subcommands.
pub(super) fn define(command: Command) -> Command {
    let sub = |name: &'static str, about: String| localized(Command::new(name)).about(about);
    command
        .args([entities(), target()])
        .args(options())
        .subcommand_negates_reqs(true)
        .subcommands([
            verify::define(sub(
                "verify",
                tr!("Compare every record with the CRM", "逐条与 CRM 比较"),
            )),
            sub("repair", tr!("Read and write every record again", "重新读取并写入所有记录"))
                .args([entities(), target(), allow_deletions()])
                .after_help(tr!(
                    "Example:\n  crm mirror repair --to sqlite:crm.db Account",
                    "示例：\n  crm mirror repair --to sqlite:crm.db Account"
                )),
            status::define(sub(
                "status",
                tr!("Show how fresh the copy is, and the calls it took", "查看数据新鲜度与调用次数"),
            )),
        ])
        .after_help(tr!(
            "The next run reads only what has changed. Deleted records stay, with `_deleted_at`.\n\n\
             Examples:\n  crm mirror Account Contact --to sqlite:crm.db --every 5m\n  crm sql crm.db 'SELECT * FROM Account_labels'",
            "再次运行只读取有变化的记录。已删除的记录会保留，并带有 `_deleted_at`。\n\n\
             示例：\n  crm mirror Account Contact --to sqlite:crm.db --every 5m\n  crm sql crm.db 'SELECT * FROM Account_labels'"
        ))
}

/// Returns the entities that are named.
fn names(matches: &ArgMatches) -> Option<Vec<String>> {
    matches.get_many::<String>("entity").map(|names| names.cloned().collect())
}

/// Returns the database of an argument, of the variable, or the default one.
pub(super) fn database(matches: &ArgMatches, argument: &str) -> Result<Target, Failure> {
    if let Some(target) = matches.get_one::<Target>(argument) {
        return Ok(target.clone());
    }
    // A variable, because an argument with a password would be visible to other users.
    let text = std::env::var(VARIABLE).ok().filter(|it| !it.is_empty());
    let text = text.unwrap_or_else(|| TARGET.to_owned());
    text.parse().map_err(|expected| Failure::usage(format!("`{VARIABLE}`: {expected}")))
}

/// Runs the command or a subcommand.
pub(super) fn run(options: &Options, command: &ArgMatches) -> Result<Status, Failure> {
    let Some((name, matches)) = command.subcommand() else {
        let every = command.get_one::<Duration>("every").copied();
        return mirror(options, &database(command, "to")?, settings(command), every);
    };
    refuse_options(name, command)?;
    // The database can stand before or after the name of the subcommand.
    let is_after = matches.get_one::<Target>("to").is_some();
    let target = database(if is_after { matches } else { command }, "to")?;
    match name {
        "verify" => verify::run(options, &target, names(matches).as_deref()),
        "status" => status::run(options, &target),
        _ => mirror(options, &target, Settings { repair: true, ..settings(matches) }, None),
    }
}

/// Refuses options that only the command without a subcommand has.
fn refuse_options(name: &str, command: &ArgMatches) -> Result<(), Failure> {
    let is_given =
        |it: &Arg| command.value_source(it.get_id().as_str()) == Some(ValueSource::CommandLine);
    match options().iter().find(|it| is_given(it)) {
        Some(option) => {
            let option = option.get_id();
            Err(Failure::usage(tr!(
                "`--{option}` is not an option of `{name}`; see `crm mirror {name} --help`",
                "`{name}` 没有选项 `--{option}`；请查看 `crm mirror {name} --help`"
            )))
        }
        None => Ok(()),
    }
}

/// Returns the settings. The subcommands do not have all options.
fn settings(matches: &ArgMatches) -> Settings {
    let time = |name: &str, hours: u64| {
        let time = matches.try_get_one::<Duration>(name).ok().flatten().copied();
        time.unwrap_or(Duration::from_secs(hours * 3600))
    };
    let flag = |name: &str| matches.try_get_one::<bool>(name).ok().flatten().copied() == Some(true);
    let cursor = matches.try_get_one::<String>("cursor").ok().flatten().cloned();
    Settings {
        entities: names(matches),
        cursor,
        overlap: time("overlap", 0),
        sweep_every: time("sweep-every", 24),
        schema_every: time("schema-every", 1),
        keep_changes: time("keep-changes", 30 * 24),
        since: matches.try_get_one::<i64>("since").ok().flatten().copied(),
        full: flag("full"),
        repair: false,
        allow_deletions: flag("allow-deletions"),
    }
}

fn mirror(
    options: &Options,
    target: &Target,
    settings: Settings,
    every: Option<Duration>,
) -> Result<Status, Failure> {
    let result = session::run(options, None, async |session| match every {
        None => once(session, target, &settings).await,
        Some(every) => repeat(session, target, settings, every).await,
    });
    match result {
        Err(failure) if every.is_some() && failure.status() == Status::Interrupted => {
            options.hint(&tr!("stopped", "已停止"));
            Ok(Status::Success)
        }
        result => result,
    }
}

async fn once(
    session: &Session<'_>,
    target: &Target,
    settings: &Settings,
) -> Result<Status, Failure> {
    let progress = Progress::new(session.options().quiet);
    let summary = mirror::run(session, target, settings, &progress).await?;
    drop(progress);
    session.options().hint(&format!("{target}: {}", line(&summary)));
    Ok(report(&summary))
}

/// Runs rounds until the user stops them. Failures are reported, and the next round tries again.
async fn repeat(
    session: &Session<'_>,
    target: &Target,
    mut settings: Settings,
    every: Duration,
) -> Result<Status, Failure> {
    let mut pause = FIRST_PAUSE;
    loop {
        let begin = tokio::time::Instant::now();
        let now = jiff::ZonedDateTime::now().strftime("%Y-%m-%d %H:%M:%S").to_string();
        match mirror::run(session, target, &settings, &Progress::new(true)).await {
            Ok(summary) => {
                crate::output::line(&format!("{now}  {}", line(&summary)))?;
                report(&summary);
                // Only the first round is special.
                settings.full = false;
                settings.since = None;
                pause = FIRST_PAUSE;
                tokio::time::sleep_until(begin + every).await;
            }
            Err(failure) if failure.status() == Status::Usage => return Err(failure),
            Err(failure) => {
                print_error(tr!("{now}  failed: {failure}", "{now}  失败：{failure}"));
                tokio::time::sleep(pause.min(every)).await;
                pause = pause.saturating_mul(2);
            }
        }
    }
}

/// Returns the result of a round in one line.
fn line(summary: &Summary) -> String {
    let Summary { created, updated, deleted, restored, calls, .. } = summary;
    let mut line = tr!(
        "{created} created, {updated} updated, {deleted} deleted, {calls} calls",
        "新增 {created}，更新 {updated}，删除 {deleted}，调用 {calls} 次"
    );
    if *restored > 0 {
        line += &tr!(", {restored} restored", "，恢复 {restored}");
    }
    if summary.hidden > 0 {
        let hidden = summary.hidden;
        line += &tr!(
            "; {hidden} records are not visible to the user any more, and are kept",
            "；{hidden} 条记录对当前用户不再可见，已保留"
        );
    }
    line
}

/// Prints the problems, and returns the exit code.
fn report(summary: &Summary) -> Status {
    for problem in &summary.problems {
        print_error(tr!("skipped {problem}", "已跳过 {problem}"));
    }
    if summary.problems.is_empty() { Status::Success } else { Status::SomeFailed }
}
