//! A data dictionary as a workbook. Every cell is a string, so that no name or label becomes a formula.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::dictionary::Sheet;
use crate::failure::{Failure, Status};

/// The greatest width of a column, in characters.
const MAX_WIDTH: usize = 60;

/// The greatest length of a cell, in characters. Excel counts UTF-16 units.
const MAX_CELL: usize = 32_767;

/// Returns a workbook with these sheets.
///
/// # Errors
///
/// Fails if the workbook cannot be created, such as with more rows than a sheet can have.
pub(super) fn workbook(sheets: &[Sheet]) -> Result<Vec<u8>, Failure> {
    create(sheets).map_err(|error| Failure::new(Status::Failed, format!("xlsx: {error}")))
}

fn create(sheets: &[Sheet]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let bold = Format::new().set_bold();
    for Sheet { name, headings, rows } in sheets {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?;
        for (column, heading) in (0..).zip(headings) {
            sheet.write_string_with_format(0, column, heading, &bold)?;
            let cells = rows.iter().filter_map(|row| row.get(usize::from(column)));
            let widths = cells.chain([heading]).map(|it| it.width() + 2);
            let width = widths.max().unwrap_or_default().min(MAX_WIDTH);
            sheet.set_column_width(column, u32::try_from(width).unwrap_or_default())?;
        }
        for (index, row) in (1..).zip(rows) {
            for (column, cell) in (0..).zip(row) {
                sheet.write_string(index, column, shortened(cell))?;
            }
        }
        sheet.set_freeze_panes(1, 0)?;
        let last_row = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let last_column = u16::try_from(headings.len().saturating_sub(1)).unwrap_or_default();
        sheet.autofilter(0, 0, last_row, last_column)?;
    }
    workbook.save_to_buffer()
}

/// Returns the beginning of a string that fits into a cell.
fn shortened(text: &str) -> String {
    let mut units = 0;
    let fits = |it: &char| {
        units += it.len_utf16();
        units <= MAX_CELL
    };
    text.chars().take_while(fits).collect()
}
