//! The progress of an export, on terminals.

use std::fmt;
use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::lang::tr;
use crate::safe;

/// A line with the number of rows, the rate and, if the total is known, the remaining time.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// Creates the progress of an entity. It is shown on terminals only.
    pub(super) fn new(entity: &str, is_hidden: bool) -> Progress {
        let is_shown = !is_hidden && io::stderr().is_terminal();
        let target =
            if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target)
            .with_prefix(safe::line(entity).into_owned());
        bar.set_style(style(&tr!(
            "{{prefix}}  {{human_pos}} rows  {{rate}}  {{elapsed}}  {{msg}}",
            "{{prefix}}  {{human_pos}} 行  {{rate}}  {{elapsed}}  {{msg}}"
        )));
        if is_shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Progress(bar)
    }

    /// Sets the number of rows that an earlier run has exported.
    pub(super) fn resume(&self, rows: u64) {
        self.0.set_position(rows);
        self.0.reset_eta();
    }

    /// Shows the number of rows, and the total if it is known.
    pub(super) fn rows(&self, rows: u64, total: Option<u64>) {
        if let Some(total) = total
            && self.0.length() != Some(total)
        {
            self.0.set_length(total);
            self.0.set_style(style(&tr!(
                "{{prefix}}  {{bar:20}} {{human_pos}}/{{human_len}} rows  {{rate}}  {{eta}} left  {{msg}}",
                "{{prefix}}  {{bar:20}} {{human_pos}}/{{human_len}} 行  {{rate}}  剩余 {{eta}}  {{msg}}"
            )));
        }
        self.0.set_position(rows);
    }

    /// Shows what happens after the last row was fetched.
    pub(super) fn stage(&self, text: String) {
        self.0.set_message(text);
    }

    /// Removes the line, so that other output can follow.
    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    // The templates are valid; otherwise, the default is shown.
    let style =
        ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    style.with_key("rate", |state: &ProgressState, out: &mut dyn fmt::Write| {
        // The line only lacks the rate if this fails.
        let _ = write!(out, "{:.0}/s", state.per_sec());
    })
}
