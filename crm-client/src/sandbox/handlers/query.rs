//! The endpoint `entity/adv-query`, and reading the values of a record.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::mem;
use std::sync::Arc;

use serde_json::Value;

use crate::sandbox::answer::{Answer, Refusal, page};
use crate::sandbox::behavior::FieldSupport;
use crate::sandbox::call::Call;
use crate::sandbox::entity::Entity;
use crate::sandbox::found::Found;
use crate::sandbox::present;
use crate::sandbox::store::{Row, Store};
use crate::values::filter::{Condition, Filter, Joint, Operator};
use crate::values::{Direction, Record, Sort};

/// `entity/adv-query`
pub(in crate::sandbox) fn adv_query(store: &mut Store, entity: &Entity, call: &Call<'_>) -> Answer {
    let Some(filter) = &call.filter else { return Err(Refusal::missing("POST流")) };
    let sort = call.value("sort").unwrap_or_default();
    let conditions = serde_json::to_string(filter).unwrap_or_default();
    let query = format!("{} {sort} {conditions} {:?}", entity.name, store.behavior);
    let mut results = mem::take(&mut store.found);
    let rows = store.rows(&entity.name);
    let has_totals = store.behavior.reports_query_totals;
    let places = results.get_or_insert(query, |found| find(found, store, entity, filter, sort));
    let paths = paths(call);
    let page = places.map(|places| {
        page(call, places, has_totals, |place| row(store, entity, &rows[*place], &paths))
    });
    store.found = results;
    page
}

/// Returns the places of the records that a filter matches, in the order of `sort`. By default, the
/// newest record is first.
fn find(
    found: &mut Found,
    store: &Store,
    entity: &Entity,
    filter: &Filter,
    sort: &str,
) -> Result<Vec<usize>, Refusal> {
    let mut filter = Applied::new(store, entity, filter)?;
    filter.read(found, store, entity);
    let order = supported_keys(store, entity, Sort::parse(sort).unwrap_or_default())?;
    let rows = store.rows(&entity.name);
    let holds = |place: &usize| !store.is_hidden(&rows[*place].id) && filter.holds(*place);
    if let Some(all) = found.order(&entity.name, sort) {
        return Ok(all.iter().copied().filter(holds).collect());
    }
    let matching: Vec<usize> = (0..rows.len()).rev().filter(holds).collect();
    if order.is_empty() {
        return Ok(matching);
    }
    // Sorting a few records is cheaper than sorting all, but the next query often finds others.
    if matching.len() >= rows.len() / 4 {
        let all = Arc::new(sorted(found, store, entity, &order, (0..rows.len()).rev().collect()));
        found.keep_order(&entity.name, sort, all.clone());
        return Ok(all.iter().copied().filter(holds).collect());
    }
    Ok(sorted(found, store, entity, &order, matching))
}

/// Sorts places. Equal records keep their order.
fn sorted(
    found: &mut Found,
    store: &Store,
    entity: &Entity,
    order: &[(&str, Direction)],
    mut places: Vec<usize>,
) -> Vec<usize> {
    let columns: Vec<(Arc<Vec<Value>>, Direction)> = order
        .iter()
        .map(|(field, direction)| (column(found, store, entity, field), *direction))
        .collect();
    places.sort_by(|left, right| {
        let orders = columns.iter().map(|(values, direction)| match direction {
            Direction::Ascending => compare(&values[*left], &values[*right]),
            Direction::Descending => compare(&values[*right], &values[*left]),
        });
        orders.fold(Ordering::Equal, Ordering::then)
    });
    places
}

/// Returns the values of a field or of a dotted path in all records of an entity.
fn column(found: &mut Found, store: &Store, entity: &Entity, field: &str) -> Arc<Vec<Value>> {
    let rows = store.rows(&entity.name);
    let all = || rows.iter().map(|row| value(store, entity, row, field)).collect();
    found.column(&entity.name, field, all)
}

/// Returns the requested fields of a call, each once. A URL can have thousands of names, and a page many
/// rows, so this is done once for all rows.
pub(in crate::sandbox) fn paths<'a>(call: &'a Call<'_>) -> Vec<&'a str> {
    let mut seen = HashSet::new();
    let paths = call.value("fields").unwrap_or_default().split(',').map(str::trim);
    paths.filter(|it| seen.insert(*it)).collect()
}

/// Returns a row of a list: the id, and the requested fields.
pub(in crate::sandbox) fn row(store: &Store, entity: &Entity, row: &Row, paths: &[&str]) -> Record {
    let mut record = Record::default();
    record.push(&entity.key, &row.id);
    let others = paths.iter().filter(|it| **it != entity.key);
    others.for_each(|path| push(&mut record, store, entity, row, path));
    record
}

/// Returns the requested fields.
pub(in crate::sandbox) fn selected(
    store: &Store,
    entity: &Entity,
    row: &Row,
    paths: &[&str],
) -> Record {
    let mut record = Record::default();
    for path in paths {
        push(&mut record, store, entity, row, path);
    }
    record
}

fn push(record: &mut Record, store: &Store, entity: &Entity, row: &Row, path: &str) {
    match resolve(store, entity, row, path) {
        Some((entity, row, field)) if field == entity.key => record.push(path, &row.id),
        found => present::push(record, path, store, found),
    }
}

/// Returns the value of a field or at the end of a dotted path, or null if there is none.
pub(in crate::sandbox) fn value(store: &Store, entity: &Entity, row: &Row, path: &str) -> Value {
    match resolve(store, entity, row, path) {
        Some((entity, row, field)) if field == entity.key => row.id.as_str().into(),
        Some((entity, _, field)) if store.behavior.is_hidden(&entity.name, field) => Value::Null,
        Some((_, row, field)) => row.fields.get(field).unwrap_or_default(),
        None => Value::Null,
    }
}

/// Returns the record at the end of a path, and its last field.
fn resolve<'a>(
    store: &'a Store,
    mut entity: &'a Entity,
    mut row: &'a Row,
    mut path: &'a str,
) -> Option<(&'a Entity, &'a Row, &'a str)> {
    // A path can be as long as a body, and records can refer to each other: no recursion.
    while let Some((field, rest)) = path.split_once('.')
        && row.fields.field(path).is_none()
    {
        let id: String = row.fields.get(field).ok()?;
        (entity, row) = store.find_any(&id)?;
        path = rest;
    }
    Some((entity, row, path))
}

/// Returns a string, number or boolean as a string.
pub(in crate::sandbox) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(bool) => Some(bool.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// Returns the sort keys that the behavior of the sandbox does not ignore.
fn supported_keys<'a>(
    store: &Store,
    entity: &Entity,
    mut keys: Vec<(&'a str, Direction)>,
) -> Result<Vec<(&'a str, Direction)>, Refusal> {
    let support = |field: &str| store.behavior.sorting_of(&entity.name, field);
    if let Some((field, _)) = keys.iter().find(|it| support(it.0) == FieldSupport::Refused) {
        let message = format!("`{field}` of `{}` cannot be sorted by", entity.name);
        return Err(Refusal::business(message));
    }
    keys.retain(|it| support(it.0) == FieldSupport::Supported);
    Ok(keys)
}

/// The conditions that the behavior of the sandbox does not ignore, each with its value.
struct Applied<'a> {
    joint: Joint,
    conditions: Vec<(&'a Condition, Value)>,
    /// The values of the field of each condition in all records.
    columns: Vec<Arc<Vec<Value>>>,
}

impl<'a> Applied<'a> {
    fn new(store: &Store, entity: &Entity, filter: &'a Filter) -> Result<Applied<'a>, Refusal> {
        let mut conditions = Vec::new();
        for condition in &filter.filters {
            let field = &condition.field;
            match store.behavior.filtering_of(&entity.name, field) {
                FieldSupport::Supported => {
                    let value = condition.value.as_ref().and_then(|it| it.get().ok());
                    let value = present::plain(store, entity, field, value.unwrap_or_default());
                    conditions.push((condition, value));
                }
                FieldSupport::Ignored => {}
                FieldSupport::Refused => {
                    let message = format!("`{field}` of `{}` cannot be filtered", entity.name);
                    return Err(Refusal::business(message));
                }
            }
        }
        Ok(Applied { joint: filter.joint, conditions, columns: Vec::new() })
    }

    /// Reads the values of the fields of the conditions.
    fn read(&mut self, found: &mut Found, store: &Store, entity: &Entity) {
        let fields = self.conditions.iter().map(|it| &it.0.field);
        self.columns = fields.map(|it| column(found, store, entity, it)).collect();
    }

    /// Returns whether the record at a place matches.
    fn holds(&self, place: usize) -> bool {
        let mut conditions = self.conditions.iter().zip(&self.columns);
        let holds = |((condition, expected), values): (&(&Condition, Value), &Arc<Vec<Value>>)| {
            meets(&values[place], condition.operator, expected)
        };
        match self.joint {
            _ if self.conditions.is_empty() => true,
            Joint::All => conditions.all(holds),
            Joint::Any => conditions.any(holds),
        }
    }
}

fn meets(value: &Value, operator: Operator, expected: &Value) -> bool {
    let is_comparable = matches!(
        (value, expected),
        (Value::Number(_), Value::Number(_)) | (Value::String(_), Value::String(_))
    );
    let contains = || match (text(value), text(expected)) {
        (Some(text), Some(part)) => text.contains(&part),
        (Some(_) | None, _) => false,
    };
    match operator {
        Operator::Equal => compare(value, expected).is_eq(),
        Operator::NotEqual => compare(value, expected).is_ne(),
        Operator::Greater => is_comparable && compare(value, expected).is_gt(),
        Operator::Less => is_comparable && compare(value, expected).is_lt(),
        Operator::Contains => contains(),
        Operator::NotContains => !contains(),
        Operator::Empty => is_empty(value),
        Operator::NotEmpty => !is_empty(value),
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

/// Compares values: nulls first, then numbers, then strings, then everything else.
fn compare(left: &Value, right: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::Null => 0,
        Value::Number(_) => 1,
        Value::String(_) => 2,
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => 3,
    };
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            let number = |it: &serde_json::Number| it.as_f64().unwrap_or(f64::NAN);
            number(left).total_cmp(&number(right))
        }
        (Value::String(left), Value::String(right)) => left.cmp(right),
        _ if rank(left) == rank(right) => left.to_string().cmp(&right.to_string()),
        _ => rank(left).cmp(&rank(right)),
    }
}
