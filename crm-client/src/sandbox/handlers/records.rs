//! The functions `add`, `get`, `list`, `update` and `delete` of records.

use std::time::SystemTime;

use super::query::{paths, row, selected, text, value};
use crate::error::Code;
use crate::sandbox::answer::{Answer, Envelope, Refusal, changed, page, success};
use crate::sandbox::audit;
use crate::sandbox::behavior::Wildcards;
use crate::sandbox::call::Call;
use crate::sandbox::entity::{Entity, USER};
use crate::sandbox::field::Field;
use crate::sandbox::store::{Row, Store};
use crate::values::{Cascade, DataType, Record};

pub(in crate::sandbox) fn add(
    store: &mut Store,
    entity: &Entity,
    call: &Call<'_>,
    now: SystemTime,
) -> Answer {
    let mut record = permitted(store, entity, &call.record, |field| field.is_creatable);
    for field in entity.fields.iter().filter(|it| !it.is_nullable && it.is_creatable) {
        if store.behavior.is_hidden(&entity.name, &field.name) {
            continue;
        }
        let is_missing = is_blank(&record, &field.name);
        match (&field.reference_to, call.user()) {
            (Some(entity), Some(user)) if is_missing && entity == USER => {
                record.put(&field.name, user);
            }
            _ if is_missing => return Err(Refusal::missing(&field.name)),
            _ => {}
        }
    }
    check_texts(entity, &record)?;
    refuse_duplicate(store, entity, &record, None, call)?;
    if store.behavior.sets_audit_fields {
        audit::created(&mut record, call.user(), now);
    }
    let id = store.add(&entity.name, record);
    Ok(changed(call, &id))
}

pub(in crate::sandbox) fn get(store: &Store, entity: &Entity, call: &Call<'_>) -> Answer {
    check_rights(store, call)?;
    match store.find(&entity.name, call.id()) {
        Some(row) => Ok(success(selected(store, entity, row, &paths(call)))),
        None => store.behavior.answer_unknown(&entity.name),
    }
}

pub(in crate::sandbox) fn list(store: &Store, entity: &Entity, call: &Call<'_>) -> Envelope {
    let pattern = call.value("qname");
    let wildcards = store.behavior.wildcards;
    let is_asked_for = |row: &&Row| match pattern {
        Some(pattern) => {
            let text = text(&value(store, entity, row, &entity.main));
            text.is_some_and(|it| matches(pattern, &it, wildcards))
        }
        None => true,
    };
    let rows = store.rows(&entity.name).iter().rev().filter(|it| !store.is_hidden(&it.id));
    let rows: Vec<&Row> = rows.filter(is_asked_for).collect();
    let paths = paths(call);
    page(call, &rows, true, |it| row(store, entity, it, &paths))
}

pub(in crate::sandbox) fn update(
    store: &mut Store,
    entity: &Entity,
    call: &Call<'_>,
    now: SystemTime,
) -> Answer {
    check_rights(store, call)?;
    if store.find(&entity.name, call.id()).is_none() {
        return Err(store.behavior.refuse_record(&entity.name));
    }
    let mut changes = permitted(store, entity, &call.record, |field| field.is_updatable);
    for (name, _) in changes.iter() {
        let is_required = store.field(entity, name).is_some_and(|it| !it.is_nullable);
        if is_required && is_blank(&changes, name) {
            return Err(Refusal::missing(name));
        }
    }
    check_texts(entity, &changes)?;
    refuse_duplicate(store, entity, &changes, Some(call.id()), call)?;
    if store.behavior.sets_audit_fields {
        audit::modified(&mut changes, call.user(), now);
    }
    if let Some(row) = store.find_mut(&entity.name, call.id()) {
        row.fields.merge(&changes);
    }
    Ok(changed(call, call.id()))
}

pub(in crate::sandbox) fn delete(store: &mut Store, entity: &Entity, call: &Call<'_>) -> Answer {
    check_rights(store, call)?;
    if !store.remove(&entity.name, call.id()) {
        return Err(store.behavior.refuse_record(&entity.name));
    }
    let cascade = call.value("cascade_delete").map(serde_json::from_str::<Cascade>);
    for (entity, fields) in cascade.and_then(Result::ok).unwrap_or_default().iter() {
        for field in fields {
            store.remove_referring(entity, field, call.id());
        }
    }
    Ok(changed(call, call.id()))
}

/// Refuses a call about a record that nobody may see.
fn check_rights(store: &Store, call: &Call<'_>) -> Result<(), Refusal> {
    if store.is_hidden(call.id()) {
        return Err(Refusal::own(Code::INSUFFICIENT_RIGHTS, "the record is hidden"));
    }
    Ok(())
}

/// Returns the fields that a call may set. The others are ignored.
fn permitted(
    store: &Store,
    entity: &Entity,
    record: &Record,
    may: impl Fn(&Field) -> bool,
) -> Record {
    record.filtered(|name| name != entity.key && store.field(entity, name).is_none_or(&may))
}

fn is_blank(record: &Record, name: &str) -> bool {
    match record.raw(name) {
        None | Some("null") => true,
        Some(_) => record.get::<String>(name).is_ok_and(|it| it.trim().is_empty()),
    }
}

/// Checks that string fields have strings or no value.
fn check_texts(entity: &Entity, record: &Record) -> Result<(), Refusal> {
    for field in entity.fields.iter().filter(|it| it.data_type == DataType::STRING) {
        if record.get::<Option<String>>(&field.name).is_err() {
            let message = format!("`{}` must be a string", field.name);
            return Err(Refusal::own(Code::INVALID_PARAMETER, message));
        }
    }
    Ok(())
}

/// Refuses a duplicate: another record with an equal main field. Only calls that can be forced
/// check this.
fn refuse_duplicate(
    store: &Store,
    entity: &Entity,
    record: &Record,
    but: Option<&str>,
    call: &Call<'_>,
) -> Result<(), Refusal> {
    let forced = ["force_add", "force_update"].into_iter().find_map(|it| call.value(it));
    let (Some("false"), Some(main)) = (forced, record.raw(&entity.main)) else { return Ok(()) };
    let is_same =
        |row: &Row| Some(row.id.as_str()) != but && row.fields.raw(&entity.main) == Some(main);
    if store.rows(&entity.name).iter().any(is_same) {
        let Entity { name, main, .. } = entity;
        return Err(Refusal::business(format!("there is another {name} with this {main}")));
    }
    Ok(())
}

/// Returns whether a string matches a pattern, in which `*` stands for any string.
fn matches(pattern: &str, text: &str, wildcards: Wildcards) -> bool {
    if wildcards == Wildcards::Leading {
        return match pattern.strip_prefix('*') {
            Some(suffix) => text.ends_with(suffix),
            None => pattern == text,
        };
    }
    let Some((prefix, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(prefix) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let suffix = parts.pop().unwrap_or_default();
    for part in parts {
        // The earliest place leaves the most for the parts behind it.
        let Some((_, behind)) = text.split_once(part) else { return false };
        text = behind;
    }
    text.ends_with(suffix)
}

#[test]
fn a_star_stands_for_any_text() {
    for (pattern, text, expected) in [
        ("*企能软件", "上海企能软件", true),
        ("*企能软件", "企能软件", true),
        ("*企能软件", "企能软件公司", false),
        ("企能*", "企能软件", true),
        ("企能*", "上海企能", false),
        ("*能软*", "上海企能软件", true),
        ("上*能*件", "上海企能软件", true),
        ("上*能*件", "上海软件", false),
        ("企能", "企能", true),
        ("企能", "企能软件", false),
        ("a*a", "a", false),
        ("*", "", true),
        ("**", "上海", true),
    ] {
        let wildcards = Wildcards::Anywhere;
        assert_eq!(matches(pattern, text, wildcards), expected, "{pattern} on {text}");
    }
    for (pattern, text, expected) in [
        ("*企能软件", "上海企能软件", true),
        ("企能*", "企能软件", false),
        ("企能*", "企能*", true),
        ("*能*", "上海企能*", true),
        ("*能*", "上海企能软件", false),
    ] {
        let wildcards = Wildcards::Leading;
        assert_eq!(matches(pattern, text, wildcards), expected, "{pattern} on {text}");
    }
}
