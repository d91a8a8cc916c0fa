//! The refused rows as an Excel file.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::{Refused, added_headers, kept};
use crate::import::input::Row;
use crate::import::input::cell::Cell;

/// Writes the header and the rows. Their types stay as they are, and no text becomes a formula.
pub(super) fn write(header: &Row, refused: &[Refused<'_>], out: &mut File) -> io::Result<()> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet_with_constant_memory().map_err(io::Error::other)?;
    fill(sheet, header, refused).map_err(io::Error::other)?;
    let bytes = book.save_to_buffer().map_err(io::Error::other)?;
    let mut out = BufWriter::new(out);
    out.write_all(&bytes)?;
    out.flush()
}

fn fill(sheet: &mut Worksheet, header: &Row, refused: &[Refused<'_>]) -> Result<(), XlsxError> {
    let kept = kept(header, refused);
    let text = Format::new().set_num_format("@");
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let mut write = |number: u32, row: &Row, added: &[String; 2]| -> Result<(), XlsxError> {
        let mut column = 0;
        for index in &kept {
            match row.cell(*index) {
                Cell::Empty | Cell::Invalid(_) => {}
                Cell::Number(value) => {
                    sheet.write_number(number, column, *value)?;
                }
                Cell::Bool(value) => {
                    sheet.write_boolean(number, column, *value)?;
                }
                Cell::Moment(moment) => {
                    let plain = row.cell(*index).plain();
                    let format = if plain.contains(':') { &time } else { &date };
                    // Excel has no dates before 1900.
                    match ExcelDateTime::parse_from_str(&moment.to_string()) {
                        Ok(moment) => {
                            sheet.write_datetime_with_format(number, column, &moment, format)?
                        }
                        Err(_) => sheet.write_string_with_format(number, column, plain, &text)?,
                    };
                }
                Cell::Text(value) => {
                    sheet.write_string_with_format(number, column, value, &text)?;
                }
            }
            column += 1;
        }
        for value in added {
            sheet.write_string(number, column, value)?;
            column += 1;
        }
        Ok(())
    };
    write(0, header, &added_headers())?;
    for (number, (row, reason, remedy)) in (1..).zip(refused) {
        write(number, row, &[reason.clone(), remedy.clone()])?;
    }
    Ok(())
}
