//! The records that a run has changed, and what happens to each.

use std::collections::HashMap;

use serde_json::json;

use super::DONE;
use super::decide::{Action, Step};
use crate::failure::Failure;
use crate::import::entity::Fields;
use crate::import::journal::{Journal, State};
use crate::import::outcome::Outcome;
use crate::options::Options;
use crate::output::{self, Printer};

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

/// Prints what happens to each record, and the failures by index.
pub(super) fn print(
    options: &Options,
    steps: &[Step],
    failures: &[(usize, String)],
) -> Result<(), Failure> {
    let columns = ["id", "rows", "action", "reason"].map(str::to_owned);
    let mut printer = Printer::new(options.format, Some(&columns));
    for (index, step) in steps.iter().enumerate() {
        let failure = failures.iter().find(|(it, _)| *it == index).map(|(_, reason)| reason);
        let (action, reason) = match (&step.action, failure) {
            (_, Some(reason)) => ("failed", reason.clone()),
            (Action::Delete, _) => ("delete", String::new()),
            (Action::Revert(_), _) => ("revert", String::new()),
            (Action::Gone, _) => ("gone", String::new()),
            (Action::Reverted, _) => ("reverted", String::new()),
            (Action::Keep(reason), _) => ("keep", reason.clone()),
        };
        let rows: Vec<String> = step.touched.rows.iter().map(u32::to_string).collect();
        let row = json!({
            "id": step.touched.record, "rows": rows.join(","), "action": action, "reason": reason,
        });
        printer.row(&output::row(&row))?;
    }
    printer.finish()
}
