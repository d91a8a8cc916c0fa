//! Rows as comma-separated values.

use std::borrow::Cow;
use std::io::{self, Write};

use crm_client::Record;

use super::Rows;
use crate::safe;

/// Comma-separated values with a header.
pub(super) struct Csv<W: Write> {
    columns: Option<Vec<String>>,
    has_header: bool,
    /// Whether control characters are made visible.
    is_terminal: bool,
    out: csv::Writer<W>,
}

impl<W: Write> Csv<W> {
    /// Creates a writer of these columns, or of the fields of the first row.
    pub(super) fn new(columns: Option<Vec<String>>, out: W) -> Csv<W> {
        let out = csv::Writer::from_writer(out);
        Csv { columns, has_header: false, is_terminal: false, out }
    }

    /// Makes control characters visible if the output goes to a terminal.
    pub(super) fn for_terminal(self, is_terminal: bool) -> Csv<W> {
        Csv { is_terminal, ..self }
    }

    fn header(&mut self) -> io::Result<()> {
        let Some(columns) = &self.columns else { return Ok(()) };
        if !std::mem::replace(&mut self.has_header, true) {
            write(&mut self.out, columns.iter().map(String::as_str), self.is_terminal)?;
        }
        Ok(())
    }
}

/// Writes a line.
fn write<T: AsRef<str>>(
    out: &mut csv::Writer<impl Write>,
    cells: impl Iterator<Item = T>,
    is_terminal: bool,
) -> io::Result<()> {
    for text in cells {
        let text = cell(text.as_ref());
        let shown = if is_terminal { safe::line(&text) } else { Cow::Borrowed(&*text) };
        out.write_field(&*shown)?;
    }
    Ok(out.write_record(None::<&[u8]>)?)
}

impl<W: Write> Rows for Csv<W> {
    fn row(&mut self, row: &Record) -> io::Result<()> {
        self.columns.get_or_insert_with(|| super::columns_of(None, row));
        self.header()?;
        let names = self.columns.iter().flatten();
        let cells = names.map(|name| row.plain_string(name).unwrap_or_default());
        write(&mut self.out, cells, self.is_terminal)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn finish(&mut self) -> io::Result<()> {
        self.header()?;
        self.out.flush()
    }
}

/// Returns text that a spreadsheet does not read as a formula: text that could be one gets a leading
/// apostrophe. Numbers and phone numbers are left as they are, because they cannot do harm.
pub(crate) fn cell(text: &str) -> Cow<'_, str> {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠']);
    let is_number =
        |it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | '.' | ' ' | '(' | ')');
    let is_harmless = text.starts_with(['+', '-']) && text.chars().all(is_number);
    if is_formula && !is_harmless { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_becomes_a_formula() {
        for text in ["=1+1", "@SUM(A1)", "+cmd|' /C calc'!A0", "-2+3+A1", "\t=1", "＝1"] {
            assert_eq!(cell(text), format!("'{text}"));
        }
        for text in ["", "上海", "-1.50", "+86 (21) 3424-0127", "a=b", "002-0001"] {
            assert_eq!(cell(text), text);
        }
    }
}
