//! Writes rows into the table of an entity, and the changes into the log.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::clock;
use super::entity::{DELETED_AT, Entity, ID, RAW, SYNCED_AT, append};
use super::rows::{Reader, Row};
use super::schema;
use crate::cells;
use crate::database::{Cell, Database, Value};
use crate::failure::Failure;

/// The number of ids in a query.
const IDS: usize = 200;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub created: u64,
    pub updated: u64,
    pub deleted: u64,
    pub restored: u64,
}

impl Counts {
    /// Adds other counts.
    pub(super) fn add(&mut self, other: Counts) {
        self.created += other.created;
        self.updated += other.updated;
        self.deleted += other.deleted;
        self.restored += other.restored;
    }
}

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// The table is filled for the first time: all rows are written, and no change is logged.
    First,
    /// Rows that differ are written, and their changes are logged.
    Changes,
    /// All rows are written, and the changes are logged.
    All,
}

/// A stored row.
struct Stored {
    raw: String,
    is_deleted: bool,
}

/// A change of a record.
struct Change<'a> {
    id: &'a str,
    kind: &'static str,
    before: Option<String>,
    after: Option<&'a str>,
}

/// Writes the rows of a page. A column whose type a value does not fit becomes text. The caller has begun
/// no transaction; `state` is what else is stored in the same one.
pub(super) async fn page(
    db: &mut Database,
    entity: &mut Entity,
    reader: &mut Reader,
    rows: &[Row<'_>],
    mode: Mode,
    state: impl AsyncFnOnce(&mut Database, &Entity) -> Result<(), Failure>,
) -> Result<Counts, Failure> {
    // A page can have a row twice if it changes while the page is made. The last one counts.
    let latest: HashMap<&str, usize> =
        rows.iter().enumerate().map(|(index, row)| (row.id.as_str(), index)).collect();
    let is_latest = |(index, row): &(usize, &Row<'_>)| latest.get(row.id.as_str()) == Some(index);
    let rows: Vec<&Row<'_>> =
        rows.iter().enumerate().filter(is_latest).map(|(_, row)| row).collect();
    let stored = match mode {
        Mode::First => HashMap::new(),
        Mode::Changes | Mode::All => stored(db, entity, &rows).await?,
    };
    let mut counts = Counts::default();
    let (mut changes, mut written) = (Vec::new(), Vec::new());
    for row in rows {
        let old = stored.get(row.id.as_str());
        let is_same = old.is_some_and(|it| it.raw == row.raw && !it.is_deleted);
        if is_same && mode == Mode::Changes {
            continue;
        }
        written.push(row);
        let kind = match old {
            None => {
                counts.created += 1;
                "created"
            }
            Some(old) if old.is_deleted => {
                counts.restored += 1;
                "restored"
            }
            Some(old) if !is_same && has_changed(&old.raw, row.raw) => {
                counts.updated += 1;
                "updated"
            }
            Some(_) => continue,
        };
        let before = old.map(|it| it.raw.clone());
        changes.push(Change { id: &row.id, kind, before, after: Some(row.raw) });
    }
    if mode == Mode::First {
        changes.clear();
    }
    let values = values(db, entity, reader, &written).await?;
    db.begin().await?;
    let work = async {
        db.insert(&entity.insert(), &values).await?;
        log(db, entity, &changes).await?;
        state(db, entity).await
    };
    let result = work.await;
    db.end(result).await?;
    Ok(counts)
}

/// Marks records as deleted.
pub(super) async fn delete(
    db: &mut Database,
    entity: &Entity,
    ids: &[String],
) -> Result<Counts, Failure> {
    let dialect = db.dialect();
    let (table, now) = (dialect.quote(&entity.table), clock::now());
    let parameter = dialect.parameter(crate::database::ColumnType::Timestamp);
    let mut counts = Counts::default();
    for id in ids {
        let sql = format!("SELECT {RAW} FROM {table} WHERE {ID} = ? AND {DELETED_AT} IS NULL");
        let Some(raw) = db.cell(&sql, &[Value::text(id)]).await?.and_then(Cell::into_text) else {
            continue;
        };
        let sql = format!(
            "UPDATE {table} SET {DELETED_AT} = {parameter}, {SYNCED_AT} = {parameter} WHERE {ID} = ?"
        );
        db.begin().await?;
        let work = async {
            db.execute(&sql, &[Value::text(&now), Value::text(&now), Value::text(id)]).await?;
            log(db, entity, &[Change { id, kind: "deleted", before: Some(raw), after: None }]).await
        };
        let result = work.await;
        db.end(result).await?;
        counts.deleted += 1;
    }
    Ok(counts)
}

/// Returns the rows of the table with the same ids.
async fn stored(
    db: &mut Database,
    entity: &Entity,
    rows: &[&Row<'_>],
) -> Result<HashMap<String, Stored>, Failure> {
    let table = db.dialect().quote(&entity.table);
    let mut stored = HashMap::new();
    for rows in rows.chunks(IDS) {
        let marks = vec!["?"; rows.len()].join(", ");
        let sql = format!("SELECT {ID}, {RAW}, {DELETED_AT} FROM {table} WHERE {ID} IN ({marks})");
        let ids: Vec<Value<'_>> = rows.iter().map(|it| Value::text(&it.id)).collect();
        for row in db.query(&sql, &ids).await? {
            let mut cells = row.into_iter();
            let mut next = || cells.next().unwrap_or(Cell::Null);
            let id = next().into_text().unwrap_or_default();
            let raw = next().into_text().unwrap_or_default();
            stored.insert(id, Stored { raw, is_deleted: next() != Cell::Null });
        }
    }
    Ok(stored)
}

/// Returns the values of all columns of the rows.
async fn values<'a>(
    db: &mut Database,
    entity: &mut Entity,
    reader: &mut Reader,
    rows: &[&'a Row<'a>],
) -> Result<Vec<Vec<Value<'a>>>, Failure> {
    let now = clock::now();
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let fields = loop {
            match reader.values(db.dialect(), row) {
                Ok(values) => break values,
                Err(index) => {
                    let name = reader.name(index).to_owned();
                    schema::widen(db, entity, &name).await?;
                    reader.refresh(entity);
                }
            }
        };
        let own =
            [Value::text(&row.id), Value::text(row.raw), Value::text(now.clone()), Value::Null];
        all.push(own.into_iter().chain(fields).collect());
    }
    Ok(all)
}

/// Writes changes into the log.
async fn log(db: &mut Database, entity: &Entity, changes: &[Change<'_>]) -> Result<(), Failure> {
    let now = clock::now();
    let row = |it: &Change<'_>| {
        vec![
            Value::text(now.clone()),
            Value::text(entity.name.clone()),
            Value::text(it.id.to_owned()),
            Value::text(it.kind),
            Value::optional(it.before.clone()),
            Value::optional(it.after.map(str::to_owned)),
        ]
    };
    let rows: Vec<_> = changes.iter().map(row).collect();
    db.insert(&append("_changes"), &rows).await
}

/// Returns whether a field that both records have has another value. A new field of
/// the entity does not change its records.
pub(super) fn has_changed(before: &str, after: &str) -> bool {
    let (Ok(before), Ok(after)) = (cells::fields(before), cells::fields(after)) else {
        return before != after;
    };
    let before: HashMap<&str, &str> =
        before.iter().map(|(name, it)| (name.as_str(), *it)).collect();
    after.iter().any(|(name, new)| {
        before.get(name.as_str()).is_some_and(|old| old != new && !is_equal(old, new))
    })
}

/// Returns whether two JSON values are equal, although they are written differently.
fn is_equal(left: &str, right: &str) -> bool {
    match (serde_json::from_str::<Json>(left), serde_json::from_str::<Json>(right)) {
        (Ok(left), Ok(right)) => left == right,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_field_is_no_change() {
        assert!(!has_changed(r#"{"a":1}"#, r#"{"b":2,"a":1}"#));
        assert!(!has_changed(r#"{"a":"上"}"#, r#"{"a":"\u4e0a"}"#));
        assert!(has_changed(r#"{"a":1}"#, r#"{"a":2}"#));
        assert!(has_changed(r#"{"a":1}"#, r#"{"a":null}"#));
    }
}
