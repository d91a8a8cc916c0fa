//! Writes the values of records as the behavior of the sandbox requires.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::behavior::{NullForm, ReferenceForm, TimeForm};
use super::entity::Entity;
use super::field::{DATE, DATE_TIME, Field};
use super::store::{Row, Store};
use super::time;
use crate::values::Record;

/// Adds the value of a field to a reply, under the name `path`. `found` is the record that has it.
pub(super) fn push(
    record: &mut Record,
    path: &str,
    store: &Store,
    found: Option<(&Entity, &Row, &str)>,
) {
    let raw = found.and_then(|(entity, row, field)| {
        let is_hidden = store.behavior.is_hidden(&entity.name, field);
        if is_hidden { None } else { row.fields.field(field) }
    });
    let Some(raw) = raw.filter(|it| it.get() != "null") else {
        return match store.behavior.nulls {
            NullForm::Null => record.push(path, &()),
            NullForm::EmptyString => record.push(path, ""),
            NullForm::Absent => {}
        };
    };
    match found.and_then(|(entity, _, field)| in_form(store, entity, field, raw)) {
        Some(value) => record.push(path, &value),
        None => record.push_raw(path, raw),
    }
}

/// Returns another representation of a value, if the behavior requires one.
fn in_form(store: &Store, entity: &Entity, name: &str, raw: &RawValue) -> Option<Value> {
    if store.behavior.is_plain() {
        return None;
    }
    let field = store.field(entity, name)?;
    if let Some(form) = time_form(store, field) {
        return time::in_form(form, &String::deserialize(raw).ok()?);
    }
    field.reference_to.as_ref()?;
    let id = String::deserialize(raw).ok()?;
    let name = || {
        let (entity, row) = store.find_any(&id)?;
        row.fields.get::<Value>(&entity.main).ok()
    };
    match store.behavior.references {
        ReferenceForm::Id => None,
        ReferenceForm::IdAndName => Some(json!({ "id": id, "name": name() })),
        ReferenceForm::Name => Some(name().unwrap_or_else(|| id.into())),
    }
}

/// Returns the plain form of a value with which a condition compares a field.
pub(super) fn plain(store: &Store, entity: &Entity, name: &str, value: Value) -> Value {
    if store.behavior.is_plain() {
        return value;
    }
    let Some(field) = store.field(entity, name) else { return value };
    match time_form(store, field) {
        Some(form) => time::plain(form, value, field.data_type.as_str() == DATE),
        None => value,
    }
}

/// Returns the form of a field that has dates or date-times.
fn time_form(store: &Store, field: &Field) -> Option<TimeForm> {
    match field.data_type.as_str() {
        DATE => Some(store.behavior.dates),
        DATE_TIME => Some(store.behavior.date_times),
        _ => None,
    }
}
