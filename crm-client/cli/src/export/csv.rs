//! Rows as comma-separated values for spreadsheets.

use std::io;

use crate::cells::text;
use crate::output::csv::cell;

/// Tells spreadsheets that the file is in UTF-8.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Appends the byte order mark and the names of the columns.
pub(super) fn header(names: &[String], out: &mut Vec<u8>) -> io::Result<()> {
    out.extend_from_slice(BYTE_ORDER_MARK);
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(names.iter().map(|it| cell(it).into_owned()))?;
    writer.flush()
}

/// Appends rows.
pub(super) struct Rows<'a>(csv::Writer<&'a mut Vec<u8>>);

impl<'a> Rows<'a> {
    /// Appends rows to this text.
    pub(super) fn new(out: &'a mut Vec<u8>) -> Rows<'a> {
        Rows(csv::Writer::from_writer(out))
    }

    /// Appends a row with the JSON of its cells.
    pub(super) fn row(&mut self, cells: &[Option<&str>]) -> io::Result<()> {
        for json in cells {
            self.0.write_field(cell(&text(json.unwrap_or("null"))).as_bytes())?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    /// Appends what is still buffered.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
