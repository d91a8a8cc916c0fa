//! Carries out a plan, and reports the results.

use super::execute::{Execution, Pace};
use super::journal::{Journal, Run};
use super::outcome::Outcome;
use super::plan::{Planned, Totals};
use super::progress::Progress;
use super::query::Query;
use super::report::{self, Counts};
use super::results::Results;
use super::settings::Settings;
use super::source::Source;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::output::Format;
use crate::terminal;

/// Asks whether to send the requests of a plan.
pub(super) async fn confirm(
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

/// Sends the requests, and writes the results.
pub(super) async fn carry_out(
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
    let mut progress = Progress::new(options, plan.len());
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
    let results = Results { input, header: *header, plan, ends: &executed.results };
    let files = results.write(&settings.file).map_err(|failure| {
        failure.with_remedy(&tr!(
            "the import is recorded; run the same command again to write the results",
            "导入已记录；再次运行同一命令即可生成结果文件"
        ))
    })?;
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
