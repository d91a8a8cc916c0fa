//! One round: all wanted entities, one after another.

use crate::database::{Access, Database, Target, Value};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;
use crate::session::Session;
use crate::similar::closest;

use super::apply::Counts;
use super::entity::{Entity, append};
use super::progress::Progress;
use super::source::{Source, Trouble};
use super::{Settings, changes, clock, schema, sync, tables};

/// The name under which the time of the last refresh of the metadata is stored.
const REFRESHED: &str = "schema_read_at";

/// The result of a round.
#[derive(Clone, Debug, Default)]
pub(crate) struct Summary {
    /// The number of records that are new in the mirror.
    pub created: u64,
    /// The number of records that were changed.
    pub updated: u64,
    /// The number of records that were deleted.
    pub deleted: u64,
    /// The number of records that were deleted, and exist again.
    pub restored: u64,
    /// The number of records that are missing in the CRM, although they may exist.
    pub hidden: u64,
    /// The number of calls.
    pub calls: u64,
    /// The number of entities.
    pub entities: usize,
    /// What could not be read, with the reasons.
    pub problems: Vec<String>,
}

/// Brings the mirror up to date.
///
/// # Errors
///
/// Fails if the database cannot be used, or if a call fails in a way that concerns all entities. What was
/// read until then is stored, and the next round continues.
pub(crate) async fn run(
    session: &Session<'_>,
    target: &Target,
    settings: &Settings,
    progress: &Progress,
) -> Result<Summary, Failure> {
    let mut db = Database::open(target, Access::Write).await?;
    tables::prepare(&mut db, session).await?;
    let source = Source::new(session);
    let started = clock::now();
    let mut summary = Summary::default();
    let result = entities(&source, &mut db, settings, &mut summary, progress).await;
    summary.calls = source.calls();
    if result.as_ref().is_err_and(|it| it.status() == Status::Failed) {
        // Somebody can have changed a table, so the next round checks all of them. The database can also be
        // the reason of the failure, and then nothing is stored.
        let _ = tables::set(&mut db, REFRESHED, "").await;
    }
    let problem = match &result {
        Err(failure) => Some(failure.message().to_owned()),
        Ok(()) => (!summary.problems.is_empty()).then(|| summary.problems.join("; ")),
    };
    let counts =
        [summary.calls, summary.created, summary.updated, summary.deleted, summary.restored];
    let counts = counts.map(|it| Value::Integer(i64::try_from(it).unwrap_or(i64::MAX)));
    let mut row = vec![Value::text(started), Value::text(clock::now())];
    row.extend(counts);
    row.push(Value::optional(problem));
    let recorded = db.insert(&append("_rounds"), &[row]).await;
    result.and(recorded)?;
    changes::prune(&mut db, settings.keep_changes).await?;
    Ok(summary)
}

async fn entities(
    source: &Source<'_>,
    db: &mut Database,
    settings: &Settings,
    summary: &mut Summary,
    progress: &Progress,
) -> Result<(), Failure> {
    let mut entities = Entity::load(db).await?;
    let wanted = settings.entities.as_deref();
    let refreshed = tables::get(db, REFRESHED).await?;
    let is_known = |name: &String| entities.iter().any(|it| it.name == *name);
    let is_due = clock::is_past(refreshed.as_deref(), settings.schema_every)
        || entities.is_empty()
        || settings.full
        || settings.repair
        || !wanted.is_none_or(|names| names.iter().all(is_known));
    if is_due {
        // Without names, the entities of the last run are mirrored if it had names.
        let skipped = schema::refresh(source, db, &mut entities, wanted).await?;
        if !skipped.is_blocked {
            tables::set(db, REFRESHED, &clock::now()).await?;
        }
        summary.problems = skipped.problems;
    }
    for name in wanted.unwrap_or_default() {
        if entities.iter().any(|it| it.name == *name && !it.is_present) {
            let name = safe::line(name);
            summary.problems.push(tr!(
                "{name}: the CRM does not have this entity any more; its rows are kept",
                "{name}：CRM 中已没有该实体；其数据会保留"
            ));
        }
    }
    let is_wanted =
        |it: &Entity| it.is_present && wanted.is_none_or(|names| names.contains(&it.name));
    check(settings, &entities.iter().filter(|it| is_wanted(it)).collect::<Vec<_>>())?;
    for entity in entities.iter_mut().filter(|it| is_wanted(it)) {
        progress.entity(&entity.name);
        summary.entities += 1;
        let stored = entity.clone();
        let failure = match sync::run(source, db, entity, settings, progress).await {
            Ok(synced) => {
                add(summary, synced.counts);
                summary.hidden += synced.hidden;
                if stored.cursor().is_some() && entity.cursor().is_none() {
                    lost_cursor(db, entity, &stored).await?;
                }
                continue;
            }
            Err(Trouble::Refused(_, failure)) => failure,
            Err(Trouble::Failed(failure)) if failure.status() == Status::SomeFailed => failure,
            Err(Trouble::Failed(failure)) => return Err(failure),
        };
        let name = safe::line(&entity.name);
        let problem = failure.message();
        summary.problems.push(if problem.starts_with(&*name) {
            problem.to_owned()
        } else {
            format!("{name}: {problem}")
        });
        // Only the problem is stored: the round has not read the entity.
        let problem = Some(failure.message().to_owned());
        Entity { problem, position: entity.position, ..stored }.save(db).await?;
    }
    Ok(())
}

/// Checks the settings against the wanted entities.
fn check(settings: &Settings, entities: &[&Entity]) -> Result<(), Failure> {
    if let Some(cursor) = &settings.cursor {
        let has = |entity: &Entity| entity.present().any(|it| it.name == *cursor);
        if !entities.iter().any(|it| has(it)) {
            let names = entities.iter().flat_map(|it| it.present()).map(|it| it.name.as_str());
            let similar = closest(cursor, names).map(|name| {
                let name = safe::line(name);
                tr!("; did you mean `{name}`?", "；是否指 `{name}`？")
            });
            let (cursor, similar) = (safe::line(cursor), similar.unwrap_or_default());
            return Err(Failure::usage(tr!(
                "`--cursor`: no entity has the field `{cursor}`{similar}",
                "`--cursor`：没有实体包含字段 `{cursor}`{similar}"
            )));
        }
    }
    let Some(since) = settings.since else { return Ok(()) };
    // The mirror would keep the older records, and the next rounds would take them for deleted ones.
    let is_narrowed = |it: &Entity| {
        let has_rows = it.is_loaded || it.position.is_some();
        has_rows && it.since.is_none_or(|old| old < since)
    };
    match entities.iter().find(|it| is_narrowed(it)) {
        Some(entity) => {
            let name = safe::line(&entity.name);
            Err(Failure::usage(tr!(
                "`--since`: the mirror has older records of {name} already; name an earlier day, or mirror into another database",
                "`--since`：镜像中已有 {name} 更早的记录；请指定更早的日期，或镜像到其他数据库"
            )))
        }
        None => Ok(()),
    }
}

/// Records that the time of the last change is not usable.
async fn lost_cursor(db: &mut Database, entity: &Entity, before: &Entity) -> Result<(), Failure> {
    let field = before.cursor();
    let after = Some(tr!(
        "the CRM does not filter and sort by this field; all records are read instead",
        "CRM 不支持按该字段筛选和排序；改为读取全部记录"
    ));
    let change = schema::Change { field, kind: "field not usable", before: None, after };
    schema::record(db, &entity.name, &[change]).await
}

fn add(summary: &mut Summary, counts: Counts) {
    summary.created += counts.created;
    summary.updated += counts.updated;
    summary.deleted += counts.deleted;
    summary.restored += counts.restored;
}
