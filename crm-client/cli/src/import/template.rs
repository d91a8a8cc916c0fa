//! Writes an Excel file to fill in: headers in the words of the CRM, dropdowns, notes, an example.

mod instructions;
mod lists;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crm_client::metadata::FieldInfo;
use rust_xlsxwriter::{Color, Format, Note, Workbook, Worksheet, XlsxError};

use super::convert::Shape;
use super::entity::{self, Target};
use super::mapping::SKIP_HEADER;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::session::Session;
use lists::Lists;

/// The last row that has dropdowns. It counts from 0.
const LAST_ROW: u32 = 10_000;

/// The largest number of characters of the name of a sheet.
const MAX_NAME: usize = 31;

/// Writes a template for an entity.
///
/// # Errors
///
/// Fails if there is no such entity, or if the file exists.
pub(crate) async fn write(
    session: &Session<'_>,
    name: &str,
    path: &Path,
) -> Result<Status, Failure> {
    let target = entity::open(session, name).await?;
    let failed = |error: io::Error| Failure::io(path.display(), &error);
    let bytes = workbook(&target).map_err(|error| failed(io::Error::other(error)))?;
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    file.and_then(|mut file| file.write_all(&bytes)).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            let path = path.display();
            Failure::usage(tr!(
                "{path}: the file exists; remove it, or name another one",
                "{path}：文件已存在；请删除或换用其他文件名"
            ))
        }
        _ => failed(error),
    })?;
    session.options().hint(&tr!("wrote {}", "已写入 {}", path.display()));
    Ok(Status::Success)
}

fn workbook(target: &Target) -> Result<Vec<u8>, XlsxError> {
    let mut fields: Vec<&FieldInfo> = target.entity.fields.iter().collect();
    fields.retain(|it| it.creatable && it.field != target.key);
    fields.sort_by_key(|it| !is_required(it));
    let mut book = Workbook::new();
    let mut lists = Lists::default();
    let data = book.add_worksheet().set_name(sheet_name(&target.entity.info.name))?;
    data_sheet(data, target, &fields, &mut lists)?;
    instructions::write(book.add_worksheet(), target, &fields)?;
    if !lists.is_empty() {
        lists.write(book.add_worksheet())?;
    }
    book.save_to_buffer()
}

/// Writes the sheet to fill in.
fn data_sheet(
    sheet: &mut Worksheet,
    target: &Target,
    fields: &[&FieldInfo],
    lists: &mut Lists,
) -> Result<(), XlsxError> {
    let header = Format::new().set_bold().set_background_color(Color::RGB(0x00DD_E6F0));
    let required = header.clone().set_font_color(Color::RGB(0x00C0_0000));
    let gray = Format::new().set_font_color(Color::RGB(0x0080_8080)).set_italic();
    sheet.set_freeze_panes(1, 0)?;
    let mut column = 0;
    for field in fields {
        sheet.set_column_width(column, 18)?;
        sheet.set_column_format(column, &cell_format(field))?;
        let format = if is_required(field) { &required } else { &header };
        sheet.write_string_with_format(0, column, label(target, field), format)?;
        let note = Note::new(note(field)).add_author_prefix(false);
        sheet.insert_note(0, column, &note)?;
        if let Some(list) = lists.validation(&items(target, field))? {
            sheet.add_data_validation(1, column, LAST_ROW, column, &list)?;
        }
        sheet.write_string_with_format(1, column, example(target, field), &gray)?;
        column += 1;
    }
    sheet.write_string_with_format(0, column, SKIP_HEADER, &gray)?;
    sheet.write_string_with_format(1, column, tr!("example", "示例"), &gray)?;
    Ok(())
}

/// Returns whether a new record needs a value. The CRM may fill in the user who imports.
fn is_required(field: &FieldInfo) -> bool {
    !field.nullable && field.reference_to.as_deref() != Some("User")
}

/// Returns the header of a field: its label, or its internal name if the label does not tell it.
fn label(target: &Target, field: &FieldInfo) -> String {
    let same = target.entity.fields.iter().filter(|it| it.name == field.name);
    let is_clear = same.count() == 1 && !field.name.trim().is_empty();
    let label = if is_clear { &field.name } else { &field.field };
    if is_required(field) { format!("{label} *") } else { label.clone() }
}

fn note(field: &FieldInfo) -> String {
    let (name, kind) = (&field.field, &field.data_type);
    let need =
        if is_required(field) { tr!("required", "必填") } else { tr!("optional", "选填") };
    tr!("{name} ({kind}, {need})", "{name}（{kind}，{need}）")
}

/// Returns the values of a field that has a fixed set of them.
fn items(target: &Target, field: &FieldInfo) -> Vec<String> {
    match Shape::of(field) {
        Shape::Picklist => {
            let items = target.entity.items(&field.field).iter();
            items.map(|it| it.label.clone()).collect()
        }
        Shape::Bool => vec![tr!("yes", "是"), tr!("no", "否")],
        _ => Vec::new(),
    }
}

/// Returns the format of the cells of a field. Text keeps leading zeros and long numbers.
fn cell_format(field: &FieldInfo) -> Format {
    Format::new().set_num_format(match Shape::of(field) {
        Shape::Date => "yyyy-mm-dd",
        Shape::DateTime => "yyyy-mm-dd hh:mm:ss",
        Shape::Number => "General",
        _ => "@",
    })
}

fn example(target: &Target, field: &FieldInfo) -> String {
    match Shape::of(field) {
        Shape::Number => "100".to_owned(),
        Shape::Date => "2026-01-15".to_owned(),
        Shape::DateTime => "2026-01-15 09:30:00".to_owned(),
        Shape::Picklist | Shape::Bool => {
            items(target, field).into_iter().next().unwrap_or_default()
        }
        Shape::Reference => tr!("name or id", "名称或 id"),
        Shape::Text | Shape::Other => tr!("text", "文本"),
    }
}

/// Returns a name that Excel accepts.
fn sheet_name(label: &str) -> String {
    let is_valid = |it: &char| {
        !matches!(it, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !it.is_control()
    };
    let name: String = label.chars().filter(is_valid).take(MAX_NAME).collect();
    if name.trim().is_empty() { "data".to_owned() } else { name }
}
