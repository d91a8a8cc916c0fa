//! Rows as an Excel workbook.
//!
//! Ids, other text and numbers that a spreadsheet would round are text cells. No cell is a formula or a
//! link. A sheet has a limited number of rows: the others go to further sheets. A cell has a limited
//! length: longer text continues on the last sheet, so that nothing is lost.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::spool::{Spool, exact_number};
use crate::cells::text;

/// The number of rows of a sheet, the header included.
const MAX_ROWS: u32 = 1_048_576;

/// The number of columns of a sheet.
const MAX_COLUMNS: usize = 16_384;

/// The length of a cell, in units of UTF-16.
const MAX_LENGTH: usize = 32_767;

/// The length of the name of a sheet.
const MAX_NAME: usize = 31;

/// The end of a cell whose text continues on the last sheet.
const CONTINUED: &str = " … [continued on the sheet Long texts]";

/// Writes the rows into a file, with temporary files in a folder. Returns the number of long cells.
pub(super) fn write(spool: &Spool, file: &File, folder: &Path) -> io::Result<u64> {
    quietly(|| write_limited(spool, file, folder, MAX_ROWS))
}

/// Runs a function whose panics are reported by the caller, without printing them.
fn quietly<T>(work: impl FnOnce() -> T) -> T {
    struct Restore(Option<Hook>);
    type Hook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + Send>;

    impl Drop for Restore {
        fn drop(&mut self) {
            // The hook cannot be changed while a panic unwinds.
            if let Some(hook) = self.0.take().filter(|_| !std::thread::panicking()) {
                std::panic::set_hook(hook);
            }
        }
    }

    let _restore = Restore(Some(std::panic::take_hook()));
    std::panic::set_hook(Box::new(|_| {}));
    work()
}

fn write_limited(spool: &Spool, file: &File, folder: &Path, max_rows: u32) -> io::Result<u64> {
    if spool.columns.len() > MAX_COLUMNS {
        let problem =
            format!("a sheet has at most {MAX_COLUMNS} columns; select fields with `--fields`");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
    }
    let mut workbook = Workbook::new();
    // Equal rows give equal bytes.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
    workbook.set_tempdir(folder).map_err(failed)?;
    let mut sheets = Sheets { workbook, spool, max_rows, count: 0, row: 0, long: None };
    sheets.add()?;
    spool.for_each(|cells| sheets.row(cells))?;
    let long_cells = sheets.long.as_ref().map_or(0, |it| u64::from(it.cells));
    sheets.workbook.save_to_writer(BufWriter::new(file)).map_err(failed)?;
    Ok(long_cells)
}

/// The sheets of a workbook.
struct Sheets<'a> {
    workbook: Workbook,
    spool: &'a Spool,
    max_rows: u32,
    /// The number of sheets with rows.
    count: usize,
    /// The next row of the current sheet.
    row: u32,
    long: Option<LongTexts>,
}

/// The sheet with the text of long cells.
struct LongTexts {
    sheet: usize,
    row: u32,
    cells: u32,
}

impl Sheets<'_> {
    /// Adds a sheet with the names of the columns.
    fn add(&mut self) -> io::Result<()> {
        self.count += 1;
        let name = sheet_name(&self.spool.title, self.count);
        let header: Vec<&str> = self.spool.columns.iter().map(|it| it.name.as_str()).collect();
        add_sheet(&mut self.workbook, &name, &header)?;
        self.row = 1;
        Ok(())
    }

    fn row(&mut self, cells: &[Option<&str>]) -> io::Result<()> {
        if self.row >= self.max_rows {
            self.add()?;
        }
        // The sheet with long texts is not the current one, unless no other sheet was added after it.
        let is_before =
            self.long.as_ref().is_some_and(|it| it.sheet == self.workbook.worksheets().len() - 1);
        let sheet = self.workbook.worksheets().len() - 1 - usize::from(is_before);
        let mut long = Vec::new();
        let current = self.workbook.worksheet_from_index(sheet).map_err(failed)?;
        for ((column, json), place) in self.spool.columns.iter().zip(cells).zip(0..) {
            let Some(json) = json else { continue };
            if let Some(text) = cell(current, (self.row, place), json, column.is_text)? {
                long.push((column.name.as_str(), text));
            }
        }
        let place = self.row + 1;
        self.row += 1;
        for (field, text) in long {
            self.long_text(place, field, &text)?;
        }
        Ok(())
    }

    /// Writes the whole text of a long cell to the sheet for such texts.
    fn long_text(&mut self, row: u32, field: &str, text: &str) -> io::Result<()> {
        let name = sheet_name(&self.spool.title, self.count);
        let long = if let Some(long) = &mut self.long {
            long
        } else {
            let header = ["sheet", "row", "field", "part", "text"];
            add_sheet(&mut self.workbook, "Long texts", &header)?;
            let sheet = self.workbook.worksheets().len() - 1;
            self.long.insert(LongTexts { sheet, row: 1, cells: 0 })
        };
        long.cells += 1;
        let sheet = self.workbook.worksheet_from_index(long.sheet).map_err(failed)?;
        for (part, number) in parts(text).zip(1u32..) {
            let at = long.row;
            sheet.write_string(at, 0, &name).map_err(failed)?;
            sheet.write_number(at, 1, row).map_err(failed)?;
            sheet.write_string(at, 2, field).map_err(failed)?;
            sheet.write_number(at, 3, number).map_err(failed)?;
            sheet.write_string(at, 4, part).map_err(failed)?;
            long.row += 1;
        }
        Ok(())
    }
}

/// Adds a sheet with a header that stays visible.
fn add_sheet(workbook: &mut Workbook, name: &str, header: &[&str]) -> io::Result<()> {
    let sheet = workbook.add_worksheet_with_constant_memory().map_err(failed)?;
    sheet.set_name(name).map_err(failed)?;
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    let bold = Format::new().set_bold();
    for (text, column) in header.iter().zip(0..) {
        sheet.write_string_with_format(0, column, *text, &bold).map_err(failed)?;
    }
    Ok(())
}

/// Writes a cell from its JSON. Returns its text if it is too long.
fn cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    json: &str,
    is_text: bool,
) -> io::Result<Option<String>> {
    let number = if is_text { None } else { exact_number(json) };
    let mut long = None;
    match (json, number) {
        ("null" | "\"\"", _) => return Ok(None),
        ("true" | "false", _) => sheet.write_boolean(row, column, json == "true"),
        (_, Some(number)) => sheet.write_number(row, column, number),
        (_, None) => {
            let text = text(json);
            match shortened(&text) {
                None => sheet.write_string(row, column, text),
                Some(start) => {
                    long = Some(text.into_owned());
                    sheet.write_string(row, column, start)
                }
            }
        }
    }
    .map_err(failed)?;
    Ok(long)
}

/// Returns the beginning of text that is too long for a cell.
fn shortened(text: &str) -> Option<String> {
    if text.len() <= MAX_LENGTH || text.encode_utf16().count() <= MAX_LENGTH {
        return None;
    }
    let start = prefix(text, MAX_LENGTH - CONTINUED.encode_utf16().count());
    Some(format!("{start}{CONTINUED}"))
}

/// Returns the longest beginning that has at most this length.
fn prefix(text: &str, max: usize) -> &str {
    let mut length = 0;
    let end = text.char_indices().find(|(_, it)| {
        length += it.len_utf16();
        length > max
    });
    &text[..end.map_or(text.len(), |(end, _)| end)]
}

/// Splits text into parts that fit into cells.
fn parts(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let part = prefix(text, MAX_LENGTH);
        text = &text[part.len()..];
        (!part.is_empty()).then_some(part)
    })
}

/// Returns the name of a sheet, which is unique and has no forbidden characters.
fn sheet_name(title: &str, number: usize) -> String {
    let is_plain = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | ' ');
    let plain: String = title.chars().map(|it| if is_plain(it) { it } else { '_' }).collect();
    let suffix = if number > 1 { format!(" ({number})") } else { String::new() };
    let name = prefix(&plain, MAX_NAME - suffix.len());
    // The program reserves one of these names, and the other one is in use.
    let is_taken = ["", "history", "long texts"].contains(&&*name.to_lowercase());
    format!("{}{name}{suffix}", if is_taken { "_" } else { "" })
}

fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        error => io::Error::other(error),
    }
}
