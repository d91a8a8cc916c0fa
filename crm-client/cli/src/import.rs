//! Bulk imports: reads a file, plans each row, records each request in a journal, sends it, and reports
//! exactly one outcome per row.
//!
//! The steps, in this order: `input` → `mapping` → `rows` with `convert` → `existing` → `plan` →
//! `journal` → `execute` → `results`.

mod convert;
mod entity;
mod execute;
mod existing;
mod finish;
mod identity;
mod input;
mod journal;
mod mapping;
mod normalize;
mod outcome;
mod plan;
mod planning;
mod problem;
mod progress;
mod query;
mod references;
mod report;
mod results;
mod rows;
mod settings;
mod source;
#[cfg(feature = "excel")]
pub(crate) mod template;
mod undo;

use std::collections::HashMap;
use std::path::Path;

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::{Options, Target as Connection};
use crate::session::Session;
use journal::{Journal, Place, Start};
pub(crate) use plan::OnMatch;
use plan::Totals;
use query::Query;
pub(crate) use settings::Settings;
use source::Source;
pub(crate) use undo::undo;

/// Imports a file.
///
/// # Errors
///
/// Fails if the input or the options are invalid, if the user declines, or if the run has to stop. The
/// same command then continues the run.
pub(crate) async fn run(session: &Session<'_>, settings: &Settings) -> Result<Status, Failure> {
    let options = session.options();
    let is_plan = settings.plan || options.dry_run;
    if session.is_read_only() && !is_plan {
        return Err(read_only());
    }
    let spec = source::spec(settings)?;
    let input = input::read(&settings.file, settings.sheet.as_deref()).await?;
    let target = entity::open(session, &settings.entity).await?;
    let header =
        mapping::header::row(&target.entity.fields, &input.table, &spec, settings.header_row)?;
    let source = source::read(options, settings, &spec, input, target, header)?;
    if let Some(path) = &settings.write_map {
        mapping::write(path, &source.mapping, &spec)?;
        options.hint(&tr!("wrote {}", "已写入 {}", path.display()));
        return Ok(Status::Success);
    }
    let identity = identity::of(&crm(session), &source, settings);
    let place = place(options, settings.journal.as_deref())?;
    let mut journal = Journal::open(&place)?;
    let mut earlier = journal.find(&identity)?;
    if let Some(run) = earlier.take_if(|_| settings.again && !is_plan) {
        journal.forget(run.id)?;
    }
    let entries = match &earlier {
        Some(run) => journal.entries(run.id)?,
        None => HashMap::new(),
    };
    let query = Query::new(session);
    let plan = planning::plan(&query, settings, &source, &entries).await?;
    let totals = Totals::of(&plan, query.calls(), query.latency(), settings.concurrency);
    if is_plan {
        report::plan(options, &plan, &totals)?;
        return Ok(match totals {
            _ if totals.calls() > 0 => Status::Different,
            _ if totals.refused + totals.unknown > 0 => Status::SomeFailed,
            _ => Status::Success,
        });
    }
    finish::confirm(options, &plan, &totals, earlier.as_ref()).await?;
    let run = match &earlier {
        Some(run) => run.id,
        None => begin(&mut journal, session, settings, &source, &identity, plan.len())?,
    };
    let is_kept = place != Place::Memory;
    if earlier.is_none() && totals.calls() > 0 && !is_kept {
        options.hint(&tr!(
            "with `--sandbox`, the journal ends with this run; name one with `--journal` to continue or undo it",
            "使用 `--sandbox` 时，日志仅在本次运行中有效；如需续传或撤销，请用 `--journal` 指定日志文件"
        ));
    } else if earlier.is_none() && totals.calls() > 0 {
        options.hint(&tr!(
            "run {run} begins; if it is interrupted, the same command continues it",
            "第 {run} 次导入开始；如果中断，再次运行同一命令即可继续"
        ));
    }
    finish::carry_out(&query, settings, &source, &mut journal, run, &plan).await
}

fn read_only() -> Failure {
    Failure::usage(tr!(
        "the session is read-only; remove `--read-only`, or add `--plan`",
        "当前为只读模式；请去掉 `--read-only`，或添加 `--plan`"
    ))
}

/// Returns what identifies the CRM of a session.
fn crm(session: &Session<'_>) -> String {
    match &session.options().target {
        Connection::Sandbox { file: Some(file) } => file.display().to_string(),
        // The same server can have several CRMs, one for each application.
        _ => format!("{} {}", session.base_url(), session.app_id()),
    }
}

/// Returns where the journal is. The embedded CRM forgets what it did in a process that was killed, so
/// its journal must not remember it either.
fn place(options: &Options, journal: Option<&Path>) -> Result<Place, Failure> {
    match (journal, &options.target) {
        (Some(path), _) => Ok(Place::File(path.to_owned())),
        (None, Connection::Sandbox { .. }) => Ok(Place::Memory),
        (None, Connection::Server { .. }) => Place::default_file(),
    }
}

/// Refuses a journal that ends with the process, because it has no earlier runs.
fn kept(place: Place) -> Result<Place, Failure> {
    match place {
        Place::File(_) => Ok(place),
        Place::Memory => Err(Failure::usage(tr!(
            "`--sandbox` keeps no journal; name the one of the import with `--journal`",
            "使用 `--sandbox` 时不保存日志；请用 `--journal` 指定导入时的日志文件"
        ))),
    }
}

fn begin(
    journal: &mut Journal,
    session: &Session<'_>,
    settings: &Settings,
    source: &Source,
    identity: &str,
    rows: usize,
) -> Result<i64, Failure> {
    journal.begin(&Start {
        identity,
        target: &crm(session),
        entity: source.target.name(),
        file: &settings.file.display().to_string(),
        match_fields: &source.matching.fields.join(","),
        rows,
    })
}

/// Prints all runs of the journal.
///
/// # Errors
///
/// Fails if the journal cannot be read.
pub(crate) fn runs(options: &Options, journal: Option<&Path>) -> Result<Status, Failure> {
    let journal = Journal::open(&kept(place(options, journal)?)?)?;
    report::runs(options, &journal.runs()?)?;
    Ok(Status::Success)
}
