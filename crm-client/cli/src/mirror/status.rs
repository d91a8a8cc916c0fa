//! How fresh a mirror is.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value as Json;

use super::entity::{DELETED_AT, Entity};
use super::{clock, tables};
use crate::database::{Access, Cell, Database, Target, Value};
use crate::failure::Failure;

/// The period of the counts of calls and changes.
const DAY: Duration = Duration::from_secs(86_400);

/// The state of an entity.
#[derive(Debug, Serialize)]
pub(crate) struct EntityState {
    entity: String,
    label: String,
    state: &'static str,
    rows: i64,
    deleted: i64,
    /// The time of the newest change, as the CRM shows it.
    newest_change: Option<Json>,
    /// When the last round has read the entity.
    read_at: Option<String>,
    /// When all records were read last.
    all_read_at: Option<String>,
    /// The field by which changes are found.
    changes_by: Option<String>,
    problem: Option<String>,
}

/// The state of a mirror.
pub(crate) struct State {
    /// The entities, in the order of their names.
    pub entities: Vec<EntityState>,
    /// The address of the CRM.
    pub base_url: String,
    /// The number of rounds of the last day, and of their calls and changes.
    pub rounds: i64,
    pub calls: i64,
    pub changes: i64,
}

/// Reads the state of a mirror. Nothing is sent.
///
/// # Errors
///
/// Fails if the database is not a mirror.
pub(crate) async fn read(target: &Target) -> Result<State, Failure> {
    let mut db = Database::open(target, Access::Read).await?;
    tables::check(&mut db, None).await?;
    let mut entities = Vec::new();
    for entity in Entity::load(&mut db).await? {
        let table = db.dialect().quote(&entity.table);
        let sql = format!("SELECT COUNT(*), COUNT({DELETED_AT}) FROM {table}");
        let counts = db.query(&sql, &[]).await?;
        let counts: Vec<i64> =
            counts.iter().flatten().map(|it| it.integer().unwrap_or_default()).collect();
        let (all, deleted) = match counts.as_slice() {
            [all, deleted] => (*all, *deleted),
            _ => (0, 0),
        };
        let watermark = entity.watermark.zip(entity.form.as_ref());
        entities.push(EntityState {
            state: state(&entity),
            rows: all - deleted,
            deleted,
            newest_change: watermark.map(|(time, form)| form.print(time)),
            changes_by: entity.cursor().map(str::to_owned),
            entity: entity.name,
            label: entity.label,
            read_at: entity.read_at,
            all_read_at: entity.swept_at,
            problem: entity.problem,
        });
    }
    let parameter = db.dialect().parameter(crate::database::ColumnType::Timestamp);
    let sql = format!(
        "SELECT COUNT(*), SUM(calls), SUM(created + updated + deleted + restored) FROM _rounds \
         WHERE started_at >= {parameter}"
    );
    let since = clock::ago(DAY);
    let rounds = db.query(&sql, &[Value::text(since)]).await?;
    let mut numbers = rounds.into_iter().flatten().map(|it| whole(&it));
    let mut next = || numbers.next().unwrap_or_default();
    Ok(State {
        entities,
        base_url: tables::get(&mut db, "base_url").await?.unwrap_or_default(),
        rounds: next(),
        calls: next(),
        changes: next(),
    })
}

/// Returns a whole number. Some databases return sums as decimal numbers.
fn whole(cell: &Cell) -> i64 {
    let text = cell.clone().into_text().unwrap_or_default();
    text.split('.').next().and_then(|it| it.parse().ok()).unwrap_or_default()
}

fn state(entity: &Entity) -> &'static str {
    match entity {
        Entity { is_present: false, .. } => "removed from the CRM",
        Entity { problem: Some(_), .. } => "failed",
        Entity { is_loaded: false, .. } => "not complete",
        Entity { needs_reading: true, .. } => "to be read again",
        _ => "ok",
    }
}
