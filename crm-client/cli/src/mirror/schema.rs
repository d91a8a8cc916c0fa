//! Follows the metadata of the CRM: tables and columns are added and widened, and never removed. Each change
//! is recorded in `_schema_changes`.

mod columns;
mod create;
mod picklists;

use crm_client::metadata::{self, EntityInfo, FieldInfo};

use super::entity::{Entity, Field, append};
use super::source::{Source, Trouble};
use super::{clock, column, views};
use crate::database::{ColumnType, Database, Value};
use crate::failure::{Failure, Status};
use crate::safe;
use crate::tenant;

/// A change of the schema.
pub(super) struct Change<'a> {
    pub field: Option<&'a str>,
    pub kind: &'static str,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What was not done.
#[derive(Debug, Default)]
pub(super) struct Skipped {
    /// The entities, with the reasons.
    pub problems: Vec<String>,
    /// Whether somebody else has to change the database before it can be done.
    pub is_blocked: bool,
}

impl Skipped {
    /// Keeps a failure that concerns a single entity, such as a view of somebody else that is in the way.
    /// The next round tries again.
    fn blocked(&mut self, entity: &str, result: Result<(), Failure>) -> Result<(), Failure> {
        match result {
            Err(failure) if failure.status() == Status::SomeFailed => {
                self.problems.push(format!("{}: {failure}", safe::line(entity)));
                self.is_blocked = true;
                Ok(())
            }
            result => result,
        }
    }
}

/// Reads the metadata of the wanted entities, or of all, and prepares their tables. Entities that the CRM
/// refuses to describe, and those whose tables cannot be changed, are skipped and returned with the reason.
///
/// # Errors
///
/// Fails if a wanted entity has never existed, or if a call fails.
pub(super) async fn refresh(
    source: &Source<'_>,
    db: &mut Database,
    entities: &mut Vec<Entity>,
    wanted: Option<&[String]>,
) -> Result<Skipped, Failure> {
    let infos: Vec<EntityInfo> =
        source.send(metadata::Entity::new()).await.map_err(Trouble::into_failure)?;
    if let Some(wanted) = wanted {
        // One that was removed from the CRM must not stop the others.
        let is_known = |name: &String| entities.iter().any(|it| it.name == *name);
        let unknown: Vec<String> = wanted.iter().filter(|it| !is_known(it)).cloned().collect();
        tenant::check_entities(&unknown, &infos)?;
    }
    for entity in entities.iter_mut().filter(|it| it.is_present) {
        if infos.iter().all(|it| it.entity != entity.name) {
            entity.is_present = false;
            entity.save(db).await?;
            record(db, &entity.name, &[change("entity removed", None)]).await?;
        }
    }
    let mut skipped = Skipped::default();
    let is_wanted = |it: &&EntityInfo| {
        !it.entity.trim().is_empty() && wanted.is_none_or(|names| names.contains(&it.entity))
    };
    for info in infos.iter().filter(is_wanted) {
        let fields = match source.send(metadata::Field::new(&info.entity)).await {
            Ok(mut fields) => {
                // No query can name it.
                fields.retain(|it| !it.field.trim().is_empty());
                fields
            }
            Err(Trouble::Refused(_, failure)) => {
                let entity = safe::line(&info.entity);
                skipped.problems.push(format!("{entity}: {failure}"));
                continue;
            }
            Err(Trouble::Failed(failure)) => return Err(failure),
        };
        let known = entities.iter().position(|it| it.name == info.entity);
        let index = known.unwrap_or(entities.len());
        if known.is_none() {
            entities.push(create::entity(info, entities));
        }
        let before = entities[index].clone();
        let updated = update(source, db, &mut entities[index], info, &fields).await;
        if updated.is_err() {
            // A new entity is not present.
            entities[index] = before;
        }
        skipped.blocked(&info.entity, updated)?;
    }
    let all = entities.clone();
    for entity in all.iter().filter(|it| it.is_present) {
        let created = views::create(db, entity, &all).await;
        skipped.blocked(&entity.name, created)?;
    }
    Ok(skipped)
}

/// Updates an entity and its table.
async fn update(
    source: &Source<'_>,
    db: &mut Database,
    entity: &mut Entity,
    info: &EntityInfo,
    fields: &[FieldInfo],
) -> Result<(), Failure> {
    let is_new = entity.label.is_empty() && entity.fields.is_empty();
    let mut changes = Vec::new();
    if !entity.is_present {
        let kind = if is_new { "entity added" } else { "entity restored" };
        changes.push(change(kind, None));
    } else if entity.label != info.name {
        let (before, after) = (Some(entity.label.clone()), Some(info.name.clone()));
        changes.push(Change { field: None, kind: "label changed", before, after });
    }
    entity.label.clone_from(&info.name);
    entity.code = i64::from(info.code);
    entity.main.clone_from(&info.name_field);
    entity.kind = info.kind.into();
    entity.is_present = true;
    entity.key = entity.key.take().or_else(|| tenant::key_of_metadata(info, fields));
    let mut widened = Vec::new();
    for field in fields {
        let found = update_field(entity, field, &mut widened);
        changes.extend(found.into_iter().filter(|it| !is_new || it.kind != "field added"));
    }
    let removed: Vec<usize> = (0..entity.fields.len())
        .filter(|index| {
            let old = &entity.fields[*index];
            old.is_present && fields.iter().all(|it| it.field != old.name)
        })
        .collect();
    let names: Vec<String> = removed.iter().map(|it| entity.fields[*it].name.clone()).collect();
    for (index, name) in removed.into_iter().zip(&names) {
        entity.fields[index].is_present = false;
        changes.push(change("field removed", Some(name)));
        if entity.cursor.as_ref() == Some(name) {
            entity.cursor = None;
        }
    }
    entity.needs_reading |= entity.is_loaded
        && changes
            .iter()
            .any(|it| matches!(it.kind, "field added" | "field restored" | "type changed"));
    for name in widened {
        columns::alter(db, entity, &name).await?;
    }
    let added = columns::complete(db, entity).await?;
    entity.needs_reading |= entity.is_loaded && added;
    let mut items = picklists::update(source, db, entity, fields).await?;
    if is_new {
        items.clear();
    }
    db.begin().await?;
    let work = async {
        entity.save(db).await?;
        entity.save_fields(db).await?;
        record(db, &entity.name, &changes).await?;
        let items: Vec<Change<'_>> = items.iter().map(picklists::Item::change).collect();
        record(db, &entity.name, &items).await
    };
    let result = work.await;
    db.end(result).await
}

/// Updates a field, and returns what has changed. Adds its name to `widened` if its column must become
/// text.
fn update_field<'a>(
    entity: &mut Entity,
    info: &'a FieldInfo,
    widened: &mut Vec<String>,
) -> Vec<Change<'a>> {
    let (name, data_type) = (Some(info.field.as_str()), info.data_type.as_str());
    let mut changes = Vec::new();
    let Some(index) = entity.fields.iter().position(|it| it.name == info.field) else {
        let column = entity.free_column(&info.field);
        let mut field = Field::new(&info.field, column, data_type);
        field.label.clone_from(&info.name);
        field.reference_to.clone_from(&info.reference_to);
        entity.fields.push(field);
        return vec![change("field added", name)];
    };
    let field = &mut entity.fields[index];
    if !field.is_present {
        field.is_present = true;
        changes.push(change("field restored", name));
    }
    if field.label != info.name {
        let (before, after) = (Some(field.label.clone()), Some(info.name.clone()));
        changes.push(Change { field: name, kind: "label changed", before, after });
        field.label.clone_from(&info.name);
    }
    if field.data_type != data_type {
        let before = Some(field.data_type.clone());
        let after = Some(data_type.to_owned());
        changes.push(Change { field: name, kind: "type changed", before, after });
        data_type.clone_into(&mut field.data_type);
        if field.column_type != ColumnType::Text && field.column_type != column::type_of(data_type)
        {
            widened.push(info.field.clone());
        }
    }
    field.reference_to.clone_from(&info.reference_to);
    changes
}

/// Turns the column of a field into text, because a value does not fit its type, and records it.
pub(super) async fn widen(
    db: &mut Database,
    entity: &mut Entity,
    name: &str,
) -> Result<(), Failure> {
    let before = entity.field(name).map(|it| it.column_type.name().to_owned());
    columns::alter(db, entity, name).await?;
    entity.save_fields(db).await?;
    let after = Some(ColumnType::Text.name().to_owned());
    let change = Change { field: Some(name), kind: "column widened", before, after };
    record(db, &entity.name, &[change]).await
}

fn change<'a>(kind: &'static str, field: Option<&'a str>) -> Change<'a> {
    Change { field, kind, before: None, after: None }
}

/// Records changes of an entity.
pub(super) async fn record(
    db: &mut Database,
    entity: &str,
    changes: &[Change<'_>],
) -> Result<(), Failure> {
    let now = clock::now();
    let row = |it: &Change<'_>| {
        vec![
            Value::text(now.clone()),
            Value::text(entity.to_owned()),
            Value::optional(it.field.map(str::to_owned)),
            Value::text(it.kind),
            Value::optional(it.before.clone()),
            Value::optional(it.after.clone()),
        ]
    };
    let rows: Vec<_> = changes.iter().map(row).collect();
    db.insert(&append("_schema_changes"), &rows).await
}
