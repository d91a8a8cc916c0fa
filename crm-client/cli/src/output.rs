//! Rows and records as a table, JSON, NDJSON or CSV.
//!
//! Rows are printed while they arrive. If a row cannot be read, the output ends after the row before it,
//! and the exit code is not 0. A JSON document is then incomplete on purpose, so that no program takes it
//! for the whole list.

mod block;
mod cell;
pub(crate) mod csv;
pub(crate) mod file;
mod json;
mod layout;
mod table;
mod wrap;

use std::io::{self, BufWriter, Write};

use crm_client::Record;

use crate::failure::Failure;
use crate::{safe, terminal};
pub(crate) use wrap::wrap;

/// A format of rows and records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// A table for people.
    Table,
    /// One JSON document.
    Json,
    /// One JSON object per line.
    Ndjson,
    /// Comma-separated values with a header.
    Csv,
}

impl Format {
    /// The names of all formats.
    pub(crate) const NAMES: [&'static str; 4] = ["table", "json", "ndjson", "csv"];

    /// Returns the format with this name.
    pub(crate) fn from_name(name: &str) -> Option<Format> {
        match name {
            "table" => Some(Format::Table),
            "json" => Some(Format::Json),
            "ndjson" => Some(Format::Ndjson),
            "csv" => Some(Format::Csv),
            _ => None,
        }
    }
}

/// Writes rows, one after another.
pub(crate) trait Rows {
    /// Writes a row.
    fn row(&mut self, row: &Record) -> io::Result<()>;

    /// Passes on what has been written so far.
    fn flush(&mut self) -> io::Result<()>;

    /// Writes what follows the last row.
    fn finish(&mut self) -> io::Result<()>;

    /// Writes the rows that are still buffered, after an error ended the list.
    fn abandon(&mut self) -> io::Result<()> {
        self.flush()
    }
}

/// Prints rows on standard output.
pub(crate) struct Printer {
    rows: Box<dyn Rows>,
    is_finished: bool,
}

impl Printer {
    /// Creates a printer of these columns, or of the fields of the first row if there are none.
    pub(crate) fn new(format: Format, columns: Option<&[String]>) -> Printer {
        let out = BufWriter::new(io::stdout().lock());
        let columns = columns.map(<[String]>::to_vec);
        let rows: Box<dyn Rows> = match format {
            Format::Csv => {
                Box::new(csv::Csv::new(columns, out).for_terminal(terminal::is_output()))
            }
            _ => rows(format, columns, out),
        };
        Printer { rows, is_finished: false }
    }

    /// Prints a row.
    pub(crate) fn row(&mut self, row: &Record) -> Result<(), Failure> {
        self.rows.row(row).map_err(|error| Failure::output(&error))
    }

    /// Passes on all rows so far, at the end of a page.
    pub(crate) fn flush(&mut self) -> Result<(), Failure> {
        self.rows.flush().map_err(|error| Failure::output(&error))
    }

    /// Prints what follows the last row.
    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        self.is_finished = true;
        self.rows.finish().map_err(|error| Failure::output(&error))
    }
}

impl Drop for Printer {
    fn drop(&mut self) {
        if !self.is_finished {
            // The failure that ended the rows is reported, and not a second one.
            let _ = self.rows.abandon();
        }
    }
}

/// Creates a writer of these columns, or of the fields of the first row if there are none.
pub(crate) fn rows<'a, W: Write + 'a>(
    format: Format,
    columns: Option<Vec<String>>,
    out: W,
) -> Box<dyn Rows + 'a> {
    match format {
        Format::Table => Box::new(table::Table::new(columns, terminal::width(), out)),
        Format::Json => Box::new(json::Array::new(columns, out)),
        Format::Ndjson => Box::new(json::Lines::new(columns, out)),
        Format::Csv => Box::new(csv::Csv::new(columns, out)),
    }
}

/// Prints one record.
pub(crate) fn record(
    format: Format,
    record: &Record,
    columns: Option<&[String]>,
) -> Result<(), Failure> {
    if matches!(format, Format::Ndjson | Format::Csv) {
        let mut printer = Printer::new(format, columns);
        printer.row(record)?;
        return printer.finish();
    }
    let mut out = BufWriter::new(io::stdout().lock());
    let printed = match format {
        Format::Table => block::record(record, columns, terminal::width(), &mut out),
        _ => json::line(record, columns, &mut out).and_then(|()| out.flush()),
    };
    printed.map_err(|error| Failure::output(&error))
}

/// Prints a line of text.
pub(crate) fn line(text: &str) -> Result<(), Failure> {
    self::text(&format!("{text}\n"))
}

/// Prints text.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let printed = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    printed.map_err(|error| Failure::output(&error))
}

/// Prints a document of text. A terminal executes none of its control characters.
pub(crate) fn document(document: &[u8]) -> Result<(), Failure> {
    if !terminal::is_output() {
        let mut out = io::stdout().lock();
        let printed = out.write_all(document).and_then(|()| out.flush());
        return printed.map_err(|error| Failure::output(&error));
    }
    String::from_utf8_lossy(document).lines().try_for_each(|it| line(&safe::line(it)))
}

/// Converts a JSON object into a row.
pub(crate) fn row(object: &serde_json::Value) -> Record {
    // Every JSON object is a record.
    serde_json::from_str(&object.to_string()).unwrap_or_default()
}

/// Converts a value that is serialized as an object into a row. The fields keep their order.
pub(crate) fn record_of(value: &impl serde::Serialize) -> Record {
    let json = serde_json::to_string(value).unwrap_or_default();
    serde_json::from_str(&json).unwrap_or_default()
}

/// Returns the columns, or the names of the fields of a row.
fn columns_of(columns: Option<&[String]>, row: &Record) -> Vec<String> {
    match columns {
        Some(columns) => columns.to_vec(),
        None => row.iter().map(|(name, _)| name.to_owned()).collect(),
    }
}
