//! The rows with the same key: each one sees the record as the earlier ones leave it.

use std::collections::HashMap;

use crm_client::Record;

use super::Action;
use crate::import::entity::Fields;
use crate::import::existing::Existing;
use crate::import::outcome::Outcome;
use crate::import::rows::Prepared;

/// The rows with the same key, as they will be after the rows so far.
pub(super) struct Group {
    /// The index of the last row.
    pub last: usize,
    /// The number of the last row.
    pub number: u32,
    /// The id of the record, unless it is created by this run.
    pub id: Option<String>,
    /// The values that rows have set.
    pub set: Fields,
    /// The record before this run.
    pub record: Option<Record>,
    /// Whether the outcome of a row is unknown, so that no other row may be sent.
    pub is_blocked: bool,
}

/// Adds a row to the group of its key.
pub(super) fn join(
    groups: &mut HashMap<String, Group>,
    index: usize,
    row: &Prepared,
    action: &Action,
    found: &[Existing],
) {
    let Some(key) = &row.key else { return };
    let (id, is_blocked) = match action {
        Action::Create => (None, false),
        Action::Update { id, .. } => (id.clone(), false),
        Action::Settled(result) | Action::Journaled(result) => match result.outcome {
            Outcome::Refused => return,
            outcome => (result.id.clone(), outcome == Outcome::Unknown),
        },
    };
    let set = match action {
        Action::Create => row.fields.clone(),
        Action::Update { changes, .. } => {
            Fields(changes.iter().map(|it| (it.field.clone(), it.new.clone())).collect())
        }
        Action::Settled(_) | Action::Journaled(_) => Fields::default(),
    };
    let record = id.as_deref().and_then(|id| found.iter().find(|it| it.id == id));
    let record = record.map(|it| it.record.clone());
    let group = groups.entry(key.clone()).or_insert_with(|| Group {
        last: index,
        number: row.number,
        id: id.clone(),
        set: Fields::default(),
        record: record.clone(),
        is_blocked,
    });
    (group.last, group.number) = (index, row.number);
    group.is_blocked |= is_blocked;
    group.id = group.id.take().or(id);
    group.record = group.record.take().or(record);
    for (name, value) in set.0 {
        group.set.set(&name, value);
    }
}
