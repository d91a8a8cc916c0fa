//! A record as a block with one field per line.

use std::io::{self, Write};

use crm_client::Record;
use unicode_width::UnicodeWidthStr;

use super::cell::Cell;
use super::layout::{GAP, cut, pad};
use super::wrap::wrap;
use crate::safe;

/// Writes a record as a block with one field per line.
pub(super) fn record(
    record: &Record,
    columns: Option<&[String]>,
    width: u16,
    out: &mut impl Write,
) -> io::Result<()> {
    let names = super::columns_of(columns, record);
    let cells: Vec<Cell> = names.iter().map(|name| Cell::of(record, name)).collect();
    let fields = names.iter().zip(&cells).map(|(name, cell)| (name.as_str(), cell.text.as_str()));
    block(&fields.collect::<Vec<_>>(), width.into(), out)?;
    out.flush()
}

/// Writes names and values, one below the other. Long values continue on the next line.
pub(super) fn block(fields: &[(&str, &str)], width: usize, out: &mut impl Write) -> io::Result<()> {
    let names: Vec<_> = fields.iter().map(|(name, _)| safe::line(name)).collect();
    let longest = names.iter().map(|it| it.width()).max().unwrap_or_default();
    let column = longest.min(width / 2);
    let rest = width.saturating_sub(column + GAP).max(1);
    for (name, (_, value)) in names.iter().zip(fields) {
        let mut name = cut(name, column);
        for line in wrap(value, rest) {
            let text = format!("{}{}{line}", pad(&name, column, false), " ".repeat(GAP));
            writeln!(out, "{}", text.trim_end())?;
            name.clear();
        }
    }
    Ok(())
}
