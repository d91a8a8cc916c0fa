//! Rows as a table that fits the terminal.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table as Grid, presets};
use crm_client::Record;

use super::Rows;
use crate::safe;

/// A table. Its first rows decide about the widths of the columns, so that the other rows need no
/// memory.
pub(super) struct Table<W> {
    columns: Option<Vec<String>>,
    width: u16,
    waiting: Vec<Vec<String>>,
    /// The widths of the columns, once rows have been written.
    widths: Option<Vec<u16>>,
    out: W,
}

/// The number of rows that are written at once.
const CHUNK: usize = 200;

impl<W: Write> Table<W> {
    /// Creates a table of these columns, or of the fields of the first row, with a width in columns of
    /// the terminal.
    pub(super) fn new(columns: Option<Vec<String>>, width: u16, out: W) -> Table<W> {
        Table { columns, width, waiting: Vec::new(), widths: None, out }
    }

    fn write_chunk(&mut self) -> io::Result<()> {
        let Some(columns) = &self.columns else { return Ok(()) };
        let mut grid = grid(self.width);
        match &self.widths {
            None => {
                grid.set_header(columns.iter().map(|it| safe::line(it).into_owned()));
                for row in self.waiting.drain(..) {
                    add(&mut grid, row);
                }
                self.widths = Some(grid.column_max_content_widths());
            }
            Some(_) => {
                for row in self.waiting.drain(..) {
                    add(&mut grid, row);
                }
            }
        }
        for line in grid.lines() {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        self.out.flush()
    }
}

impl<W: Write> Rows for Table<W> {
    fn row(&mut self, row: &Record) -> io::Result<()> {
        let columns = self.columns.get_or_insert_with(|| super::columns_of(None, row));
        self.waiting.push(columns.iter().map(|name| text(row, name)).collect());
        if self.waiting.len() >= CHUNK { self.write_chunk() } else { Ok(()) }
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.widths.is_none() || !self.waiting.is_empty() { self.write_chunk() } else { Ok(()) }
    }
}

/// Writes a record as a table with one field per line.
pub(super) fn record(
    record: &Record,
    columns: Option<&[String]>,
    width: u16,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut grid = grid(width);
    for name in super::columns_of(columns, record) {
        grid.add_row([safe::line(&name).into_owned(), text(record, &name)]);
    }
    for line in grid.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    out.flush()
}

fn grid(width: u16) -> Grid {
    let mut grid = Grid::new();
    grid.load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width);
    grid
}

/// Adds a row of one line. Longer cells end with an ellipsis.
fn add(grid: &mut Grid, cells: Vec<String>) {
    let mut row = comfy_table::Row::from(cells);
    row.max_height(1);
    grid.add_row(row);
}

fn text(row: &Record, name: &str) -> String {
    safe::line(&row.plain_string(name).unwrap_or_default()).into_owned()
}
