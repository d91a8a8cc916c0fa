//! The rows of a complete export, to convert them into a workbook or a Parquet file.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crm_client::DataType;

use super::plan::Plan;
use crate::cells::Cells;

/// A column of the converted file.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub name: String,
    /// Whether all values are text, such as ids, even if the CRM sends a number.
    pub is_text: bool,
}

/// The rows of an export, and what the conversion needs to know of them.
pub(super) struct Spool {
    pub path: PathBuf,
    /// The label of the entity.
    pub title: String,
    pub columns: Vec<Column>,
    /// Set if the conversion is no longer wanted.
    pub is_cancelled: Arc<AtomicBool>,
}

impl Spool {
    /// Describes the rows of an export.
    pub(super) fn new(path: &Path, plan: &Plan, columns: &[String]) -> Spool {
        let is_text = |name: &str| {
            let ty = plan.entity.field(name).map(|it| &it.data_type);
            ty.is_some_and(|it| [DataType::STRING, DataType::REFERENCE].contains(it))
        };
        let column = |name: &String| Column { name: name.clone(), is_text: is_text(name) };
        Spool {
            path: path.to_owned(),
            title: plan.entity.info.entity.clone(),
            columns: columns.iter().map(column).collect(),
            is_cancelled: Arc::default(),
        }
    }

    /// Passes the JSON of the cells of each row to a function.
    pub(super) fn for_each(
        &self,
        mut use_row: impl FnMut(&[Option<&str>]) -> io::Result<()>,
    ) -> io::Result<()> {
        let cells = Cells::new(self.columns.iter().map(|it| it.name.clone()).collect());
        let mut reader = BufReader::with_capacity(1 << 16, File::open(&self.path)?);
        let mut line = String::new();
        while reader.read_line(&mut line)? > 0 {
            use_row(&cells.of(&line)?)?;
            line.clear();
            if self.is_cancelled.load(Ordering::Relaxed) {
                return Err(io::ErrorKind::Interrupted.into());
            }
        }
        Ok(())
    }
}

/// Returns a JSON number if it is exact as a number of a spreadsheet, which has 15 digits.
pub(super) fn exact_number(json: &str) -> Option<f64> {
    const MAX_DIGITS: usize = 15;
    if !json.starts_with(|it: char| it.is_ascii_digit() || it == '-') {
        return None;
    }
    let mantissa = json.split(['e', 'E']).next().unwrap_or_default();
    let digits = mantissa.trim_start_matches(['-', '0', '.']).bytes();
    let number: f64 = json.parse().ok()?;
    let is_exact = digits.filter(u8::is_ascii_digit).count() <= MAX_DIGITS;
    (is_exact && number.is_finite()).then_some(number)
}

#[test]
#[allow(clippy::float_cmp, reason = "the numbers are exact")]
fn numbers_with_more_digits_than_a_spreadsheet_has_are_text() {
    for (json, expected) in [
        ("99999.00", Some(99999.0)),
        ("-0.001", Some(-0.001)),
        ("123456789012345", Some(123_456_789_012_345.0)),
        ("1234567890123456", None),
        ("0.1234567890123456", None),
        ("1e400", None),
        ("\"1\"", None),
        ("null", None),
        ("true", None),
    ] {
        assert_eq!(exact_number(json), expected, "{json}");
    }
}
