//! Prints plans, results and lists of runs.

use serde_json::{Value, json};

use super::entity::Fields;
use super::journal::Run;
use super::outcome::{Outcome, RowResult};
use super::plan::{Action, Change, Planned, Totals};
use super::problem::{Problem, shortened};
use super::results::Files;
use super::rows::plain;
use crate::failure::Failure;
use crate::lang::tr;
use crate::options::Options;
use crate::output::{self, Format, Printer};
use crate::safe;

/// The largest number of rows of a plan that are printed as a table.
const SHOWN: usize = 50;

/// Prints what happens to each row, and the totals.
pub(super) fn plan(options: &Options, plan: &[Planned], totals: &Totals) -> Result<(), Failure> {
    match options.format {
        Format::Json => {
            let rows: Vec<Value> = plan.iter().map(row).collect();
            let document = json!({ "totals": totals.to_json(), "rows": rows });
            output::line(&format!("{document:#}"))
        }
        Format::Table => {
            let lines = plan.iter().filter_map(line);
            lines.clone().take(SHOWN).try_for_each(|it| output::line(&it))?;
            let rest = lines.count().saturating_sub(SHOWN);
            if rest > 0 {
                output::line(&tr!(
                    "… and {rest} more rows; `--output csv` prints all rows",
                    "……另有 {rest} 行；`--output csv` 可输出全部"
                ))?;
            }
            output::line(&summary(totals))
        }
        Format::Ndjson | Format::Csv => {
            rows(options, plan.iter())?;
            options.hint(&summary(totals));
            Ok(())
        }
    }
}

/// Returns the lines of a row for people, unless there is nothing special about it.
fn line(planned: &Planned) -> Option<String> {
    let number = planned.row.number;
    match &planned.action {
        Action::Create | Action::Journaled(_) => None,
        Action::Update { id, changes } => {
            let id = safe::line(id.as_deref().unwrap_or_default());
            let changes = changes.iter().map(change).collect::<Vec<_>>().join(", ");
            Some(tr!(
                "row {number}: update {id}: {changes}",
                "第 {number} 行：更新 {id}：{changes}"
            ))
        }
        Action::Settled(result) if result.outcome == Outcome::Unchanged => None,
        Action::Settled(result) => {
            let problems = result.problems.iter().map(Problem::line).collect::<Vec<_>>();
            let problems = problems.join(" | ");
            Some(match result.outcome {
                Outcome::Refused => {
                    tr!("row {number}: refused: {problems}", "第 {number} 行：拒绝：{problems}")
                }
                Outcome::Unknown => {
                    tr!("row {number}: unknown: {problems}", "第 {number} 行：结果未知：{problems}")
                }
                _ => tr!("row {number}: found in the CRM", "第 {number} 行：已在 CRM 中找到"),
            })
        }
    }
}

fn rows<'a>(options: &Options, plan: impl Iterator<Item = &'a Planned>) -> Result<(), Failure> {
    let columns = ["row", "action", "id", "changes", "reason", "remedy"].map(str::to_owned);
    let mut printer = Printer::new(options.format, Some(&columns));
    for planned in plan {
        let mut row = row(planned);
        let changes = match &planned.action {
            Action::Update { changes, .. } => {
                changes.iter().map(change).collect::<Vec<_>>().join(", ")
            }
            _ => String::new(),
        };
        row["changes"] = changes.into();
        printer.row(&output::row(&row))?;
    }
    printer.finish()
}

fn row(planned: &Planned) -> Value {
    let number = planned.row.number;
    match &planned.action {
        Action::Create => json!({ "row": number, "action": "create" }),
        Action::Update { id, changes } => {
            let changes =
                changes.iter().map(|it| json!({ "field": it.field, "old": it.old, "new": it.new }));
            json!({ "row": number, "action": "update", "id": id, "changes": changes.collect::<Vec<_>>() })
        }
        Action::Settled(result) | Action::Journaled(result) => {
            let (reason, remedy) = result.texts();
            let cell = result.problems.iter().find_map(|it| it.cell.clone());
            let action = match planned.action {
                Action::Journaled(_) => format!("done: {}", result.outcome.name()),
                _ => result.outcome.name().to_owned(),
            };
            json!({
                "row": number, "action": action, "id": result.id,
                "cell": cell, "reason": reason, "remedy": remedy,
            })
        }
    }
}

fn change(change: &Change) -> String {
    let (old, new) = (shortened(&plain(&change.old)), shortened(&plain(&change.new)));
    format!("{}: {old} → {new}", change.field)
}

/// Returns the totals of a plan as a sentence.
pub(super) fn summary(totals: &Totals) -> String {
    let Totals { rows, create, update, unchanged, refused, unknown, done, planning_calls, .. } =
        *totals;
    let (calls, seconds) = (totals.calls(), totals.time.as_secs() + 1);
    tr!(
        "{rows} rows: {create} create, {update} update, {unchanged} unchanged, {refused} refused, {unknown} unknown, {done} done already; {calls} calls, about {seconds} s ({planning_calls} calls for the plan)",
        "共 {rows} 行：新建 {create}，更新 {update}，不变 {unchanged}，拒绝 {refused}，结果未知 {unknown}，已完成 {done}；需 {calls} 次调用，约 {seconds} 秒（计划阶段已用 {planning_calls} 次调用）"
    )
}

/// How many rows have each outcome.
pub(super) struct Counts {
    /// The number of rows with each outcome, in the order of [`Outcome::ALL`].
    pub outcomes: [usize; 5],
    /// The number of rows without an outcome.
    pub pending: usize,
}

impl Counts {
    /// Counts the results.
    pub(super) fn of(results: &[Option<RowResult>]) -> Counts {
        let mut outcomes = [0; 5];
        for result in results.iter().flatten() {
            outcomes[result.outcome as usize] += 1;
        }
        let pending = results.iter().filter(|it| it.is_none()).count();
        Counts { outcomes, pending }
    }

    /// Returns the number of rows with an outcome.
    pub(super) fn get(&self, outcome: Outcome) -> usize {
        self.outcomes[outcome as usize]
    }

    /// Returns the number of all rows.
    pub(super) fn total(&self) -> usize {
        self.outcomes.iter().sum::<usize>() + self.pending
    }
}

/// Prints the totals of a run, and the files.
pub(super) fn results(
    options: &Options,
    run: i64,
    counts: &Counts,
    files: &Files,
) -> Result<(), Failure> {
    let mut summary = Fields::default();
    summary.set("run", run.into());
    summary.set("rows", counts.total().into());
    for outcome in Outcome::ALL {
        summary.set(outcome.name(), counts.get(outcome).into());
    }
    summary.set("pending", counts.pending.into());
    summary.set("result", files.result.display().to_string().into());
    if let Some(errors) = &files.errors {
        summary.set("errors", errors.display().to_string().into());
    }
    output::record(options.format, &summary.to_record(), None)
}

/// Prints the runs of a journal.
pub(super) fn runs(options: &Options, runs: &[Run]) -> Result<(), Failure> {
    let columns = ["run", "started", "state", "entity", "file", "match", "rows"].map(str::to_owned);
    let outcomes = Outcome::ALL.map(|it| it.name().to_owned());
    let columns: Vec<String> = columns.into_iter().chain(outcomes).collect();
    let mut printer = Printer::new(options.format, Some(&columns));
    for run in runs {
        let state = match run {
            Run { undone: Some(_), .. } => "undone",
            Run { finished: Some(_), .. } => "finished",
            _ => "unfinished",
        };
        let mut row = json!({
            "run": run.id, "started": run.started, "state": state, "entity": run.entity,
            "file": run.file, "match": run.match_fields, "rows": run.rows,
        });
        for outcome in Outcome::ALL {
            let count = run.outcomes.iter().find(|(name, _)| name == outcome.name());
            row[outcome.name()] = count.map_or(0, |(_, count)| *count).into();
        }
        printer.row(&output::row(&row))?;
    }
    printer.finish()
}
