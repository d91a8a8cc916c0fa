//! The journal of one export: how far it is, so that an interrupted export continues after its last
//! complete page.
//!
//! It is a file with one JSON object per line: the query and the columns, then a line for each page. The
//! rows of a page are written before its line, so the file with the rows has at least what the journal
//! states. What follows in it belongs to an incomplete page, and is removed. A process can be killed at
//! any point: an incomplete last line is removed, too.

use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead, BufReader, Read, Seek, SeekFrom, Write};

use fs4::FileExt;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::files::{self, Files};
use super::manifest;
use super::source::Layout;
use crate::failure::{Failure, Status};
use crate::lang::tr;

/// The version of the format.
const VERSION: u32 = 1;

/// The number of recent pages whose keys are read again.
const PAGES: usize = 40;

/// A line of the journal.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Line {
    Start(Start),
    Page(Mark),
    /// The file is complete, and has its final name or is about to get it.
    End(Mark),
}

/// The first line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Start {
    pub version: u32,
    /// Everything that decides about the contents of the file.
    pub identity: Value,
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The field with the ids.
    pub key: Option<String>,
    /// The order that is requested.
    pub sort: Option<String>,
    /// When the export started.
    pub started: String,
}

impl Start {
    /// Returns the layout of the export.
    pub(super) fn layout(&self) -> Layout {
        let Start { columns, key, sort, .. } = self.clone();
        Layout { columns, key, sort }
    }

    /// Creates the first line of an export that starts now.
    pub(super) fn new(identity: Value, layout: Layout) -> Start {
        let Layout { columns, key, sort } = layout;
        let started = manifest::now();
        Start { version: VERSION, identity, columns, key, sort, started }
    }
}

/// The state after a page.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Mark {
    /// The number of the page.
    pub page: u32,
    /// The size of the file with the rows, in bytes.
    pub bytes: u64,
    /// The number of rows.
    pub rows: u64,
    /// The number of rows that were left out, because the CRM repeated them.
    pub repeated: u64,
    /// The number of calls that requested rows.
    pub calls: u64,
    /// The hashes of the keys on this page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<u64>,
    /// The number of cells that are too long for a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub long_cells: Option<u64>,
}

/// The journal of a running export. Only one process can have it.
pub(super) struct Journal {
    file: File,
    files: Files,
    /// Whether there is something to continue.
    is_useful: bool,
}

/// The state of an interrupted export.
pub(super) struct Left {
    pub start: Start,
    /// The state after the last complete page.
    pub mark: Mark,
    /// The hashes of recent keys, oldest first.
    pub keys: Vec<u64>,
    /// Whether the file is complete.
    pub is_complete: bool,
}

impl Journal {
    /// Opens the journal of an export, and returns what an interrupted export has left.
    ///
    /// # Errors
    ///
    /// Fails if another process exports to the same file.
    pub(super) fn open(files: &Files) -> Result<(Journal, Option<Left>), Failure> {
        let failed = |error: io::Error| files::failed(&files.journal, &error);
        let mut open = OpenOptions::new();
        let file = open.read(true).write(true).create(true).truncate(false).open(&files.journal);
        if file.is_err() && !files.folder().exists() {
            return Err(Failure::usage(tr!(
                "{}: the folder does not exist; create it, or name another one",
                "{}：文件夹不存在；请先创建，或换用其他文件夹",
                files::shown(files.folder())
            )));
        }
        let mut file = file.map_err(failed)?;
        if FileExt::try_lock(&file).is_err() {
            return Err(Failure::new(
                Status::Failed,
                tr!(
                    "{}: another process exports to this file; wait until it ends",
                    "{}：其他进程正在导出到该文件；请等待其结束",
                    files::shown(&files.target)
                ),
            ));
        }
        let (left, size) = read(&mut file).map_err(failed)?;
        let left = left.filter(|left| left.is_complete || has_rows(files, left));
        file.set_len(if left.is_some() { size } else { 0 }).map_err(failed)?;
        file.seek(SeekFrom::End(0)).map_err(failed)?;
        let is_useful = left.is_some();
        Ok((Journal { file, files: files.clone(), is_useful }, left))
    }

    /// Forgets what an earlier export has left, and writes the first line.
    pub(super) fn start(&mut self, start: Start) -> Result<(), Failure> {
        let failed = |error: io::Error| files::failed(&self.files.journal, &error);
        self.file.set_len(0).and_then(|()| self.file.rewind()).map_err(failed)?;
        self.is_useful = false;
        self.write(&Line::Start(start))
    }

    /// Notes that the rows of a page are written.
    pub(super) fn page(&mut self, mark: &Mark) -> Result<(), Failure> {
        self.write(&Line::Page(mark.clone()))?;
        self.is_useful = true;
        Ok(())
    }

    /// Notes that the file is complete.
    pub(super) fn end(&mut self, mark: &Mark) -> Result<(), Failure> {
        self.write(&Line::End(mark.clone()))?;
        self.file.sync_all().map_err(|error| files::failed(&self.files.journal, &error))
    }

    /// Removes the journal of a finished export.
    pub(super) fn finish(mut self) -> Result<(), Failure> {
        self.is_useful = true;
        files::remove(&self.files.journal)
    }

    fn write(&mut self, line: &Line) -> Result<(), Failure> {
        let failed = |error: io::Error| files::failed(&self.files.journal, &error);
        let mut text = serde_json::to_string(line).map_err(|error| failed(error.into()))?;
        text.push('\n');
        self.file.write_all(text.as_bytes()).map_err(failed)
    }
}

/// Removes the files of an export that has no complete page yet.
impl Drop for Journal {
    fn drop(&mut self) {
        if !self.is_useful {
            // A file that stays is removed by the next export.
            let _ = files::remove(&self.files.part);
            let _ = files::remove(&self.files.journal);
        }
    }
}

/// Returns what a journal states, and the size of its complete lines.
fn read(file: &mut File) -> io::Result<(Option<Left>, u64)> {
    let mut reader = BufReader::new(file);
    let (mut left, mut size) = (None, 0);
    let mut recent: VecDeque<Vec<u64>> = VecDeque::new();
    let mut text = Vec::new();
    loop {
        text.clear();
        reader.read_until(b'\n', &mut text)?;
        let Some(text) = text.strip_suffix(b"\n") else { break };
        match (serde_json::from_slice(text), &mut left) {
            (Ok(Line::Start(start)), None) if start.version == VERSION => {
                let (mark, keys) = (Mark::default(), Vec::new());
                left = Some(Left { start, mark, keys, is_complete: false });
            }
            (Ok(Line::Page(mut mark)), Some(left)) => {
                recent.push_back(std::mem::take(&mut mark.keys));
                if recent.len() > PAGES {
                    recent.pop_front();
                }
                left.mark = mark;
            }
            (Ok(Line::End(mark)), Some(left)) => {
                left.mark = mark;
                left.is_complete = true;
            }
            _ => break,
        }
        size += text.len() as u64 + 1;
    }
    if let Some(left) = &mut left {
        left.keys = recent.into_iter().flatten().collect();
    }
    Ok((left, size))
}

/// Returns whether the file with the rows has the rows that a journal states, up to the end of a line.
fn has_rows(files: &Files, left: &Left) -> bool {
    let Some(last) = left.mark.bytes.checked_sub(1).filter(|_| left.mark.page > 0) else {
        return false;
    };
    let read = || {
        let mut file = File::open(&files.part)?;
        file.seek(SeekFrom::Start(last))?;
        let mut byte = [0];
        file.read_exact(&mut byte).map(|()| byte)
    };
    read().is_ok_and(|byte| byte == *b"\n")
}
