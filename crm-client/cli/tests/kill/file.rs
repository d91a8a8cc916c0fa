//! Writes the rows into a CSV or Excel file.

use std::path::Path;

use rust_xlsxwriter::Workbook;

use super::model::{LABELS, Row};

/// Writes a file.
pub fn write(path: &Path, rows: &[Row], is_excel: bool) {
    if is_excel { write_excel(path, rows) } else { write_csv(path, rows) }
}

fn write_csv(path: &Path, rows: &[Row]) {
    let mut csv = csv::Writer::from_path(path).unwrap();
    csv.write_record(LABELS).unwrap();
    for row in rows {
        csv.write_record(row.cells.iter().map(|it| it.as_deref().unwrap_or_default())).unwrap();
    }
    csv.flush().unwrap();
}

fn write_excel(path: &Path, rows: &[Row]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, LABELS).unwrap();
    for (number, row) in (1..).zip(rows) {
        for (column, cell) in (0..).zip(&row.cells) {
            if let Some(text) = cell {
                sheet.write_string(number, column, text).unwrap();
            }
        }
    }
    book.save(path).unwrap();
}
