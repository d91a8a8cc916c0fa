//! The sheet that explains how to fill in a template.

use crm_client::metadata::FieldInfo;
use rust_xlsxwriter::{Format, Worksheet, XlsxError};

use super::{is_required, items, label};
use crate::import::convert::Shape;
use crate::import::entity::Target;
use crate::lang::tr;

/// The largest number of characters of a cell. Excel accepts 32,767.
const MAX_CHARS: usize = 32_000;

/// Writes the rules, and a table of the fields.
pub(super) fn write(
    sheet: &mut Worksheet,
    target: &Target,
    fields: &[&FieldInfo],
) -> Result<(), XlsxError> {
    sheet.set_name(tr!("Instructions", "填写说明"))?;
    let bold = Format::new().set_bold();
    let rules = [
        tr!(
            "Write one record per row on the first sheet. A red header with * is required.",
            "在第一个工作表中每行填写一条记录。红色且带 * 的列为必填。"
        ),
        tr!("The gray row is an example. It is not imported.", "灰色行为示例，不会被导入。"),
        tr!("An empty cell leaves the field as it is.", "空单元格不会修改对应字段。"),
        tr!(
            "Write dates as 2026-01-15, and numbers with digits.",
            "日期格式为 2026-01-15，数字请用阿拉伯数字填写。"
        ),
        tr!(
            "Do not merge cells. Formulas are imported as their results.",
            "请勿合并单元格。公式按其结果导入。"
        ),
        tr!(
            "Import the file: crm import {} FILE --match FIELD",
            "导入命令：crm import {} 文件 --match 字段",
            target.name()
        ),
    ];
    let mut row = 0;
    for rule in rules {
        sheet.write_string(row, 0, rule)?;
        row += 1;
    }
    row += 1;
    let headers = [
        tr!("header", "表头"),
        tr!("internal name", "内部名称"),
        tr!("value", "值"),
        tr!("required", "必填"),
        tr!("items", "可选项"),
    ];
    for (column, text) in (0..).zip(headers) {
        sheet.set_column_width(column, 24)?;
        sheet.write_string_with_format(row, column, text, &bold)?;
    }
    for field in fields {
        row += 1;
        let required = if is_required(field) { tr!("yes", "是") } else { String::new() };
        let items: String = items(target, field).join("、").chars().take(MAX_CHARS).collect();
        let cells = [label(target, field), field.field.clone(), value(field), required, items];
        for (column, text) in (0..).zip(cells) {
            sheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}

/// Describes the values of a field.
fn value(field: &FieldInfo) -> String {
    match Shape::of(field) {
        Shape::Text | Shape::Other => tr!("text", "文本"),
        Shape::Number => tr!("number", "数字"),
        Shape::Date => tr!("date", "日期"),
        Shape::DateTime => tr!("date and time", "日期和时间"),
        Shape::Bool => tr!("yes or no", "是或否"),
        Shape::Picklist => tr!("item of a list", "列表选项"),
        Shape::Reference => {
            let entity = field.reference_to.as_deref().unwrap_or_default();
            tr!("name or id of a record of {entity}", "{entity} 记录的名称或 id")
        }
    }
}
