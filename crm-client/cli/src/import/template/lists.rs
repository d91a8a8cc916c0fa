//! Dropdowns. Excel stores at most 255 characters of a list in a cell's rule, so longer lists are in a
//! hidden sheet.

use rust_xlsxwriter::{DataValidation, Formula, Worksheet, XlsxError};

use crate::import::input::cell::column_name;

/// The name of the hidden sheet.
const NAME: &str = "import-lists";

/// The largest number of characters of a list in a rule, with its separators.
const MAX_CHARS: usize = 255;

/// The lists of the hidden sheet, one in each column.
#[derive(Default)]
pub(super) struct Lists(Vec<Vec<String>>);

impl Lists {
    /// Creates the rule of a dropdown, unless there are no items.
    pub(super) fn validation(
        &mut self,
        items: &[String],
    ) -> Result<Option<DataValidation>, XlsxError> {
        if items.is_empty() {
            return Ok(None);
        }
        let length: usize = items.iter().map(|it| it.encode_utf16().count() + 1).sum();
        // A comma separates items, and a quote ends the list.
        let is_plain = items.iter().all(|it| !it.contains([',', '"']) && it.trim() == it);
        if is_plain && length <= MAX_CHARS {
            return DataValidation::new().allow_list_strings(items).map(Some);
        }
        let column = column_name(self.0.len());
        let range = format!("='{NAME}'!${column}$1:${column}${}", items.len());
        self.0.push(items.to_vec());
        Ok(Some(DataValidation::new().allow_list_formula(Formula::new(range))))
    }

    /// Returns whether no hidden sheet is needed.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Writes the hidden sheet.
    pub(super) fn write(&self, sheet: &mut Worksheet) -> Result<(), XlsxError> {
        sheet.set_name(NAME)?.set_hidden(true);
        for (column, items) in (0..).zip(&self.0) {
            for (row, item) in (0..).zip(items) {
                sheet.write_string(row, column, item)?;
            }
        }
        Ok(())
    }
}
