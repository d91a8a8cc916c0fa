//! Views with the labels of picklists and the names of references, without deleted records.

use super::entity::{DELETED_AT, Entity, Field, ID};
use super::tables;
use crate::database::{Database, Dialect};
use crate::failure::Failure;

/// The end of the name of a view.
const SUFFIX: &str = "_labels";

/// Creates the view of an entity, unless it exists with the same definition.
pub(super) async fn create(
    db: &mut Database,
    entity: &Entity,
    entities: &[Entity],
) -> Result<(), Failure> {
    let dialect = db.dialect();
    let name = format!("{}{SUFFIX}", entity.table);
    let is_table = entities.iter().any(|it| it.table.to_lowercase() == name.to_lowercase());
    if is_table {
        return Ok(());
    }
    let sql =
        format!("CREATE VIEW {} AS {}", dialect.quote(&name), select(dialect, entity, entities));
    let stored = stored(entity);
    let is_same = tables::get(db, &stored).await?.as_deref() == Some(&sql);
    if is_same && !db.columns(&name).await?.is_empty() {
        return Ok(());
    }
    db.begin().await?;
    let work = async {
        remove(db, entity).await?;
        db.execute(&sql, &[]).await?;
        tables::set(db, &stored, &sql).await
    };
    let result = work.await;
    db.end(result).await
}

/// Removes the view of an entity. Views of other people that use it are in the way of PostgreSQL, and the
/// failure names them.
async fn remove(db: &mut Database, entity: &Entity) -> Result<(), Failure> {
    let name = db.dialect().quote(&format!("{}{SUFFIX}", entity.table));
    db.execute(&format!("DROP VIEW IF EXISTS {name}"), &[]).await.map(drop)
}

/// Executes statements that change the table of an entity. The views that use the table are in the way,
/// except in MySQL, so they are removed and created again.
pub(super) async fn without(
    db: &mut Database,
    entity: &Entity,
    statements: &[String],
) -> Result<(), Failure> {
    let table = db.dialect().quote(&entity.table);
    let mut views = Vec::new();
    if db.dialect() != Dialect::MySql {
        for other in Entity::load(db).await? {
            let view = tables::get(db, &stored(&other)).await?;
            if let Some(view) = view.filter(|it| it.contains(&table)) {
                remove(db, &other).await?;
                views.push(view);
            }
        }
    }
    for sql in statements.iter().chain(&views) {
        db.execute(sql, &[]).await?;
    }
    Ok(())
}

/// Returns the name under which the definition of the view is stored.
fn stored(entity: &Entity) -> String {
    format!("view:{}", entity.name)
}

/// Returns the query of the view: each picklist is followed by its label, and each reference by the name.
fn select(dialect: Dialect, entity: &Entity, entities: &[Entity]) -> String {
    let quote = |name: &str| dialect.quote(name);
    let mut columns = vec![format!("t.{}", quote(ID))];
    for field in &entity.fields {
        let column = format!("t.{}", quote(&field.column));
        columns.push(column.clone());
        if field.data_type == "picklist" {
            let value = dialect.as_text(&column);
            let (entity, name) = (dialect.literal(&entity.name), dialect.literal(&field.name));
            columns.push(format!(
                "(SELECT p.label FROM _picklists p WHERE p.entity = {entity} AND p.field = {name} \
                 AND p.{} = {value}) AS {}",
                quote("value"),
                quote(&format!("{}_label", field.column))
            ));
        }
        if let Some((table, main)) = referred(field, entity, entities) {
            columns.push(format!(
                "(SELECT r.{} FROM {} r WHERE r.{} = {column}) AS {}",
                quote(main),
                quote(table),
                quote(ID),
                quote(&format!("{}_name", field.column))
            ));
        }
    }
    format!(
        "SELECT {} FROM {} t WHERE t.{} IS NULL",
        columns.join(", "),
        quote(&entity.table),
        quote(DELETED_AT)
    )
}

/// Returns the table that a reference leads to, and the column with the name. Returns `None` for the
/// id of the record itself.
fn referred<'a>(
    field: &Field,
    entity: &Entity,
    entities: &'a [Entity],
) -> Option<(&'a str, &'a str)> {
    if entity.key.as_ref() == Some(&field.name) {
        return None;
    }
    let referred = field.reference_to.as_ref()?;
    let other = entities.iter().find(|it| it.name == *referred && it.is_present)?;
    let main = other.field(&other.main)?;
    Some((&other.table, &main.column))
}
