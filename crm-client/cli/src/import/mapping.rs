//! Maps the columns of a table to fields.

pub(crate) mod header;
mod names;
mod spec;

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;

use crm_client::metadata::FieldInfo;

use crate::failure::Failure;
use crate::import::entity::Target;
use crate::import::input::Table;
use crate::import::input::cell::{Address, Cell, Defect, column_name};
use crate::import::problem::{Problem, shortened};
use crate::lang::tr;
use crate::safe;
pub(crate) use names::FieldRef;
use names::{Meaning, find};
pub(crate) use spec::Spec;

/// The beginning of the headers that an error file adds. Such columns are not imported.
pub(crate) const OWN_PREFIX: &str = "import:";

/// The header of a column whose rows are not imported if they have a value in it.
pub(crate) const SKIP_HEADER: &str = "import:skip";

/// Which column and which constant is which field.
pub(crate) struct Mapping {
    /// The columns that are imported.
    pub columns: Vec<Column>,
    /// The values of fields without a column, and of empty cells.
    pub fixed: Vec<Fixed>,
    /// The column with the header [`SKIP_HEADER`].
    pub skip: Option<usize>,
    /// The columns that no field has.
    unknown: Vec<(String, Option<FieldRef>)>,
    /// What a person should know about the columns.
    pub notes: Vec<String>,
}

/// A column that is imported.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    /// The index of the column in the table.
    pub index: usize,
    /// The header.
    pub header: String,
    /// The field.
    pub target: FieldRef,
}

/// A value that is not in the file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fixed {
    /// The field.
    pub target: FieldRef,
    /// The value, as in a cell.
    pub text: String,
    /// Whether a cell takes precedence.
    pub is_default: bool,
}

/// Maps the headers in a row of the table, and finds all mistakes in them.
pub(crate) fn resolve(
    target: &Target,
    table: &Table,
    header: usize,
    spec: &Spec,
    matched: &[String],
    ignore_unknown: bool,
) -> (Mapping, Vec<Problem>) {
    let fields = &target.entity.fields;
    let (header, rows) = (&table.rows[header], &table.rows[header + 1..]);
    let width = rows.iter().map(|it| it.cells.len()).max().unwrap_or_default();
    let mut mapping = Mapping {
        columns: Vec::new(),
        fixed: Vec::new(),
        skip: None,
        unknown: Vec::new(),
        notes: Vec::new(),
    };
    let mut problems = Vec::new();
    for index in 0..width.max(header.cells.len()) {
        let cell = header.cell(index);
        let address = Address { row: header.number, column: index };
        let text = cell.plain().trim().to_owned();
        let first = rows
            .iter()
            .find(|it| !matches!(it.cell(index), Cell::Empty | Cell::Invalid(Defect::Merged)));
        match (cell, first) {
            (Cell::Invalid(Defect::Merged), _) => {
                problems.push(merged(address));
                continue;
            }
            (Cell::Empty, None) => continue,
            (Cell::Empty, Some(row)) => {
                let first = Address { row: row.number, column: index };
                problems.push(unnamed(address, first));
                continue;
            }
            _ if text == SKIP_HEADER => {
                mapping.skip = Some(index);
                continue;
            }
            _ if text.starts_with(OWN_PREFIX) => continue,
            _ => {}
        }
        let decided = spec.columns.iter().find(|(it, _)| it.trim() == text);
        let name = match decided {
            Some((_, None)) => continue,
            Some((_, Some(field))) => field.as_str(),
            None => &text,
        };
        let found = match find(fields, name) {
            Meaning::Field(found) => found,
            Meaning::Ambiguous(names) => {
                problems.push(ambiguous(&text, &names).at(address));
                continue;
            }
            Meaning::Unknown(similar) => {
                if ignore_unknown && decided.is_none() {
                    let column = column_name(index);
                    mapping.notes.push(tr!(
                        "column {column} “{}” is ignored; no field has this name",
                        "忽略列 {column}“{}”：没有对应的字段",
                        shortened(&text)
                    ));
                } else {
                    problems.push(unknown(name, similar.as_ref()).at(address));
                }
                mapping.unknown.push((text, similar));
                continue;
            }
        };
        if let Some(other) = mapping.columns.iter().find(|it| it.target.field == found.field) {
            let other = Address { row: header.number, column: other.index };
            problems.push(repeated(&text, other, &found).at(address));
            continue;
        }
        let column = Column { index, header: text, target: found };
        if let Some(note) = unsettable(target, &column, matched) {
            mapping.notes.push(note);
            continue;
        }
        if first.is_none() {
            mapping.notes.push(tr!(
                "{address}: the column `{}` has no values; it changes nothing",
                "{address}：列 `{}` 没有任何值，不会产生修改",
                column.target.field
            ));
        }
        mapping.columns.push(column);
    }
    fixed(fields, spec, &mut mapping, &mut problems);
    (mapping, problems)
}

/// Adds the constants and defaults.
fn fixed(fields: &[FieldInfo], spec: &Spec, mapping: &mut Mapping, problems: &mut Vec<Problem>) {
    let constants = spec.constants.iter().map(|it| (it, false));
    let all: Vec<_> = constants.chain(spec.defaults.iter().map(|it| (it, true))).collect();
    for ((name, text), is_default) in all {
        let target = match find(fields, name) {
            Meaning::Field(target) => target,
            Meaning::Ambiguous(names) => {
                problems.push(ambiguous(name, &names));
                continue;
            }
            Meaning::Unknown(similar) => {
                problems.push(unknown(name, similar.as_ref()));
                continue;
            }
        };
        let has_column = mapping.columns.iter().any(|it| it.target.field == target.field);
        if has_column && !is_default {
            problems.push(Problem::of_value(
                name,
                tr!("the field has a column and a constant", "该字段既有列又有常量"),
                tr!("remove one of them, or use a default", "请去掉其中一个，或改用默认值"),
            ));
            continue;
        }
        mapping.fixed.push(Fixed { target, text: text.clone(), is_default });
    }
}

/// Returns why a column is not imported, if no call can set its field.
fn unsettable(target: &Target, column: &Column, matched: &[String]) -> Option<String> {
    let name = &column.target.field;
    let field = target.field(name)?;
    if field.creatable || field.updatable || matched.contains(name) {
        return None;
    }
    let index = column_name(column.index);
    Some(if *name == target.key {
        tr!(
            "column {index} is ignored: `{name}` is the id; `--match {name}` updates records by id",
            "忽略列 {index}：`{name}` 是记录 id；可用 `--match {name}` 按 id 更新"
        )
    } else {
        tr!(
            "column {index} is ignored: the CRM sets `{name}` itself",
            "忽略列 {index}：`{name}` 由 CRM 自动填写"
        )
    })
}

/// Writes a mapping file with the columns of the table.
///
/// # Errors
///
/// Fails if the file exists, so that nobody's decisions are lost.
pub(crate) fn write(path: &Path, mapping: &Mapping, spec: &Spec) -> Result<(), Failure> {
    let known = mapping.columns.iter().map(|it| (it.header.clone(), Some(it.target.name())));
    let ignored = spec.columns.iter().filter(|(_, field)| field.is_none()).cloned();
    let written = Spec { columns: known.chain(ignored).collect(), ..spec.clone() };
    let comments = mapping.unknown.iter().map(|(header, similar)| {
        let field = similar.as_ref().map_or("false".to_owned(), |it| format!("\"{}\"", it.name()));
        format!("{} = {field}", toml_edit::Key::new(header.as_str()))
    });
    let text = written.to_toml(&comments.collect::<Vec<_>>());
    let name = path.display();
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::usage(tr!(
            "{name}: the file exists; remove it, or name another one",
            "{name}：文件已存在；请删除或换用其他文件名"
        )),
        _ => Failure::io(&name, &error),
    })
}

fn merged(address: Address) -> Problem {
    let reason = tr!("the header is covered by a merged cell", "表头被合并单元格覆盖");
    Problem::of_row(
        reason,
        tr!("unmerge it, and give each column a header", "请取消合并，并为每列填写表头"),
    )
    .at(address)
}

fn unnamed(address: Address, first: Address) -> Problem {
    let reason = tr!("the header is empty, but {first} has a value", "表头为空，但 {first} 有值");
    Problem::of_row(reason, tr!("add a header, or delete the column", "请补上表头或删除该列"))
        .at(address)
}

fn ambiguous(header: &str, names: &[String]) -> Problem {
    let names = names.join(", ");
    Problem::of_value(
        header,
        tr!("several fields have this label", "多个字段使用该名称"),
        tr!("use an internal name as the header: {names}", "请用内部名称作为表头：{names}"),
    )
}

fn unknown(header: &str, similar: Option<&FieldRef>) -> Problem {
    let remedy = match similar {
        Some(it) => tr!(
            "did you mean `{}`? Otherwise map it with `--map`, or add `--ignore-unknown`",
            "是否指 `{}`？否则请用 `--map` 指定，或添加 `--ignore-unknown`",
            safe::line(&it.field)
        ),
        None => tr!(
            "map it with `--map`, or add `--ignore-unknown`",
            "请用 `--map` 指定，或添加 `--ignore-unknown`"
        ),
    };
    Problem::of_value(header, tr!("no field has this name", "没有该名称的字段"), remedy)
}

fn repeated(header: &str, other: Address, target: &FieldRef) -> Problem {
    let field = safe::line(&target.field);
    Problem::of_value(
        header,
        tr!("{other} is the field `{field}`, too", "{other} 也对应字段 `{field}`"),
        tr!("delete or rename one of the columns", "请删除其中一列或修改表头"),
    )
}

/// Returns the internal name of a field, which is given by name or label.
///
/// # Errors
///
/// Fails if no field or several fields have the name.
pub(crate) fn field(target: &Target, name: &str) -> Result<String, Failure> {
    match find(&target.entity.fields, name) {
        Meaning::Field(FieldRef { field, by: None }) => Ok(field),
        Meaning::Ambiguous(names) => Err(Failure::usage(ambiguous(name, &names).line())),
        Meaning::Field(_) => Err(Failure::usage(unknown(name, None).line())),
        Meaning::Unknown(similar) => Err(Failure::usage(unknown(name, similar.as_ref()).line())),
    }
}
