//! The rows of the input, converted into values of fields.

use serde_json::Value;

use super::convert::{self, Shape};
use super::entity::{Fields, Target};
use super::input::cell::{Address, Cell, Defect};
use super::input::{Row, Table};
use super::mapping::{FieldRef, Mapping};
use super::normalize::Normalizer;
use super::problem::Problem;
use super::references::{References, Wanted};
use crate::lang::tr;

/// The separator between the parts of a key. No value contains it.
const SEPARATOR: char = '\u{1f}';

/// The fields by which records are matched.
#[derive(Clone, Debug)]
pub(crate) struct Matching {
    /// The internal names.
    pub fields: Vec<String>,
    /// How values are compared.
    pub normalizer: Normalizer,
}

/// A row of the input with its values.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The number of the row in the file. It counts from 1.
    pub number: u32,
    /// The values to send.
    pub fields: Fields,
    /// The normalized match key, if there is one.
    pub key: Option<String>,
    /// The problems of the cells.
    pub problems: Vec<Problem>,
}

/// Returns the texts of all references.
pub(crate) fn wanted(target: &Target, mapping: &Mapping, rows: &[Row]) -> Wanted {
    let mut wanted = Wanted::default();
    for column in mapping.columns.iter().filter(|it| it.target.field != target.key) {
        for row in rows.iter().filter(|it| has_values(it, mapping)) {
            let cell = row.cell(column.index);
            if !cell.is_empty() && !matches!(cell, Cell::Invalid(_)) {
                convert::want(target, &column.target, cell, &mut wanted);
            }
        }
    }
    for fixed in &mapping.fixed {
        convert::want(target, &fixed.target, &Cell::text(fixed.text.clone()), &mut wanted);
    }
    wanted
}

/// Returns the numbers of the rows that are imported. They count from 0.
pub(crate) fn numbers(rows: &[Row], mapping: &Mapping) -> impl Iterator<Item = u32> {
    rows.iter().filter(|it| has_values(it, mapping)).map(|it| it.number)
}

/// Converts all rows after the headers.
pub(crate) fn prepare(
    target: &Target,
    table: &Table,
    header: usize,
    mapping: &Mapping,
    references: &References,
    matching: &Matching,
) -> Vec<Prepared> {
    let rows = table.rows[header + 1..].iter();
    rows.filter(|row| has_values(row, mapping))
        .map(|row| prepare_row(target, row, mapping, references, matching))
        .collect()
}

/// Returns whether a row is imported: it has a value in a column that is imported, and is not skipped.
fn has_values(row: &Row, mapping: &Mapping) -> bool {
    let is_value = |cell: &Cell| !matches!(cell, Cell::Empty | Cell::Invalid(Defect::Merged));
    let is_skipped = mapping.skip.is_some_and(|it| !row.cell(it).is_empty());
    !is_skipped && mapping.columns.iter().any(|it| is_value(row.cell(it.index)))
}

fn prepare_row(
    target: &Target,
    row: &Row,
    mapping: &Mapping,
    references: &References,
    matching: &Matching,
) -> Prepared {
    let (mut fields, mut problems) = (Fields::default(), Vec::new());
    for column in &mapping.columns {
        let cell = row.cell(column.index);
        let address = Address { row: row.number, column: column.index };
        match convert_cell(target, references, &column.target, cell) {
            Ok(Some(value)) => fields.set(&column.target.field, value),
            Ok(None) => {}
            Err(problem) => problems.push(problem.at(address)),
        }
    }
    for fixed in &mapping.fixed {
        if fields.get(&fixed.target.field).is_some() {
            continue;
        }
        let cell = Cell::text(fixed.text.clone());
        match convert_cell(target, references, &fixed.target, &cell) {
            Ok(Some(value)) => fields.set(&fixed.target.field, value),
            Ok(None) => {}
            Err(problem) => {
                let field = &fixed.target.field;
                let reason = problem.reason;
                let reason =
                    tr!("the constant of `{field}`: {reason}", "`{field}` 的常量：{reason}");
                problems.push(Problem { reason, ..problem });
            }
        }
    }
    let key = key(target, matching, |name| fields.get(name).map(plain));
    Prepared { number: row.number + 1, fields, key, problems }
}

fn convert_cell(
    target: &Target,
    references: &References,
    field: &FieldRef,
    cell: &Cell,
) -> Result<Option<Value>, Problem> {
    if field.field != target.key || matches!(cell, Cell::Invalid(_)) {
        return convert::value(target, references, field, cell);
    }
    // The id of the record itself does not refer to another record.
    let text = cell.plain().trim().to_owned();
    Ok((!text.is_empty()).then(|| text.into()))
}

/// Returns the normalized key of a row or a record, or `None` if all its parts are empty.
pub(crate) fn key(
    target: &Target,
    matching: &Matching,
    value: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let part = |name: &String| {
        let value = value(name).unwrap_or_default();
        let shape = target.field(name).map(Shape::of);
        match shape {
            _ if *name == target.key => value,
            Some(Shape::Text | Shape::Other) | None => matching.normalizer.apply(&value),
            Some(_) => value,
        }
    };
    let parts: Vec<String> = matching.fields.iter().map(part).collect();
    let is_empty = parts.iter().all(String::is_empty);
    (!is_empty).then(|| parts.join(&SEPARATOR.to_string()))
}

/// Returns a value as text.
pub(crate) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
