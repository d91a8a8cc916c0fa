//! The effects of a difference on generated structs, on imports and on mirrors.

use super::Change;
use crate::lang::tr;

/// The effects of a difference, in plain words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Effect {
    /// The effect on the code that `crm structs` generates.
    pub structs: String,
    /// The effect on files to import.
    pub imports: String,
    /// The effect on a mirror of the CRM in a database.
    pub mirrors: String,
}

impl Effect {
    /// Returns whether there is nothing to do in a part.
    pub(super) fn is_none(part: &str) -> bool {
        part == none()
    }
}

/// Returns the effects of a difference.
pub(super) fn effect(change: Change) -> Effect {
    Effect { structs: structs(change), imports: imports(change), mirrors: mirrors(change) }
}

fn none() -> String {
    tr!("none", "无")
}

fn structs(change: Change) -> String {
    match change {
        Change::EntityAdded => {
            tr!("new structs; existing code compiles", "新增结构体；现有代码可编译")
        }
        Change::EntityRemoved => tr!(
            "the structs disappear; code that uses them breaks",
            "结构体消失；使用它们的代码无法编译"
        ),
        Change::EntityLabel | Change::FieldLabel | Change::Reference => {
            tr!("only comments change", "仅注释变化")
        }
        Change::MainField | Change::Code | Change::Origin => none(),
        Change::RequiredFieldAdded => tr!(
            "the structs get a field, `new` an argument; its callers break",
            "结构体新增字段，`new` 新增参数；新建记录的代码无法编译"
        ),
        Change::FieldAdded | Change::ReadOnlyFieldAdded => {
            tr!("the structs get a field", "结构体新增字段")
        }
        Change::FieldRemoved => tr!(
            "the structs lose a field; code that uses it breaks",
            "结构体减少字段；使用它的代码无法编译"
        ),
        Change::DataType => tr!(
            "the field gets another type; code that uses it may break",
            "字段类型改变；使用它的代码可能无法编译"
        ),
        Change::Required => tr!(
            "`Option<T>` becomes `T`; code that uses the field breaks",
            "`Option<T>` 变为 `T`；使用该字段的代码无法编译"
        ),
        Change::Nullable => tr!(
            "`T` becomes `Option<T>`; old structs cannot read rows without it",
            "`T` 变为 `Option<T>`；旧结构体无法解析没有该值的记录"
        ),
        Change::Creatable => {
            tr!("the struct for new records gets the field", "用于新建的结构体新增该字段")
        }
        Change::NotCreatable => tr!(
            "the struct for new records loses the field; code that sets it breaks",
            "用于新建的结构体减少该字段；设置它的代码无法编译"
        ),
        Change::Updatable => {
            tr!("the struct for changes gets the field", "用于修改的结构体新增该字段")
        }
        Change::NotUpdatable => tr!(
            "the struct for changes loses the field; code that sets it breaks",
            "用于修改的结构体减少该字段；设置它的代码无法编译"
        ),
        Change::ItemAdded => tr!(
            "a new constant; in old structs, the value has no name",
            "新增常量；在旧结构体中，该值没有名称"
        ),
        Change::ItemRemoved => tr!(
            "the constant disappears; code that uses it breaks",
            "常量消失；使用它的代码无法编译"
        ),
        Change::ItemLabel => tr!(
            "the constant gets another name; code that uses it may break",
            "常量改名；使用它的代码可能无法编译"
        ),
    }
}

fn imports(change: Change) -> String {
    match change {
        Change::EntityAdded => tr!("files for this entity are possible", "可以导入该实体"),
        Change::EntityRemoved => tr!("files for this entity are refused", "无法再导入该实体"),
        Change::EntityLabel | Change::ReadOnlyFieldAdded | Change::Code | Change::Origin => none(),
        Change::MainField => tr!(
            "references to this entity are looked up by the new field",
            "按新的主字段查找对该实体的引用"
        ),
        Change::RequiredFieldAdded | Change::Required => {
            tr!("new records without a value are refused", "没有该值的新记录会被拒绝")
        }
        Change::FieldAdded => tr!("files can have a column for it", "文件可以包含该列"),
        Change::FieldRemoved => tr!("a column for it is refused", "包含该列的文件会被拒绝"),
        Change::FieldLabel => {
            tr!("a column with the old label is no longer recognized", "不再识别以旧名称为标题的列")
        }
        Change::DataType => tr!("values must have the new type", "值必须符合新的类型"),
        Change::Reference => {
            tr!("names are looked up in the new entity", "名称改为在新的实体中查找")
        }
        Change::Nullable => tr!("the value is optional", "该值变为可选"),
        Change::Creatable => tr!("new records can have a value", "新记录可以设置该值"),
        Change::NotCreatable => tr!("new records cannot have a value", "新记录不能设置该值"),
        Change::Updatable => tr!("existing records can be changed", "已有记录可以修改该值"),
        Change::NotUpdatable => tr!(
            "existing records keep their value; updates ignore the field",
            "已有记录保持原值；更新会忽略该字段"
        ),
        Change::ItemAdded => tr!("the label is accepted", "可以使用该选项"),
        Change::ItemRemoved => tr!("the label is refused", "该选项会被拒绝"),
        Change::ItemLabel => tr!("the old label is refused", "旧的选项名称会被拒绝"),
    }
}

fn mirrors(change: Change) -> String {
    match change {
        Change::EntityAdded => tr!("a table can be added", "可以新增一张表"),
        Change::EntityRemoved => {
            tr!("the table is kept, but no longer updated", "保留该表，但不再更新")
        }
        Change::RequiredFieldAdded | Change::FieldAdded | Change::ReadOnlyFieldAdded => {
            tr!("a column is added", "新增一列")
        }
        Change::FieldRemoved => {
            tr!("the column is kept, but no longer updated", "保留该列，但不再更新")
        }
        Change::DataType => tr!("the column becomes text", "该列变为文本"),
        _ => none(),
    }
}
