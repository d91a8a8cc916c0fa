//! The items of picklists.

use crm_client::DataType;
use crm_client::metadata::{FieldInfo, Picklist, PicklistInfo};

use super::Change;
use crate::database::{Cell, Database, Value};
use crate::failure::Failure;
use crate::mirror::entity::{Entity, replace};
use crate::mirror::source::{Source, Trouble};

/// A change of an item.
pub(super) struct Item {
    field: String,
    kind: &'static str,
    before: Option<String>,
    after: Option<String>,
}

impl Item {
    /// Returns the change to record.
    pub(super) fn change(&self) -> Change<'_> {
        Change {
            field: Some(&self.field),
            kind: self.kind,
            before: self.before.clone(),
            after: self.after.clone(),
        }
    }
}

/// Reads and stores the items of all picklists of an entity. Returns what has changed. Removed items stay,
/// because records can still have their values.
pub(super) async fn update(
    source: &Source<'_>,
    db: &mut Database,
    entity: &Entity,
    fields: &[FieldInfo],
) -> Result<Vec<Item>, Failure> {
    if fields.iter().all(|it| it.data_type != DataType::PICKLIST) {
        return Ok(Vec::new());
    }
    let picklists: Vec<PicklistInfo> =
        source.send(Picklist::new(&entity.name)).await.map_err(Trouble::into_failure)?;
    let dialect = db.dialect();
    let sql =
        format!("SELECT field, {}, label FROM _picklists WHERE entity = ?", dialect.quote("value"));
    let stored = db.query(&sql, &[Value::text(&entity.name)]).await?;
    let stored: Vec<[String; 3]> = stored
        .into_iter()
        .map(|row| {
            let mut cells = row.into_iter().map(|it| Cell::into_text(it).unwrap_or_default());
            std::array::from_fn(|_| cells.next().unwrap_or_default())
        })
        .collect();
    let (mut changes, mut rows) = (Vec::new(), Vec::new());
    for (field, value, label) in items(&picklists) {
        let old = stored.iter().find(|it| it[0] == field && it[1] == value);
        let before = old.map(|it| it[2].clone());
        if before.as_deref() == Some(label) {
            continue;
        }
        let kind = if before.is_none() { "item added" } else { "item renamed" };
        let (field, after) = (field.to_owned(), Some(label.to_owned()));
        rows.push(vec![
            Value::text(format!("{}.{field}.{value}", entity.name)),
            Value::text(entity.name.clone()),
            Value::text(field.clone()),
            Value::text(value),
            Value::text(label.to_owned()),
        ]);
        changes.push(Item { field, kind, before, after });
    }
    db.insert(&replace("_picklists", "id"), &rows).await?;
    Ok(changes)
}

fn items(picklists: &[PicklistInfo]) -> impl Iterator<Item = (&str, String, &str)> {
    picklists.iter().flat_map(|list| {
        let field = list.field.as_str();
        list.values.iter().map(move |it| (field, it.value.to_string(), it.label.as_str()))
    })
}
