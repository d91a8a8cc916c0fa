//! The progress of an import on a terminal.

use std::io::{IsTerminal, stderr};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::lang::tr;
use crate::options::Options;

/// A line with the number of rows that have ended and the remaining time.
pub(super) struct Progress {
    bar: ProgressBar,
    is_new: bool,
}

impl Progress {
    /// Creates a line, which is visible on terminals only.
    pub(super) fn new(options: &Options, rows: usize) -> Progress {
        let is_shown = !options.quiet && stderr().is_terminal();
        let target =
            if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(Some(rows as u64), target);
        let template = tr!(
            "{{bar:20}} {{human_pos}}/{{human_len}} rows  {{per_sec}}  {{eta}} left",
            "{{bar:20}} {{human_pos}}/{{human_len}} 行  {{per_sec}}  剩余 {{eta}}"
        );
        // The template is valid; otherwise, the default is shown.
        let style = ProgressStyle::with_template(&template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Progress { bar, is_new: true }
    }

    /// Shows the number of rows that have ended.
    pub(super) fn show(&mut self, ended: usize) {
        self.bar.set_position(ended as u64);
        // Rows that ended before this process began say nothing about its speed.
        if std::mem::take(&mut self.is_new) {
            self.bar.reset_eta();
        }
    }

    /// Removes the line, so that other output can follow.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}
