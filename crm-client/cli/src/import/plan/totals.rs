//! The totals of a plan: rows, calls and time.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Action, Planned};
use crate::import::outcome::Outcome;

/// How many rows there are of each kind, and what they cost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Totals {
    /// All rows.
    pub rows: usize,
    /// Rows that create a record.
    pub create: usize,
    /// Rows that update a record.
    pub update: usize,
    /// Rows that change nothing.
    pub unchanged: usize,
    /// Rows that are not imported.
    pub refused: usize,
    /// Rows whose outcome is unknown.
    pub unknown: usize,
    /// Rows that an earlier run of the same command has imported.
    pub done: usize,
    /// The number of calls that planning took.
    pub planning_calls: u32,
    /// The estimated time of the calls that change something.
    pub time: Duration,
}

impl Totals {
    /// Counts the rows of a plan. `latency` is the time of a call.
    pub(crate) fn of(
        plan: &[Planned],
        planning_calls: u32,
        latency: Duration,
        concurrency: usize,
    ) -> Totals {
        let mut totals = Totals { rows: plan.len(), planning_calls, ..Totals::default() };
        for planned in plan {
            let count = match &planned.action {
                Action::Create => &mut totals.create,
                Action::Update { .. } => &mut totals.update,
                Action::Settled(result) => match result.outcome {
                    Outcome::Refused => &mut totals.refused,
                    Outcome::Unknown => &mut totals.unknown,
                    Outcome::Unchanged => &mut totals.unchanged,
                    Outcome::Created | Outcome::Updated => &mut totals.done,
                },
                Action::Journaled(result) => match result.outcome {
                    Outcome::Refused => &mut totals.refused,
                    Outcome::Unknown => &mut totals.unknown,
                    _ => &mut totals.done,
                },
            };
            *count += 1;
        }
        let calls = u32::try_from(totals.calls()).unwrap_or(u32::MAX);
        let lanes = u32::try_from(concurrency.max(1)).unwrap_or(u32::MAX);
        totals.time = latency.saturating_mul(calls.div_ceil(lanes));
        totals
    }

    /// Returns the number of calls that change something.
    pub(crate) fn calls(&self) -> usize {
        self.create + self.update
    }

    /// Returns the totals as a JSON object.
    pub(crate) fn to_json(self) -> Value {
        json!({
            "rows": self.rows,
            "create": self.create,
            "update": self.update,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "unknown": self.unknown,
            "done": self.done,
            "calls": self.calls(),
            "planning_calls": self.planning_calls,
            "seconds": self.time.as_secs(),
        })
    }
}
