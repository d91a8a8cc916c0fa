//! Converts cells into the values of fields.

mod date;
mod label;
mod number;

use crm_client::metadata::FieldInfo;
use crm_client::{DataType, Id};
use serde_json::Value;

use crate::import::entity::Target;
use crate::import::input::cell::{Cell, Defect};
use crate::import::mapping::FieldRef;
use crate::import::problem::Problem;
use crate::import::references::{Found, References, Wanted};
use crate::lang::tr;

/// From here on, Excel has rounded a whole number.
const ROUNDED: f64 = 1e15;

/// The kind of value that a field has. The vendor names the first three types only; the others are
/// recognized by their usual names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Text,
    Reference,
    Picklist,
    Number,
    Date,
    DateTime,
    Bool,
    /// An unknown type. Its values are sent as they are.
    Other,
}

impl Shape {
    /// Returns the kind of value of a field.
    pub(crate) fn of(field: &FieldInfo) -> Shape {
        match field.data_type.as_str().to_ascii_lowercase().as_str() {
            "reference" => Shape::Reference,
            "picklist" => Shape::Picklist,
            "string" | "text" | "textarea" | "email" | "phone" | "mobile" | "url" => Shape::Text,
            "number" | "int" | "integer" | "long" | "decimal" | "double" | "float" | "money"
            | "currency" | "percent" => Shape::Number,
            "date" => Shape::Date,
            "datetime" | "timestamp" => Shape::DateTime,
            "boolean" | "bool" => Shape::Bool,
            _ => Shape::Other,
        }
    }
}

/// Adds the text of a cell to the references to look up.
pub(crate) fn want(target: &Target, field: &FieldRef, cell: &Cell, wanted: &mut Wanted) {
    let info = target.field(&field.field);
    let entity = info.and_then(|it| it.reference_to.as_deref());
    let Some(entity) = entity.filter(|_| info.is_some_and(is_reference)) else { return };
    if let Ok(text) = text(cell) {
        wanted.add(entity, field, &text);
    }
}

/// Converts a cell, or returns `None` if it is empty.
pub(crate) fn value(
    target: &Target,
    references: &References,
    field: &FieldRef,
    cell: &Cell,
) -> Result<Option<Value>, Problem> {
    if cell.is_empty() {
        return Ok(None);
    }
    usable(cell)?;
    let Some(info) = target.field(&field.field) else { return Ok(None) };
    let value = match Shape::of(info) {
        Shape::Text => text(cell)?.into(),
        Shape::Picklist => label::item(target.entity.items(&info.field), cell)?,
        Shape::Number => number::value(cell)?,
        Shape::Date => date::date(cell)?.into(),
        Shape::DateTime => date::date_time(cell)?.into(),
        Shape::Bool => label::truth(cell)?,
        Shape::Reference => reference(info, references, field, cell)?,
        Shape::Other => match cell {
            Cell::Number(_) => number::value(cell)?,
            Cell::Bool(value) => (*value).into(),
            _ => text(cell)?.into(),
        },
    };
    Ok(Some(value))
}

fn is_reference(info: &FieldInfo) -> bool {
    info.data_type == DataType::REFERENCE
}

fn reference(
    info: &FieldInfo,
    references: &References,
    field: &FieldRef,
    cell: &Cell,
) -> Result<Value, Problem> {
    let text = text(cell)?;
    let entity = info.reference_to.as_deref().unwrap_or_default();
    match references.get(entity, field, &text) {
        Some(Found::One(id)) => Ok(id.as_str().into()),
        Some(Found::Many(ids)) => {
            let ids = ids.join(", ");
            Err(Problem::of_value(
                &text,
                tr!("several records have this name", "有多条记录使用该名称"),
                tr!("use one of the ids: {ids}", "请改用其中一个 id：{ids}"),
            ))
        }
        // Without the entity, an id is all that a reference can be.
        None if text.parse::<Id>().is_ok() => Ok(text.into()),
        Some(Found::Missing(names)) if !names.is_empty() => {
            let names = names.join(", ");
            Err(missing(&text, tr!("similar names: {names}", "相近的名称：{names}")))
        }
        _ => Err(missing(
            &text,
            tr!("create the record first, or correct the name", "请先创建该记录，或更正名称"),
        )),
    }
}

fn missing(text: &str, remedy: String) -> Problem {
    Problem::of_value(text, tr!("no record has this name or id", "没有该名称或 id 的记录"), remedy)
}

/// Checks that a cell has a value.
fn usable(cell: &Cell) -> Result<(), Problem> {
    let Cell::Invalid(defect) = cell else { return Ok(()) };
    Err(match defect {
        Defect::Error(error) => Problem::of_value(
            error,
            tr!("the formula has an error", "公式结果为错误值"),
            tr!("correct the formula, or write a value", "请修正公式或直接填写值"),
        ),
        Defect::NoResult => Problem::of_row(
            tr!("the formula has no stored result", "公式没有保存结果"),
            tr!(
                "open and save the file in a spreadsheet program, or write a value",
                "请用电子表格软件打开并保存，或直接填写值"
            ),
        ),
        Defect::Formula(formula) => Problem::of_value(
            formula,
            tr!("the cell begins with `=` like a formula", "单元格以“=”开头，形似公式"),
            tr!(
                "write its result, or put an apostrophe before it to import the text",
                "请填写结果，或在前面加英文单引号按文本导入"
            ),
        ),
        Defect::Merged => Problem::of_row(
            tr!("the cell is covered by a merged cell", "单元格被合并单元格覆盖"),
            tr!("unmerge it, and write the value in every row", "请取消合并，并在每一行填写值"),
        ),
    })
}

/// Returns the text of a cell, without white space around it.
fn text(cell: &Cell) -> Result<String, Problem> {
    match cell {
        Cell::Number(number) if number.fract() == 0.0 && number.abs() >= ROUNDED => {
            Err(Problem::of_value(
                &cell.plain(),
                tr!(
                    "the number has more than 15 digits, so the spreadsheet has rounded it",
                    "数字超过 15 位，已被电子表格舍入"
                ),
                tr!(
                    "format the column as text, and write the number again",
                    "请将该列设为文本格式后重新填写"
                ),
            ))
        }
        _ => Ok(cell.plain().trim().to_owned()),
    }
}
