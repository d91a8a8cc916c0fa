//! Bounds of the memory for a table.

use crate::failure::Failure;
use crate::lang::tr;

/// The largest number of rows with values.
const MAX_ROWS: usize = 500_000;

/// The largest number of bytes of all texts.
#[cfg(feature = "excel")]
const MAX_TEXT: usize = 256 << 20;

/// The size of a table so far.
#[derive(Default)]
pub(super) struct Limit {
    rows: usize,
    #[cfg(feature = "excel")]
    text: usize,
}

impl Limit {
    /// The largest number of columns.
    pub(super) const MAX_COLUMNS: usize = 1000;

    /// Counts a row.
    pub(super) fn row(&mut self, columns: usize) -> Result<(), Failure> {
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return Err(Failure::usage(tr!(
                "the file has more than {MAX_ROWS} rows; split it into several files",
                "文件超过 {MAX_ROWS} 行；请拆分为多个文件"
            )));
        }
        Limit::column(columns.saturating_sub(1))
    }

    /// Checks the index of a column.
    pub(super) fn column(index: usize) -> Result<(), Failure> {
        let max = Limit::MAX_COLUMNS;
        if index < max {
            return Ok(());
        }
        Err(Failure::usage(tr!(
            "the file has more than {max} columns; delete the columns that are not needed",
            "文件超过 {max} 列；请删除不需要的列"
        )))
    }

    /// Counts the bytes of a cell.
    #[cfg(feature = "excel")]
    pub(super) fn text(&mut self, bytes: usize) -> Result<(), Failure> {
        self.text += bytes;
        if self.text <= MAX_TEXT {
            return Ok(());
        }
        let max = MAX_TEXT >> 20;
        Err(Failure::usage(tr!(
            "the sheet has more than {max} MiB of text; split it into several files",
            "工作表的文本超过 {max} MiB；请拆分为多个文件"
        )))
    }
}
