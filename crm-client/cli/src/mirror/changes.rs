//! The log of changes of records.

use std::time::Duration;

use super::clock;
use crate::database::{ColumnType, Database, Value};
use crate::failure::Failure;

/// Removes changes, rounds and messages that are older than this.
pub(super) async fn prune(db: &mut Database, keep: Duration) -> Result<(), Failure> {
    let before = clock::ago(keep);
    let parameter = db.dialect().parameter(ColumnType::Timestamp);
    for (table, column) in [("_changes", "at"), ("_rounds", "started_at")] {
        let column = db.dialect().quote(column);
        let sql = format!("DELETE FROM {table} WHERE {column} < {parameter}");
        db.execute(&sql, &[Value::text(&before)]).await?;
    }
    Ok(())
}
