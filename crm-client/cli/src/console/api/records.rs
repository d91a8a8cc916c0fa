//! Records: look at them and change them, without calls.

use std::collections::BTreeSet;
use std::sync::Arc;

use crm_client::sandbox::{Entity, Exchange};
use crm_client::{Id, Record};
use http::Request;
use hyper::body::Incoming;
use serde_json::{Value, json};

use super::Query;
use super::entities::find;
use crate::console::app::{App, Undo};
use crate::console::body;
use crate::console::reply::{Problem, Reply};

/// The most records of a page.
const MAX_PAGE: usize = 500;

/// The field with the time of the last change.
const MODIFIED_ON: &str = "modifiedOn";

/// The most requests in the history of a record.
const MAX_HISTORY: usize = 100;

/// Returns the fields with the id and the name of a record.
fn names(entity: &Entity) -> (String, String) {
    let json = serde_json::to_value(entity).unwrap_or_default();
    let text = |name: &str| json[name].as_str().unwrap_or_default().to_owned();
    (text("key"), text("main"))
}

/// Returns a record with its id as the first field.
fn with_id(key: &str, id: &Id, record: &Record) -> Record {
    let id = json!(id).to_string();
    let others = record.iter().filter(|(name, _)| *name != key);
    record_of(std::iter::once((key, id.as_str())).chain(others))
}

/// Returns a record with these changes: each is a name with JSON.
fn merged<'a>(record: &'a Record, changes: &[(&'a str, &'a str)]) -> Record {
    let new_of = |name: &str| changes.iter().find(|it| it.0 == name).map(|it| it.1);
    let old = record.iter().map(|(name, json)| (name, new_of(name).unwrap_or(json)));
    let new = changes.iter().filter(|it| record.raw(it.0).is_none()).copied();
    record_of(old.chain(new))
}

/// Returns a record of names with JSON.
fn record_of<'a>(fields: impl Iterator<Item = (&'a str, &'a str)>) -> Record {
    let fields: Vec<String> =
        fields.map(|(name, json)| format!("{}:{json}", Value::from(name))).collect();
    // Every value is JSON already.
    serde_json::from_str(&format!("{{{}}}", fields.join(","))).unwrap_or_default()
}

/// Answers with a page of records.
pub(super) fn list(app: &App, entity: &str, query: &Query) -> Result<Reply, Problem> {
    let entity = find(app, entity)?;
    let (key, _) = names(&entity);
    let page = query.number("page", 1, usize::MAX)?.max(1);
    let size = query.number("size", 50, MAX_PAGE)?.max(1);
    let mut rows = app.sandbox.records(entity.name());
    if let Some(text) = query.get("q") {
        let text = text.to_lowercase();
        rows.retain(|(id, record)| {
            let has = |value: &str| value.to_lowercase().contains(&text);
            has(id.as_str())
                || record
                    .iter()
                    .any(|(name, _)| record.plain_string(name).is_some_and(|it| has(&it)))
        });
    }
    match query.get("sort") {
        // The newest record is first.
        None => rows.reverse(),
        Some(sort) => {
            let (field, direction) = sort.split_once(':').unwrap_or((sort, "asc"));
            let value = |record: &Record| record.get::<Value>(field).unwrap_or_default();
            rows.sort_by_cached_key(|(_, record)| Key::of(&value(record)));
            if direction == "desc" {
                rows.reverse();
            }
        }
    }
    let total = rows.len();
    let items = rows.iter().skip((page - 1).saturating_mul(size)).take(size);
    let items: Vec<Record> = items.map(|(id, record)| with_id(&key, id, record)).collect();
    let list = json!({
        "items": items, "total": total, "page": page, "size": size, "key_field": key,
    });
    Ok(Reply::json(&list))
}

/// The order of values: none, numbers, text.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Null,
    Number(i64),
    Text(String),
}

impl Key {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the order of very large numbers may differ"
    )]
    fn of(value: &Value) -> Key {
        match value {
            Value::Null => Key::Null,
            Value::Number(number) => {
                Key::Number((number.as_f64().unwrap_or_default() * 1e6) as i64)
            }
            Value::String(text) => Key::Text(text.clone()),
            other => Key::Text(other.to_string()),
        }
    }
}

/// Answers with a record, the records that it refers to, and the requests about it.
pub(super) fn get(app: &App, name: &str, id: &str) -> Result<Reply, Problem> {
    let entity = find(app, name)?;
    let (key, _) = names(&entity);
    let id = Id::from(id);
    let record = record(app, &entity, &id)?;
    let mut references = serde_json::Map::new();
    let all = app.sandbox.entities();
    for (field, _) in record.iter() {
        let referred = record.plain_string(field).map(Id::from).filter(Id::is_valid);
        let Some(referred) = referred else { continue };
        let found = all.iter().find_map(|it| {
            let record = app.sandbox.record(it.name(), &referred)?;
            let name = record.plain_string(&names(it).1);
            Some(json!({ "entity": it.name(), "id": referred, "name": name }))
        });
        references.extend(found.map(|it| (field.to_owned(), it)));
    }
    let journal = app.sandbox.journal();
    let mentions = |it: &&Exchange| {
        it.query().contains(id.as_str())
            || String::from_utf8_lossy(it.body()).contains(id.as_str())
            || it.path().ends_with("/add") && it.reply_text().contains(id.as_str())
    };
    let history: Vec<usize> =
        journal.iter().rev().filter(mentions).take(MAX_HISTORY).map(Exchange::number).collect();
    Ok(Reply::json(&json!({
        "record": with_id(&key, &id, &record),
        "references": references,
        "referred_by": referred_by(app, &all, &id),
        "history": history,
    })))
}

/// Returns how many records of each entity refer to a record, by field.
fn referred_by(app: &App, all: &[Entity], id: &Id) -> Vec<Value> {
    let mut found = Vec::new();
    for entity in all {
        let records = app.sandbox.records(entity.name());
        let fields: BTreeSet<String> = records
            .iter()
            .flat_map(|(_, record)| record.iter().map(|(name, _)| name.to_owned()))
            .collect();
        for field in fields {
            let refers = |(_, record): &&(Id, Record)| {
                record.plain_string(&field).as_deref() == Some(id.as_str())
            };
            let count = records.iter().filter(refers).count();
            if count > 0 {
                found.push(json!({ "entity": entity.name(), "field": field, "count": count }));
            }
        }
    }
    found
}

fn record(app: &App, entity: &Entity, id: &Id) -> Result<Record, Problem> {
    let found = app.sandbox.record(entity.name(), id);
    found.ok_or_else(|| Problem::missing(format!("{}: there is no record {id}", entity.name())))
}

/// Adds a record.
pub(super) async fn add(
    app: &Arc<App>,
    entity: &str,
    request: Request<Incoming>,
) -> Result<Reply, Problem> {
    let fields: Record = body::json(request).await?;
    let entity = find(app, entity)?;
    let id = app.sandbox.insert(entity.name(), &fields);
    Ok(done(app, &entity, &id, "create", None))
}

/// Changes the fields of a record that the body has.
pub(super) async fn put(
    app: &Arc<App>,
    entity: &str,
    id: &str,
    request: Request<Incoming>,
) -> Result<Reply, Problem> {
    let fields: Record = body::json(request).await?;
    let (entity, id) = (find(app, entity)?, Id::from(id));
    let old = record(app, &entity, &id)?;
    let (key, _) = names(&entity);
    let now = Value::from(app.local_time()).to_string();
    let mut changes: Vec<(&str, &str)> = fields.iter().filter(|(name, _)| *name != key).collect();
    let is_unchanged = fields.raw(MODIFIED_ON).is_none_or(|it| old.raw(MODIFIED_ON) == Some(it));
    if old.raw(MODIFIED_ON).is_some() && is_unchanged {
        // Programs that look for changes find this one by its time, as they find that of a call.
        changes.retain(|it| it.0 != MODIFIED_ON);
        changes.push((MODIFIED_ON, &now));
    }
    let before = app.sandbox.set_record(entity.name(), &id, Some(merged(&old, &changes)));
    Ok(done(app, &entity, &id, "change", before))
}

/// Deletes a record.
pub(super) fn delete(app: &Arc<App>, entity: &str, id: &str) -> Result<Reply, Problem> {
    let (entity, id) = (find(app, entity)?, Id::from(id));
    record(app, &entity, &id)?;
    let users = app.sandbox.records("User").len();
    if entity.name() == "User" && users == 1 {
        return Err(Problem::conflict("User: calls need a user, so the last one stays"));
    }
    let before = app.sandbox.set_record(entity.name(), &id, None);
    Ok(done(app, &entity, &id, "delete", before))
}

fn done(app: &App, entity: &Entity, id: &Id, verb: &str, before: Option<Record>) -> Reply {
    let name = entity.name();
    let title = format!("{verb} {name} {id}");
    app.changed(Some(Undo::Record { title, entity: name.to_owned(), id: id.clone(), before }));
    Reply::json(&json!({ "id": id }))
}

/// Undoes the last change.
pub(super) fn undo(app: &Arc<App>) -> Result<Reply, Problem> {
    let last = app.shared().undo.pop();
    let Some(last) = last else { return Err(Problem::conflict("undo: there is nothing to undo")) };
    let title = last.title().to_owned();
    match last {
        Undo::Record { entity, id, before, .. } => {
            find(app, &entity)?;
            app.sandbox.set_record(&entity, &id, before);
        }
        Undo::Entity { before, .. } => app.sandbox.declare(*before),
    }
    app.changed(None);
    Ok(Reply::json(&json!({ "undone": title })))
}
