//! Undoes a run: deletes the records that it has created, and reverts those that it has updated, unless
//! somebody has changed them since.

mod decide;
mod list;
mod touched;

use std::collections::HashMap;
use std::path::Path;

use crm_client::endpoint::Effect;
use crm_client::filter::{any, field};
use crm_client::{Outcome, Record};

use super::entity::{self, Target};
use super::existing::{CREATED_ON, MODIFIED_ON};
use super::journal::{Journal, Run};
use super::query::{MAX_CONDITIONS, QUOTA_WAIT, Query};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::options::Options;
use crate::session::Session;
use crate::terminal;
use decide::{Action, Step};
use touched::Touched;

/// Marks the rows of the journal whose change was undone.
const DONE: &str = "done";

/// Marks the rows of the journal whose change may have been undone.
const SENT: &str = "sent";

/// Undoes a run. With `is_plan`, prints what would happen.
///
/// # Errors
///
/// Fails if there is no such run, if the user declines, or if a call fails. The same command then
/// continues.
pub(crate) async fn undo(
    session: &Session<'_>,
    number: i64,
    journal: Option<&Path>,
    is_plan: bool,
) -> Result<Status, Failure> {
    let options = session.options();
    let is_plan = is_plan || options.dry_run;
    if session.is_read_only() && !is_plan {
        return Err(super::read_only());
    }
    let mut journal = Journal::open(&super::kept(super::place(options, journal)?)?)?;
    let Some(run) = journal.run(number)? else { return Err(no_run(number)) };
    if run.target != super::crm(session) {
        return Err(Failure::usage(tr!(
            "run {number} has imported into another CRM: {}; choose its profile",
            "第 {number} 次导入的目标是另一个 CRM：{}；请选择对应的配置",
            run.target
        )));
    }
    let target = entity::open(session, &run.entity).await?;
    let query = Query::new(session);
    let touched = touched::touched(&journal, run.id)?;
    let records = current(&query, &target, &touched).await?;
    let steps = decide::decide(&target, touched, &records);
    let writes = steps.iter().filter(|it| it.is_write()).count();
    if is_plan {
        list::print(options, &steps, &[])?;
        return Ok(if writes > 0 { Status::Different } else { Status::Success });
    }
    if writes > 0 {
        confirm(options, &steps, writes).await?;
        // The same file can then be imported again.
        journal.forget(run.id)?;
    }
    carry_out(&query, &target, &mut journal, &run, &steps).await
}

fn no_run(number: i64) -> Failure {
    Failure::usage(tr!(
        "the journal has no run {number}; `crm import --runs` lists all runs",
        "日志中没有第 {number} 次导入；`crm import --runs` 可列出所有导入"
    ))
}

/// Reads the records of a run.
async fn current(
    query: &Query<'_>,
    target: &Target,
    touched: &[Touched],
) -> Result<HashMap<String, Record>, Failure> {
    let mut names = vec![target.key.clone()];
    let fields = touched.iter().flat_map(|it| it.fields.0.iter().map(|(name, _)| name.as_str()));
    let times = [CREATED_ON, MODIFIED_ON].into_iter().filter(|it| target.has(it));
    for name in fields.chain(times) {
        if !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
    }
    let mut records = HashMap::new();
    for batch in touched.chunks(MAX_CONDITIONS) {
        let filter = any(batch.iter().map(|it| field(&*target.key).eq(&it.record)));
        let add = |record: Record| {
            if let Some(id) = record.plain_string(&target.key) {
                records.insert(id, record);
            }
        };
        query.each(target.name(), &names, filter, &target.key, add).await?;
    }
    Ok(records)
}

async fn confirm(options: &Options, steps: &[Step], writes: usize) -> Result<(), Failure> {
    if options.yes {
        return Ok(());
    }
    if !terminal::is_interactive() {
        return Err(Failure::usage(tr!(
            "undoing deletes and changes records; add `--yes` to confirm, or `--plan` to see what it does",
            "撤销会删除和修改记录；请添加 `--yes` 确认，或用 `--plan` 查看计划"
        )));
    }
    list::print(options, steps, &[])?;
    let question = tr!("Change these {writes} records?", "是否修改这 {writes} 条记录？");
    if terminal::confirm(&question).await? {
        return Ok(());
    }
    Err(Failure::new(Status::Failed, tr!("cancelled; nothing was changed", "已取消；未做任何更改")))
}

/// Sends the requests one after another, and prints the results.
async fn carry_out(
    query: &Query<'_>,
    target: &Target,
    journal: &mut Journal,
    run: &Run,
    steps: &[Step],
) -> Result<Status, Failure> {
    let mut failures: Vec<(usize, String)> = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        let id = &step.touched.record;
        let change = match &step.action {
            Action::Delete => target.delete(id),
            Action::Revert(fields) => target.update(id, fields),
            Action::Gone | Action::Reverted => {
                mark(journal, run, step, DONE)?;
                continue;
            }
            Action::Keep(_) => continue,
        };
        let Some(change) = change else { continue };
        // The user has confirmed all deletions at once.
        let call = query.session.call_as(change, Effect::Write).await?;
        mark(journal, run, step, SENT)?;
        match call.wait_for_quota(QUOTA_WAIT).timeout(QUOTA_WAIT * 2).await {
            Ok(_) => mark(journal, run, step, DONE)?,
            Err(error) if error.outcome() == Outcome::Refused && !error.is_rate_limited() => {
                failures.push((index, error.to_string()));
            }
            Err(error) => return Err(Failure::call(&error, Effect::Write)),
        }
    }
    list::print(query.session.options(), steps, &failures)?;
    let kept = steps.iter().filter(|it| matches!(it.action, Action::Keep(_))).count();
    if kept + failures.len() > 0 {
        return Ok(Status::SomeFailed);
    }
    journal.undone(run.id)?;
    Ok(Status::Success)
}

fn mark(journal: &mut Journal, run: &Run, step: &Step, state: &str) -> Result<(), Failure> {
    step.touched.rows.iter().try_for_each(|row| journal.undo(run.id, *row, state))
}
