//! The records that a run has changed.

use std::collections::HashMap;

use super::DONE;
use crate::failure::Failure;
use crate::import::entity::Fields;
use crate::import::journal::{Journal, State};
use crate::import::outcome::Outcome;

/// A record that a run has created or updated.
#[derive(Debug)]
pub(super) struct Touched {
    /// The id of the record.
    pub record: String,
    /// The numbers of the rows that concern it.
    pub rows: Vec<u32>,
    /// Whether the run has created it.
    pub is_created: bool,
    /// The values that the run has set.
    pub fields: Fields,
    /// The values before the run.
    pub before: Fields,
    /// Whether the run has changed it more than once.
    pub is_repeated: bool,
}

/// Returns the records of a run whose changes were not undone, in the order of their rows.
pub(super) fn touched(journal: &Journal, run: i64) -> Result<Vec<Touched>, Failure> {
    let mut entries: Vec<_> = journal.entries(run)?.into_iter().collect();
    entries.sort_by_key(|(row, _)| *row);
    let mut touched: Vec<Touched> = Vec::new();
    let mut indices: HashMap<String, usize> = HashMap::new();
    for (row, entry) in entries {
        let State::Ended(outcome @ (Outcome::Created | Outcome::Updated)) = entry.state else {
            continue;
        };
        let Some(record) = entry.record.filter(|_| entry.undo.as_deref() != Some(DONE)) else {
            continue;
        };
        let index = *indices.entry(record.clone()).or_insert(touched.len());
        if index == touched.len() {
            touched.push(Touched {
                record,
                rows: Vec::new(),
                is_created: outcome == Outcome::Created,
                fields: Fields::default(),
                before: Fields::default(),
                is_repeated: false,
            });
        }
        let record = &mut touched[index];
        record.is_repeated = !record.rows.is_empty();
        record.rows.push(row);
        for (name, value) in entry.body.0 {
            record.fields.set(&name, value);
        }
        for (name, value) in entry.before.unwrap_or_default().0 {
            // The first row that changes a field knows its value before the run.
            if record.before.get(&name).is_none() {
                record.before.set(&name, value);
            }
        }
    }
    Ok(touched)
}
