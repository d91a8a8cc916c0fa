//! Prints what happens to the records of a run.

use serde_json::json;

use super::decide::{Action, Step};
use crate::failure::Failure;
use crate::options::Options;
use crate::output::{self, Printer};

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
