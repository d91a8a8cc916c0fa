//! Finds the row with the headers.

use crm_client::metadata::FieldInfo;

use super::names::{Meaning, find};
use super::{OWN_PREFIX, Spec};
use crate::failure::Failure;
use crate::import::input::{Row, Table};
use crate::lang::tr;

/// The number of rows with values in which the headers are searched.
const SEARCHED: usize = 20;

/// Returns the index of the row with the headers. `number` is the row that a person names; it counts
/// from 1. Default: the first row that names the most fields.
pub(crate) fn row(
    fields: &[FieldInfo],
    table: &Table,
    spec: &Spec,
    number: Option<u32>,
) -> Result<usize, Failure> {
    if let Some(number) = number {
        let found = table.rows.iter().position(|it| it.number + 1 == number);
        return found.ok_or_else(|| {
            Failure::usage(tr!(
                "row {number} is empty; name the row with the headers",
                "第 {number} 行为空；请指定表头所在行"
            ))
        });
    }
    let scores = table.rows.iter().take(SEARCHED).map(|row| score(fields, row, spec));
    let best = scores.enumerate().fold(
        (0, 0),
        |best, (index, score)| {
            if score > best.1 { (index, score) } else { best }
        },
    );
    if table.rows.is_empty() {
        return Err(Failure::usage(tr!(
            "the table is empty; it needs a row of headers and rows of values",
            "表格为空；需要一行表头和若干行数据"
        )));
    }
    Ok(best.0)
}

/// Returns the number of cells that name a field.
fn score(fields: &[FieldInfo], row: &Row, spec: &Spec) -> usize {
    let is_header = |text: &str| {
        text.starts_with(OWN_PREFIX)
            || spec.columns.iter().any(|(header, _)| header.trim() == text)
            || matches!(find(fields, text), Meaning::Field(_) | Meaning::Ambiguous(_))
    };
    let texts = row.cells.iter().map(|it| it.plain().trim().to_owned());
    texts.filter(|it| !it.is_empty() && is_header(it)).count()
}
