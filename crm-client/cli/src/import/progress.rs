//! The progress of an import on a terminal.

use std::io::{IsTerminal, Write, stderr};
use std::time::{Duration, Instant};

use crate::lang::tr;
use crate::options::Options;

/// The time between two lines.
const PAUSE: Duration = Duration::from_millis(200);

/// A line that is overwritten.
pub(super) struct Progress {
    is_shown: bool,
    rows: usize,
    started: Instant,
    /// The number of rows that had ended at the start.
    first: Option<usize>,
    last: Option<Instant>,
}

impl Progress {
    /// Creates a line, which is visible on terminals only.
    pub(super) fn new(options: &Options, rows: usize) -> Progress {
        let is_shown = !options.quiet && stderr().is_terminal();
        Progress { is_shown, rows, started: Instant::now(), first: None, last: None }
    }

    /// Shows the number of rows that have ended.
    pub(super) fn show(&mut self, ended: usize) {
        let first = *self.first.get_or_insert(ended);
        if !self.is_shown || self.last.is_some_and(|it| it.elapsed() < PAUSE) {
            return;
        }
        self.last = Some(Instant::now());
        let (rows, done) = (self.rows, ended - first);
        let elapsed = self.started.elapsed();
        let rest = u32::try_from(rows - ended).unwrap_or(u32::MAX);
        let rest = elapsed.saturating_mul(rest) / u32::try_from(done.max(1)).unwrap_or(u32::MAX);
        let seconds = rest.as_secs();
        // The terminal may be gone.
        let _ = write!(
            stderr(),
            "\r\u{1b}[K{}",
            tr!(
                "{ended} of {rows} rows, about {seconds} s left",
                "{ended} / {rows} 行，约剩 {seconds} 秒"
            )
        );
        let _ = stderr().flush();
    }

    /// Removes the line.
    pub(super) fn clear(&self) {
        if self.is_shown && self.last.is_some() {
            let _ = write!(stderr(), "\r\u{1b}[K");
        }
    }
}
