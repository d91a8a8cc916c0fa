//! The table of an entity, and its columns.

use crate::database::{ColumnType, Database, Dialect};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::mirror::entity::{Entity, ID, OWN};
use crate::mirror::views;
use crate::safe;

/// Turns a column into text. Its values stay.
pub(super) async fn alter(
    db: &mut Database,
    entity: &mut Entity,
    name: &str,
) -> Result<(), Failure> {
    let dialect = db.dialect();
    let table = dialect.quote(&entity.table);
    let Some(field) = entity.fields.iter_mut().find(|it| it.name == name) else { return Ok(()) };
    let before = std::mem::replace(&mut field.column_type, ColumnType::Text);
    let field = field.clone();
    let column = dialect.quote(&field.column);
    let text = dialect.type_name(ColumnType::Text);
    let exists = db.columns(&entity.table).await?.contains(&field.column);
    if !exists {
        return Ok(());
    }
    let mut statements = match dialect {
        Dialect::Sqlite => {
            // SQLite cannot change the type of a column.
            let new = dialect.quote(&format!("{}__text", field.column));
            vec![
                format!("ALTER TABLE {table} ADD COLUMN {new} {text}"),
                format!("UPDATE {table} SET {new} = CAST({column} AS TEXT)"),
                format!("ALTER TABLE {table} DROP COLUMN {column}"),
                format!("ALTER TABLE {table} RENAME COLUMN {new} TO {column}"),
            ]
        }
        Dialect::Postgres => vec![format!(
            "ALTER TABLE {table} ALTER COLUMN {column} TYPE {text} USING CAST({column} AS {text})"
        )],
        Dialect::MySql => vec![format!("ALTER TABLE {table} MODIFY COLUMN {column} {text}")],
    };
    if dialect == Dialect::MySql && before == ColumnType::Decimal {
        // The type has a fixed number of digits after the point.
        statements.push(format!(
            "UPDATE {table} SET {column} = TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM {column})) \
             WHERE {column} LIKE '%.%'"
        ));
    }
    db.begin().await?;
    let result = views::without(db, entity, &statements).await;
    db.end(result).await
}

/// Creates the table of an entity, and missing columns. Returns whether a column of an existing table was
/// missing.
///
/// # Errors
///
/// Fails if the table lacks a column that cannot be added again.
pub(super) async fn complete(db: &mut Database, entity: &Entity) -> Result<bool, Failure> {
    let dialect = db.dialect();
    let table = dialect.quote(&entity.table);
    let existing = db.columns(&entity.table).await?;
    let fields = entity.fields.iter().map(|it| (it.column.as_str(), it.column_type));
    if existing.is_empty() {
        let columns = OWN.into_iter().chain(fields).map(|(name, column)| {
            let key = if name == ID { " NOT NULL PRIMARY KEY" } else { "" };
            format!("{} {}{key}", dialect.quote(name), dialect.type_name(column))
        });
        let columns = columns.collect::<Vec<_>>().join(", ");
        db.execute(&format!("CREATE TABLE {table} ({columns})"), &[]).await?;
        // If somebody has dropped the table, all records are read again.
        return Ok(entity.is_loaded);
    }
    if let Some((lost, _)) = OWN.iter().find(|it| !existing.iter().any(|name| name == it.0)) {
        let name = safe::line(&entity.table);
        return Err(Failure::new(
            Status::Failed,
            tr!(
                "the table `{name}` has no column `{lost}`: it was changed, or is not a table of the mirror; rename or drop it, and run the command again",
                "表 `{name}` 缺少列 `{lost}`：该表已被修改，或不属于镜像；请重命名或删除它后重新运行"
            ),
        ));
    }
    let mut is_added = false;
    for (name, column) in fields.filter(|it| !existing.iter().any(|name| name == it.0)) {
        let (name, column) = (dialect.quote(name), dialect.type_name(column));
        db.execute(&format!("ALTER TABLE {table} ADD COLUMN {name} {column}"), &[]).await?;
        is_added = true;
    }
    Ok(is_added)
}
