//! Tests of `crm import` with the binary.

mod input;
mod journal;
mod lost_replies;
mod matching;
mod mistakes;
mod planning;
mod references;
mod template;
mod undo;

use std::fs;
use std::path::{Path, PathBuf};

use rust_xlsxwriter::{Workbook, Worksheet, XlsxError};
use serde_json::Value;

use crate::support::{Run, Server};

/// A server with the demo CRM, and a folder with files to import.
struct Desk(Server);

impl Desk {
    fn new() -> Desk {
        Desk(Server::start())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.folder.path().join(name)
    }

    /// Writes a file.
    fn file(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// Writes an Excel file with one sheet.
    fn sheet(&self, name: &str, fill: impl FnOnce(&mut Worksheet) -> Result<(), XlsxError>) {
        let mut book = Workbook::new();
        fill(book.add_worksheet()).unwrap();
        book.save(self.path(name)).unwrap();
    }

    /// Reads a file that a run has written, without its byte order mark.
    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap().trim_start_matches('\u{feff}').to_owned()
    }

    /// Runs `crm import` with these words, and with a journal in the folder.
    fn run(&self, line: &str) -> Run {
        self.0.run(&format!("import {line} --journal journal.db --output json"))
    }

    /// Like [`run`](Desk::run), with `--yes`.
    fn import(&self, line: &str) -> Run {
        self.run(&format!("{line} --yes"))
    }

    /// Returns the number of calls that changed something.
    fn writes(&self) -> usize {
        let calls = self.0.sandbox.completed_calls();
        let is_write =
            |it: &&&str| ["/add", "/update", "/delete"].iter().any(|end| it.ends_with(end));
        calls.iter().filter(is_write).count()
    }

    /// Returns records as CSV without a header.
    fn records(&self, entity: &str, fields: &str, filter: &str) -> Vec<String> {
        let line = ["query", entity, "--fields", fields, "--where", filter, "--all"];
        let run = crate::support::finish(self.0.crm(line).args(["--output", "csv"]));
        assert_eq!(run.code, 0, "{run:?}");
        run.stdout.lines().skip(1).map(str::to_owned).collect()
    }
}

/// Returns what a run has printed as JSON.
fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout).unwrap_or_else(|_| panic!("{run:?}"))
}

/// Returns the outcomes of the rows: created, updated, unchanged, refused, unknown.
fn counts(run: &Run) -> [u64; 5] {
    let json = json(run);
    assert_eq!(json["pending"], 0, "{run:?}");
    ["created", "updated", "unchanged", "refused", "unknown"].map(|it| json[it].as_u64().unwrap())
}

fn exists(path: &Path) -> bool {
    path.exists()
}
