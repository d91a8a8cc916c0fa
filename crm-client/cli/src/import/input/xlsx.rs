//! Reads a sheet of an Excel file, cell by cell.

mod archive;

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxCellFormulaMetadataRecord};
use jiff::civil::{DateTime, date};

use super::cell::{Cell, Defect};
use super::limit::Limit;
use super::{Row, Table};
use crate::failure::Failure;
use crate::lang::tr;
use crate::safe;

/// The largest number of cells with values or in rows with values that merged cells cover.
const MAX_MERGED: usize = 10_000_000;

/// Reads the sheet with this name, or the first visible one.
pub(super) fn read(bytes: &[u8], sheet: Option<&str>) -> Result<Table, Failure> {
    archive::check(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| invalid(&error))?;
    let name = choose(&book, sheet)?;
    let merged = book.merge_cells_by_sheet_name(&name).map_err(|error| invalid(&error))?;
    let mut limit = Limit::default();
    let mut rows: Vec<Row> = Vec::new();
    let mut cells = book.worksheet_cells_reader(&name).map_err(|error| invalid(&error))?;
    while let Some(record) =
        cells.next_cell_with_formula_metadata().map_err(|error| invalid(&error))?
    {
        let (row, column) = record.pos;
        let cell = cell(record);
        if cell.is_empty() {
            continue;
        }
        if let Cell::Text(text) = &cell {
            limit.text(text.len())?;
        }
        let column = column as usize;
        Limit::column(column)?;
        if rows.last().is_none_or(|it| it.number != row) {
            if rows.last().is_some_and(|it| it.number > row) {
                return Err(invalid(&"the rows are not in their order"));
            }
            limit.row(0)?;
            rows.push(Row { number: row, cells: Vec::new() });
        }
        if let Some(row) = rows.last_mut() {
            if row.cells.len() <= column {
                row.cells.resize(column + 1, Cell::Empty);
            }
            row.cells[column] = cell;
        }
    }
    let mut table = Table { rows, sheet: Some(name) };
    let mut marked = 0;
    for region in merged {
        marked += mark(&mut table, region.start, region.end);
        if marked > MAX_MERGED {
            return Err(invalid(&"too many cells are merged"));
        }
    }
    Ok(table)
}

/// Marks the cells that a merged cell covers, so that their rows are not imported without the value.
/// Only rows with values matter. Returns the number of cells.
fn mark(table: &mut Table, start: (u32, u32), end: (u32, u32)) -> usize {
    let (first, last) = (start.1 as usize, (end.1 as usize).min(Limit::MAX_COLUMNS - 1));
    let mut marked = 0;
    let from = table.rows.partition_point(|it| it.number < start.0);
    for row in table.rows[from..].iter_mut().take_while(|it| it.number <= end.0) {
        for column in first..=last {
            let is_origin = row.number == start.0 && column == first;
            if !is_origin {
                if row.cells.len() <= column {
                    row.cells.resize(column + 1, Cell::Empty);
                }
                row.cells[column] = Cell::Invalid(Defect::Merged);
                marked += 1;
            }
        }
    }
    marked
}

fn choose(book: &Xlsx<Cursor<&[u8]>>, sheet: Option<&str>) -> Result<String, Failure> {
    let sheets = book.sheets_metadata().iter().filter(|it| it.typ == SheetType::WorkSheet);
    let names: Vec<_> = sheets.clone().map(|it| safe::line(&it.name)).collect();
    let names = names.join(", ");
    let found = match sheet {
        Some(name) => sheets.clone().find(|it| it.name == name),
        None => sheets.clone().find(|it| it.visible == SheetVisible::Visible),
    };
    match (found, sheet) {
        (Some(found), _) => Ok(found.name.clone()),
        (None, Some(name)) => Err(Failure::usage(tr!(
            "no sheet is named “{}”; the sheets are: {names}",
            "没有名为“{}”的工作表；现有工作表：{names}",
            safe::line(name)
        ))),
        (None, None) => Err(Failure::usage(tr!(
            "the file has no visible sheet; name one with `--sheet`: {names}",
            "文件没有可见的工作表；请用 `--sheet` 指定：{names}"
        ))),
    }
}

fn cell(record: XlsxCellFormulaMetadataRecord<'_>) -> Cell {
    match record.value {
        DataRef::Empty if record.formula.is_some() => Cell::Invalid(Defect::NoResult),
        DataRef::Empty => Cell::Empty,
        // `f64` holds every integer that Excel can store.
        #[allow(clippy::cast_precision_loss, reason = "Excel stores numbers as `f64`")]
        DataRef::Int(number) => Cell::Number(number as f64),
        DataRef::Float(number) => Cell::Number(number),
        DataRef::String(text) => Cell::text(text),
        DataRef::SharedString(text) => Cell::text(text.to_owned()),
        DataRef::Bool(value) => Cell::Bool(value),
        DataRef::DateTime(moment) if moment.is_duration() => Cell::Number(moment.as_f64()),
        DataRef::DateTime(moment) => match civil(moment.to_ymd_hms_milli()) {
            Some(civil) if moment.as_f64() >= 0.0 => Cell::Moment(civil),
            _ => Cell::Number(moment.as_f64()),
        },
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.parse().map_or(Cell::Text(text), Cell::Moment)
        }
        DataRef::Error(error) => Cell::Invalid(Defect::Error(error.to_string())),
    }
}

/// Returns a moment, rounded to seconds.
fn civil(parts: (u16, u8, u8, u8, u8, u8, u16)) -> Option<DateTime> {
    let (year, month, day, hour, minute, second, milli) = parts;
    let small = |it: u8| i8::try_from(it).ok();
    let (month, day) = (small(month)?, small(day)?);
    let (hour, minute, second) = (small(hour)?, small(minute)?, small(second)?);
    let year = i16::try_from(year).ok()?;
    jiff::civil::Date::new(year, month, day).ok()?;
    let moment = date(year, month, day).at(hour, minute, second, 0);
    // Excel stores times as fractions of a day, which are rarely exact.
    if milli < 500 { Some(moment) } else { moment.checked_add(jiff::Span::new().seconds(1)).ok() }
}

fn invalid(error: &impl std::fmt::Display) -> Failure {
    let error = error.to_string();
    let error = safe::line(&error);
    Failure::usage(tr!(
        "not a valid xlsx file: {error}; open it in a spreadsheet program and save it again",
        "不是有效的 xlsx 文件：{error}；请用电子表格软件打开后重新保存"
    ))
}
