//! Bulk imports: reads a file, plans each row, records each request in a journal, sends it, and reports
//! exactly one outcome per row.
//!
//! The steps, in this order: `input` → `mapping` → `rows` with `convert` → `existing` → `plan` →
//! `journal` → `execute` → `results`.

mod change;
mod convert;
mod entity;
mod execute;
mod existing;
mod identity;
mod input;
mod journal;
mod mapping;
mod normalize;
mod outcome;
mod plan;
mod problem;
mod progress;
mod query;
mod references;
mod report;
mod results;
mod rows;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::{Options, Target as Connection};
use crate::output::Format;
use crate::session::Session;
use crate::terminal;
use entity::Target;
use execute::{Execution, Pace};
use existing::Matches;
use input::Input;
use journal::{Entry, Journal, Place, Run, Start};
use mapping::{Mapping, Spec};
use normalize::Normalizer;
use outcome::Outcome;
pub(crate) use plan::OnMatch;
use plan::{Planned, Rules, Totals};
use problem::Problem;
use query::Query;
use references::References;
use report::Counts;
use results::Results;
use rows::Matching;

/// The options of an import.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// The internal name of the entity.
    pub entity: String,
    /// The file.
    pub file: PathBuf,
    /// The sheet of an Excel file. Default: the first visible one.
    pub sheet: Option<String>,
    /// The row with the headers, from 1. Default: the first row that names the most fields.
    pub header_row: Option<u32>,
    /// The mapping file.
    pub map: Option<PathBuf>,
    /// Where to write a mapping file, instead of importing.
    pub write_map: Option<PathBuf>,
    /// Field → the value of every row.
    pub constants: Vec<(String, String)>,
    /// Field → the value of rows without one.
    pub defaults: Vec<(String, String)>,
    /// Whether columns that are no field are ignored.
    pub ignore_unknown: bool,
    /// The fields by which records are matched.
    pub match_fields: Vec<String>,
    /// The normalizations that are disabled.
    pub no_normalize: Option<String>,
    /// What to do with a match.
    pub on_match: OnMatch,
    /// Whether to print the plan only.
    pub plan: bool,
    /// The journal. Default: a file in the user's folder.
    pub journal: Option<PathBuf>,
    /// Whether to import a file again that was imported before.
    pub again: bool,
    /// The number of requests at a time.
    pub concurrency: usize,
    /// How long a request may still be carried out after its reply was lost.
    pub grace: Duration,
    /// Whether a row is sent again if its record was not found after that time.
    pub retry_unknown: bool,
}

/// The input, and what its columns are.
struct Source {
    input: Input,
    target: Target,
    header: usize,
    mapping: Mapping,
    matching: Matching,
}

/// Imports a file.
///
/// # Errors
///
/// Fails if the input or the options are invalid, if the user declines, or if the run has to stop. The
/// same command then continues the run.
pub(crate) async fn run(session: &Session<'_>, settings: &Settings) -> Result<Status, Failure> {
    let options = session.options();
    let is_plan = settings.plan || options.dry_run;
    if options.read_only && !is_plan {
        return Err(Failure::usage(tr!(
            "the session is read-only; remove `--read-only`, or add `--plan`",
            "当前为只读模式；请去掉 `--read-only`，或添加 `--plan`"
        )));
    }
    let spec = spec(settings)?;
    let input = input::read(&settings.file, settings.sheet.as_deref())?;
    let target = entity::open(session, &settings.entity).await?;
    let header =
        mapping::header::row(&target.entity.fields, &input.table, &spec, settings.header_row)?;
    let source = source(options, settings, &spec, input, target, header)?;
    if let Some(path) = &settings.write_map {
        mapping::write(path, &source.mapping, &spec)?;
        options.hint(&tr!("wrote {}", "已写入 {}", path.display()));
        return Ok(Status::Success);
    }
    let identity = identity::of(
        &base_url(session),
        &source.input,
        &source.target,
        header,
        &source.mapping,
        &source.matching,
        settings,
    );
    let mut journal = Journal::open(&place(options, settings.journal.as_deref())?)?;
    let mut earlier = journal.find(&identity)?;
    if let Some(run) = earlier.take_if(|_| settings.again && !is_plan) {
        journal.replace(run.id)?;
    }
    let entries = match &earlier {
        Some(run) => journal.entries(run.id)?,
        None => HashMap::new(),
    };
    let query = Query::new(session);
    let plan = make_plan(&query, settings, &source, &entries).await?;
    let totals = Totals::of(&plan, query.calls(), query.latency(), settings.concurrency);
    if is_plan {
        report::plan(options, &plan, &totals)?;
        return Ok(match totals {
            _ if totals.calls() > 0 => Status::Different,
            _ if totals.refused + totals.unknown > 0 => Status::SomeFailed,
            _ => Status::Success,
        });
    }
    confirm(options, &plan, &totals, earlier.as_ref()).await?;
    let run = match &earlier {
        Some(run) => run.id,
        None => begin(&mut journal, session, settings, &source, &identity, plan.len())?,
    };
    import(&query, settings, &source, &mut journal, run, &plan).await
}

/// Returns the decisions of the mapping file and of the options.
fn spec(settings: &Settings) -> Result<Spec, Failure> {
    let mut spec = match &settings.map {
        Some(path) => Spec::read(path)?,
        None => Spec::default(),
    };
    for (own, option) in
        [(&mut spec.constants, &settings.constants), (&mut spec.defaults, &settings.defaults)]
    {
        own.retain(|(name, _)| option.iter().all(|(it, _)| it != name));
        own.extend(option.iter().cloned());
    }
    Ok(spec)
}

/// Maps the columns and the match fields.
fn source(
    options: &Options,
    settings: &Settings,
    spec: &Spec,
    input: Input,
    target: Target,
    header: usize,
) -> Result<Source, Failure> {
    let fields = settings.match_fields.iter().map(|it| mapping::field(&target, it));
    let fields: Vec<String> = fields.collect::<Result<_, _>>()?;
    let normalizer = Normalizer::without(settings.no_normalize.as_deref())?;
    let is_draft = settings.write_map.is_some();
    let (mapping, problems) =
        mapping::resolve(&target, &input.table, header, spec, &fields, settings.ignore_unknown);
    if !problems.is_empty() && !is_draft {
        return Err(headers_failed(options, &problems));
    }
    let row = input.table.rows[header].number + 1;
    if header > 0 && settings.header_row.is_none() {
        options.hint(&tr!(
            "the headers are in row {row}; the rows above are ignored",
            "表头位于第 {row} 行；忽略其上方的行"
        ));
    }
    mapping.notes.iter().for_each(|it| options.hint(it));
    let has = |name: &String| {
        let columns = mapping.columns.iter().map(|it| &it.target.field);
        columns.chain(mapping.fixed.iter().map(|it| &it.target.field)).any(|it| it == name)
    };
    if let Some(name) = fields.iter().find(|it| !has(it)).filter(|_| !is_draft) {
        return Err(Failure::usage(tr!(
            "`--match`: the file has no column for `{name}`; add one, or match by another field",
            "`--match`：文件中没有 `{name}` 列；请添加该列，或换用其他匹配字段"
        )));
    }
    if mapping.columns.is_empty() && !is_draft {
        return Err(Failure::usage(tr!(
            "no column is a field of `{}`; name the row with the headers with `--header-row`, or map the columns with `--map`",
            "没有任何列对应 `{}` 的字段；请用 `--header-row` 指定表头行，或用 `--map` 指定对应关系",
            target.name()
        )));
    }
    Ok(Source { input, target, header, mapping, matching: Matching { fields, normalizer } })
}

/// Returns the failure of invalid headers. On a terminal, each one is a line.
fn headers_failed(options: &Options, problems: &[Problem]) -> Failure {
    let lines: Vec<String> = problems.iter().map(Problem::line).collect();
    if matches!(options.format, Format::Json | Format::Ndjson) || lines.len() == 1 {
        return Failure::usage(lines.join(" | "));
    }
    lines.iter().for_each(|it| eprintln!("{it}"));
    let count = problems.len();
    Failure::usage(tr!(
        "{count} headers are invalid; correct them, or write a mapping file with `--write-map`",
        "有 {count} 个表头无效；请更正，或用 `--write-map` 生成映射文件"
    ))
}

/// Returns what identifies the CRM.
fn base_url(session: &Session<'_>) -> String {
    match &session.options().target {
        Connection::Sandbox { file: Some(file) } => file.display().to_string(),
        _ => session.base_url().to_owned(),
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

/// Converts the rows, finds their matches, and decides what happens to each.
async fn make_plan(
    query: &Query<'_>,
    settings: &Settings,
    source: &Source,
    entries: &HashMap<u32, Entry>,
) -> Result<Vec<Planned>, Failure> {
    let Source { input, target, header, mapping, matching } = source;
    let data = &input.table.rows[header + 1..];
    let is_done = |number: u32| entries.get(&(number + 1)).is_some_and(|it| !it.is_open());
    let is_finished = data.iter().all(|it| is_done(it.number));
    let references = if is_finished {
        References::default()
    } else {
        References::find(query, rows::wanted(target, mapping, data)).await?
    };
    let rows = rows::prepare(target, &input.table, *header, mapping, &references, matching);
    if rows.is_empty() {
        return Err(Failure::usage(tr!(
            "the table has no rows after the headers; add rows",
            "表头之后没有数据行；请添加数据"
        )));
    }
    let matches = if is_finished {
        Matches::default()
    } else {
        wait_for_open(query, settings, entries).await;
        Matches::find(query, target, matching, &rows).await?
    };
    let rules = Rules {
        target,
        mapping,
        matching,
        on_match: settings.on_match,
        retry_unknown: settings.retry_unknown,
        journal: entries,
    };
    Ok(plan::decide(&rules, &matches, rows))
}

/// Waits until no request of an earlier process can be under way any more.
async fn wait_for_open(query: &Query<'_>, settings: &Settings, entries: &HashMap<u32, Entry>) {
    let open = entries.values().filter(|it| it.is_open());
    let Some(last) = open.filter_map(|it| it.sent).max() else { return };
    let end = last + settings.grace;
    if let Ok(rest) = end.duration_since(SystemTime::now()) {
        // A clock that was set back must not make this wait for hours.
        let rest = rest.min(settings.grace);
        query.session.options().hint(&tr!(
            "waiting {} s for requests whose replies were lost",
            "等待 {} 秒，以确认响应丢失的请求",
            rest.as_secs() + 1
        ));
        tokio::time::sleep(rest).await;
    }
}

/// Asks whether to send the requests of a plan.
async fn confirm(
    options: &Options,
    plan: &[Planned],
    totals: &Totals,
    earlier: Option<&Run>,
) -> Result<(), Failure> {
    if let Some(run) = earlier {
        let (id, started) = (run.id, &run.started);
        options.hint(&if run.finished.is_some() {
            tr!(
                "run {id} of {started} has imported this file; `--again` imports it again",
                "{started} 的第 {id} 次导入已导入此文件；`--again` 可再次导入"
            )
        } else {
            tr!("continuing run {id} of {started}", "继续 {started} 的第 {id} 次导入")
        });
    }
    if totals.calls() == 0 || options.yes {
        return Ok(());
    }
    if !terminal::is_interactive() {
        return Err(Failure::usage(tr!(
            "the import changes data; add `--yes` to confirm, or `--plan` to see what it does",
            "导入会修改数据；请添加 `--yes` 确认，或用 `--plan` 查看计划"
        )));
    }
    report::plan(&Options { format: Format::Table, ..options.clone() }, plan, totals)?;
    if terminal::confirm(&tr!("Import these rows?", "是否导入？")).await? {
        return Ok(());
    }
    Err(Failure::new(Status::Failed, tr!("cancelled; nothing was changed", "已取消；未做任何更改")))
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
        target: &base_url(session),
        entity: source.target.name(),
        file: &settings.file.display().to_string(),
        match_fields: &source.matching.fields.join(","),
        rows,
    })
}

/// Sends the requests, and writes the results.
async fn import(
    query: &Query<'_>,
    settings: &Settings,
    source: &Source,
    journal: &mut Journal,
    run: i64,
    plan: &[Planned],
) -> Result<Status, Failure> {
    let options = query.session.options();
    let pace = Pace {
        concurrency: settings.concurrency,
        grace: settings.grace,
        retry_unknown: settings.retry_unknown,
    };
    if plan.iter().any(Planned::is_write) {
        options.hint(&tr!(
            "run {run} begins; if it is interrupted, the same command continues it",
            "第 {run} 次导入开始；如果中断，再次运行同一命令即可继续"
        ));
    }
    let mut progress = progress::Progress::new(options, plan.len());
    let execution = Execution::new(query, &source.target, &source.matching.fields, plan, pace);
    let executed = execution.run(journal, run, |ended| progress.show(ended)).await;
    progress.clear();
    let executed = executed?;
    let counts = Counts::of(&executed.results);
    verify(journal, run, &counts, plan.len())?;
    if counts.pending == 0 {
        journal.finish(run)?;
    }
    let Source { input, header, .. } = source;
    let results = Results { input, header: *header, plan, results: &executed.results };
    let files = results.write(&settings.file)?;
    report::results(options, run, &counts, &files)?;
    if let Some(stop) = executed.stop {
        let pending = counts.pending;
        options.hint(&tr!(
            "{pending} rows are pending; run the same command again to continue",
            "还有 {pending} 行未处理；再次运行同一命令即可继续"
        ));
        return Err(stop);
    }
    let failed = counts.get(Outcome::Refused) + counts.get(Outcome::Unknown);
    Ok(if failed > 0 { Status::SomeFailed } else { Status::Success })
}

/// Checks that the outcomes of the journal are those of this process, and that no row is missing.
fn verify(journal: &Journal, run: i64, counts: &Counts, rows: usize) -> Result<(), Failure> {
    let recorded = journal.run(run)?.map(|it| it.outcomes).unwrap_or_default();
    let recorded = |outcome: Outcome| {
        let found = recorded.iter().find(|(name, _)| name == outcome.name());
        found.map_or(0, |(_, count)| *count)
    };
    let is_same =
        Outcome::ALL.iter().all(|it| usize::try_from(recorded(*it)) == Ok(counts.get(*it)));
    if is_same && counts.total() == rows {
        return Ok(());
    }
    Err(Failure::new(
        Status::Failed,
        tr!(
            "the journal does not match the results of run {run}; check the records in the CRM, and report this error",
            "日志与第 {run} 次导入的结果不一致；请核对 CRM 中的记录，并报告此错误"
        ),
    ))
}
