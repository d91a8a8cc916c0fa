//! Rows as one JSON array, or as one JSON object per line.

use std::io::{self, Write};

use crm_client::Record;

use super::Rows;
use crate::safe;

/// One array of objects, each on a line.
pub(super) struct Array<W> {
    columns: Option<Vec<String>>,
    count: usize,
    out: W,
}

impl<W: Write> Array<W> {
    /// Creates a writer of these columns, or of all fields.
    pub(super) fn new(columns: Option<Vec<String>>, out: W) -> Array<W> {
        Array { columns, count: 0, out }
    }
}

impl<W: Write> Rows for Array<W> {
    fn row(&mut self, row: &Record) -> io::Result<()> {
        self.out.write_all(if self.count == 0 { b"[\n  " } else { b",\n  " })?;
        self.count += 1;
        object(row, self.columns.as_deref(), &mut self.out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(if self.count == 0 { b"[]\n" } else { b"\n]\n" })?;
        self.out.flush()
    }
}

/// One object per line.
pub(super) struct Lines<W> {
    columns: Option<Vec<String>>,
    out: W,
}

impl<W: Write> Lines<W> {
    /// Creates a writer of these columns, or of all fields.
    pub(super) fn new(columns: Option<Vec<String>>, out: W) -> Lines<W> {
        Lines { columns, out }
    }
}

impl<W: Write> Rows for Lines<W> {
    fn row(&mut self, row: &Record) -> io::Result<()> {
        line(row, self.columns.as_deref(), &mut self.out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a record as a line.
pub(super) fn line(
    record: &Record,
    columns: Option<&[String]>,
    out: &mut impl Write,
) -> io::Result<()> {
    object(record, columns, out)?;
    out.write_all(b"\n")
}

/// Writes these columns of a record, or all fields. Values stay as they are. Missing fields are left out.
fn object(record: &Record, columns: Option<&[String]>, out: &mut impl Write) -> io::Result<()> {
    let Some(columns) = columns else {
        return out.write_all(safe::json(&record.to_json()).as_bytes());
    };
    let fields = columns.iter().filter_map(|name| Some((name, record.raw(name)?)));
    out.write_all(b"{")?;
    for (index, (name, json)) in fields.enumerate() {
        if index > 0 {
            out.write_all(b",")?;
        }
        let name = serde_json::Value::from(name.as_str()).to_string();
        write!(out, "{}:{}", safe::json(&name), safe::json(json))?;
    }
    out.write_all(b"}")
}
