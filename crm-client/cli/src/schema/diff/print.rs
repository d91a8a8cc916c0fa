//! Differences as a table with their effects, or as rows.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::effect::{Effect, effect};
use super::{Change, Difference};
use crate::failure::Failure;
use crate::lang::tr;
use crate::output::{self, Format, Printer};

/// Prints differences. A table is followed by the effects of each kind of difference.
///
/// # Errors
///
/// Fails if standard output cannot be written.
pub(crate) fn print(format: Format, differences: &[Difference]) -> Result<(), Failure> {
    if format == Format::Table {
        return table(differences);
    }
    let columns = COLUMNS.map(str::to_owned);
    let columns = (format == Format::Csv).then_some(columns.as_slice());
    let mut printer = Printer::new(format, columns);
    for difference in differences {
        printer.row(&output::record_of(&row(difference)))?;
    }
    printer.finish()
}

/// The columns of a CSV file.
const COLUMNS: [&str; 9] =
    ["action", "entity", "field", "property", "before", "after", "structs", "imports", "mirrors"];

/// A difference as a JSON object.
#[derive(Serialize)]
struct Row<'a> {
    action: &'a str,
    entity: &'a str,
    field: Option<&'a str>,
    property: &'a str,
    before: Option<&'a str>,
    after: Option<&'a str>,
    structs: String,
    imports: String,
    mirrors: String,
}

fn row(difference: &Difference) -> Row<'_> {
    let Difference { entity, field, change, before, after } = difference;
    let effect = effect(*change);
    Row {
        action: change.action(),
        entity,
        field: field.as_deref(),
        property: change.property(),
        before: before.as_deref(),
        after: after.as_deref(),
        structs: effect.structs,
        imports: effect.imports,
        mirrors: effect.mirrors,
    }
}

fn table(differences: &[Difference]) -> Result<(), Failure> {
    if differences.is_empty() {
        return output::line(&tr!("no differences", "没有差异"));
    }
    let headings =
        [tr!("Where", "位置"), tr!("What", "内容"), tr!("Before", "之前"), tr!("After", "之后")];
    let mut printer = Printer::new(Format::Table, Some(&headings));
    let mut kinds: BTreeMap<Change, usize> = BTreeMap::new();
    for difference in differences {
        *kinds.entry(difference.change).or_default() += 1;
        let place = match &difference.field {
            Some(field) => format!("{}.{field}", difference.entity),
            None => difference.entity.clone(),
        };
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        let cells =
            [place, name(difference.change), text(&difference.before), text(&difference.after)];
        let cells = headings.iter().cloned().zip(cells.map(Value::String));
        printer.row(&output::row(&Value::Object(cells.collect::<Map<_, _>>())))?;
    }
    printer.finish()?;
    for (change, count) in kinds {
        let effect = effect(change);
        output::line(&format!("\n{} ({count})", name(change)))?;
        let lines = [
            (tr!("  structs: {}", "  结构体：{}", effect.structs), &effect.structs),
            (tr!("  imports: {}", "  导入：{}", effect.imports), &effect.imports),
            (tr!("  mirrors: {}", "  镜像：{}", effect.mirrors), &effect.mirrors),
        ];
        let mut lines = lines.iter().filter(|(_, part)| !Effect::is_none(part)).peekable();
        if lines.peek().is_none() {
            output::line(&tr!("  no effect", "  无影响"))?;
        }
        for (line, _) in lines {
            output::line(line)?;
        }
    }
    Ok(())
}

/// Returns the name of a difference.
fn name(change: Change) -> String {
    match change {
        Change::EntityAdded => tr!("entity added", "新增实体"),
        Change::EntityRemoved => tr!("entity removed", "删除实体"),
        Change::EntityLabel => tr!("label of the entity changed", "实体名称改变"),
        Change::MainField => tr!("main field changed", "主字段改变"),
        Change::Code => tr!("code of the ids changed", "id 编号改变"),
        Change::RequiredFieldAdded => tr!("required field added", "新增必填字段"),
        Change::FieldAdded => tr!("field added", "新增字段"),
        Change::ReadOnlyFieldAdded => tr!("read-only field added", "新增只读字段"),
        Change::FieldRemoved => tr!("field removed", "删除字段"),
        Change::FieldLabel => tr!("label changed", "字段名称改变"),
        Change::DataType => tr!("type changed", "类型改变"),
        Change::Reference => tr!("reference changed", "引用改变"),
        Change::Required => tr!("required now", "变为必填"),
        Change::Nullable => tr!("optional now", "变为可选"),
        Change::Creatable => tr!("can be set on creation", "可在新建时设置"),
        Change::NotCreatable => tr!("cannot be set on creation", "不可在新建时设置"),
        Change::Updatable => tr!("can be updated", "可修改"),
        Change::NotUpdatable => tr!("cannot be updated", "不可修改"),
        Change::ItemAdded => tr!("item added", "新增选项"),
        Change::ItemRemoved => tr!("item removed", "删除选项"),
        Change::ItemLabel => tr!("label of an item changed", "选项名称改变"),
        Change::Origin => tr!("origin changed", "来源改变"),
    }
}
