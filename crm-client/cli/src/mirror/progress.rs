//! The progress of a round, on terminals.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::lang::tr;
use crate::safe;

/// A line with the entity, and the number of rows read so far.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// Creates the progress of a round. It is shown on terminals only.
    pub(crate) fn new(is_hidden: bool) -> Progress {
        let is_shown = !is_hidden && io::stderr().is_terminal();
        let target =
            if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        let template = tr!(
            "{{prefix}}  {{human_pos}} rows  {{per_sec}}  {{elapsed}}",
            "{{prefix}}  {{human_pos}} 行  {{per_sec}}  {{elapsed}}"
        );
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        if is_shown {
            bar.enable_steady_tick(Duration::from_millis(200));
        }
        Progress(bar)
    }

    /// Shows that an entity is read now.
    pub(super) fn entity(&self, name: &str) {
        self.0.set_prefix(safe::line(name).into_owned());
        self.0.set_position(0);
        self.0.reset_eta();
    }

    /// Adds rows that were read.
    pub(super) fn rows(&self, rows: usize) {
        self.0.inc(rows as u64);
    }
}

impl Drop for Progress {
    /// Removes the line, so that other output can follow.
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
