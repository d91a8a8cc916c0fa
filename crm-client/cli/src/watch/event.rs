//! A change as JSON.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::value::RawValue;

use crate::cells;
use crate::mirror::log::Change;

/// A change of a record.
#[derive(Debug, Serialize)]
pub(super) struct Event {
    /// The same for each delivery of the change.
    pub id: String,
    /// When the mirror has found the change, in UTC.
    pub time: String,
    pub entity: String,
    pub record: String,
    /// `created`, `updated`, `deleted` or `restored`.
    pub kind: String,
    /// The fields with other values.
    pub changed: Vec<String>,
    /// The fields before the change, as the CRM returned them.
    pub before: Option<Box<RawValue>>,
    /// The fields after the change.
    pub after: Option<Box<RawValue>>,
}

impl Event {
    pub(super) fn new(mirror: &str, change: Change) -> Event {
        let raw = |json: Option<String>| json.and_then(|it| RawValue::from_string(it).ok());
        let changed = changed(change.before.as_deref(), change.after.as_deref());
        Event {
            id: format!("{mirror}-{}", change.id),
            time: change.at.replacen(' ', "T", 1) + "Z",
            entity: change.entity,
            record: change.record,
            kind: change.kind,
            changed,
            before: raw(change.before),
            after: raw(change.after),
        }
    }

    /// Returns the text of a field after the change, or before it.
    pub(super) fn text(&self, field: &str, is_after: bool) -> Option<String> {
        let raw = if is_after { &self.after } else { &self.before };
        let fields = cells::fields(raw.as_ref()?.get()).ok()?;
        let (_, json) = fields.into_iter().find(|(name, _)| name == field)?;
        Some(cells::text(json).into_owned())
    }
}

/// Returns the names of the fields with other values. There are none without both records.
fn changed(before: Option<&str>, after: Option<&str>) -> Vec<String> {
    let (Some(before), Some(after)) = (before, after) else { return Vec::new() };
    let fields = |raw| cells::fields(raw).unwrap_or_default();
    let (before, after) = (fields(before), fields(after));
    let value = |all: &[(String, &str)], name: &str| {
        all.iter().find(|it| it.0 == name).map(|it| it.1.to_owned())
    };
    let names: BTreeSet<&String> = before.iter().chain(&after).map(|it| &it.0).collect();
    let is_changed = |name: &&&String| value(&before, name) != value(&after, name);
    names.iter().filter(is_changed).map(|it| (*it).clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_names_the_changed_fields() {
        let change = Change {
            id: 7,
            at: "2026-01-31 08:00:00".to_owned(),
            entity: "Account".to_owned(),
            record: "002-x".to_owned(),
            kind: "updated".to_owned(),
            before: Some(r#"{"a":1.50,"b":"x","gone":1}"#.to_owned()),
            after: Some(r#"{"a":1.50,"b":"y","new":2}"#.to_owned()),
        };
        let event = Event::new("m", change);
        assert_eq!(event.changed, ["b", "gone", "new"]);
        assert_eq!(event.text("b", true).as_deref(), Some("y"));
        let json = serde_json::to_string(&event).unwrap();
        let expected = r#"{"id":"m-7","time":"2026-01-31T08:00:00Z","entity":"Account","record":"002-x","kind":"updated","changed":["b","gone","new"],"before":{"a":1.50,"b":"x","gone":1},"after":{"a":1.50,"b":"y","new":2}}"#;
        assert_eq!(json, expected);
    }
}
