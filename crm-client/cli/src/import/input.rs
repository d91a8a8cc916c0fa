//! Reads the rows of a CSV or Excel file.

pub(crate) mod cell;
mod csv;
mod file;
pub(crate) mod hash;
mod kind;
mod limit;
#[cfg(feature = "excel")]
mod xlsx;

use std::path::Path;
use std::thread;

use tokio::sync::oneshot;

use crate::failure::Failure;
use cell::Cell;
pub(crate) use kind::Kind;

/// A table with all its rows that have values.
pub(crate) struct Table {
    /// The rows, without blank ones.
    pub rows: Vec<Row>,
    /// The name of the sheet, if the file has sheets.
    pub sheet: Option<String>,
}

/// A row with values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    /// The number of the row in the file. It counts from 0.
    pub number: u32,
    /// The cells. Cells after the last one are empty.
    pub cells: Vec<Cell>,
}

impl Row {
    /// Returns the cell of a column.
    pub(crate) fn cell(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}

/// A file that was read.
pub(crate) struct Input {
    /// The table.
    pub table: Table,
    /// The format of the file.
    pub kind: Kind,
    /// The hash of the file.
    pub hash: String,
}

/// Reads a file in another thread, so that Ctrl-C ends the wait for a pipe. `sheet` names the sheet of an
/// Excel file. Default: the first visible one.
///
/// # Errors
///
/// Fails if the file cannot be read, has another format than CSV or xlsx, or is too large.
pub(crate) async fn read(path: &Path, sheet: Option<&str>) -> Result<Input, Failure> {
    let (path, sheet) = (path.to_owned(), sheet.map(str::to_owned));
    let (sender, receiver) = oneshot::channel();
    // The receiver is gone if the user has pressed Ctrl-C.
    thread::spawn(move || sender.send(read_blocking(&path, sheet.as_deref())).ok());
    receiver.await.unwrap_or_else(|_| Err(Failure::interrupted()))
}

fn read_blocking(path: &Path, sheet: Option<&str>) -> Result<Input, Failure> {
    let contents = file::read(path)?;
    let kind = Kind::of(&contents.bytes)?;
    let table = match kind {
        #[cfg(feature = "excel")]
        Kind::Xlsx => xlsx::read(&contents.bytes, sheet)?,
        Kind::Csv if sheet.is_some() => return Err(kind::no_sheets()),
        Kind::Csv => csv::read(&contents.bytes)?,
    };
    Ok(Input { table, kind, hash: contents.hash })
}
