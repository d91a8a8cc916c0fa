//! The log of changes of records, for readers.

use super::tables;
use crate::database::{Cell, Database, Value};
use crate::failure::Failure;

/// A change of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    /// The number in the log.
    pub id: i64,
    /// When the mirror has found it, in UTC.
    pub at: String,
    /// The internal name of the entity.
    pub entity: String,
    /// The id of the record.
    pub record: String,
    /// `created`, `updated`, `deleted` or `restored`.
    pub kind: String,
    /// The record before the change, as JSON.
    pub before: Option<String>,
    /// The record after the change.
    pub after: Option<String>,
}

/// The state of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct State {
    /// The id of the mirror.
    pub mirror: String,
    /// The numbers of the first and of the last change. They are 0 if there is none.
    pub first: i64,
    pub last: i64,
}

/// Returns the state of the log.
///
/// # Errors
///
/// Fails if the database is not a mirror.
pub(crate) async fn state(db: &mut Database) -> Result<State, Failure> {
    tables::check(db, None).await?;
    let mirror = tables::get(db, "mirror_id").await?.unwrap_or_default();
    let rows = db.query("SELECT MIN(id), MAX(id) FROM _changes", &[]).await?;
    let mut numbers = rows.iter().flatten().map(|it| it.integer().unwrap_or_default());
    let mut next = || numbers.next().unwrap_or_default();
    Ok(State { mirror, first: next(), last: next() })
}

/// Returns changes after this one, oldest first.
pub(crate) async fn after(
    db: &mut Database,
    number: i64,
    limit: usize,
) -> Result<Vec<Change>, Failure> {
    let dialect = db.dialect();
    let columns = ["id", "at", "entity", "record", "kind", "before", "after"];
    let columns = columns.map(|it| {
        let name = dialect.quote(it);
        if it == "at" { dialect.as_text(&name) } else { name }
    });
    let columns = columns.join(", ");
    let sql = format!("SELECT {columns} FROM _changes WHERE id > ? ORDER BY id LIMIT {limit}");
    let rows = db.query(&sql, &[Value::Integer(number)]).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter();
            let id = cells.next().and_then(|it| it.integer()).unwrap_or_default();
            let mut text = || cells.next().and_then(Cell::into_text);
            Change {
                id,
                at: text().unwrap_or_default(),
                entity: text().unwrap_or_default(),
                record: text().unwrap_or_default(),
                kind: text().unwrap_or_default(),
                before: text(),
                after: text(),
            }
        })
        .collect())
}
