//! The fields of a call: those that the user names, or a choice from the metadata.

use crm_client::metadata::FieldInfo;
use crm_client::{DataType, endpoint::Returns};

use crate::lang::tr;
use crate::options::Options;
use crate::output::Format;
use crate::session::Session;
use crate::terminal;

/// The width of the terminal that a column gets, when columns are chosen.
const COLUMN: usize = 16;

/// The fields that the user wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// These fields, in this order.
    Named(Vec<String>),
    /// All fields of the entity.
    All,
    /// A choice of fields.
    Default,
}

impl Wanted {
    /// Reads the value of `--fields`: names that are separated by commas, or `*`.
    pub(super) fn read(value: Option<&str>) -> Wanted {
        match value.map(str::trim) {
            None => Wanted::Default,
            Some("*") => Wanted::All,
            Some(names) => Wanted::Named(split(names)),
        }
    }
}

/// Splits names at commas.
pub(super) fn split(names: &str) -> Vec<String> {
    names.split(',').map(|it| it.trim().to_owned()).collect()
}

/// The fields to request.
pub(super) struct Chosen {
    pub names: Vec<String>,
    /// The number of fields that the entity has, if these are a part of them that the tool has chosen.
    total: Option<usize>,
}

impl Chosen {
    /// Fields that the user has named.
    pub(super) fn named(names: Vec<String>) -> Chosen {
        Chosen { names, total: None }
    }

    /// Says how to get other fields, if the tool has chosen these.
    pub(super) fn hint(&self, options: &Options) {
        if let Some(total) = self.total {
            options.hint(&tr!(
                "{} of {total} fields; `--fields NAME,…` selects fields, `--fields '*'` all",
                "共 {total} 个字段，已显示 {} 个；`--fields NAME,…` 可选择字段，`--fields '*'` 为全部",
                self.names.len()
            ));
        }
    }
}

/// Returns the names of the fields to request. By default, these are all fields of one record, and of
/// lists in a format for programs. A table of rows has the main field first, and then as many fields as
/// the terminal has room for, without references, because they are long ids.
pub(super) fn choose(
    session: &Session<'_>,
    wanted: Wanted,
    main: &str,
    fields: &[FieldInfo],
    returns: Returns,
) -> Chosen {
    let options = session.options();
    let names = |fields: &mut dyn Iterator<Item = &FieldInfo>| -> Vec<String> {
        fields.map(|it| it.field.clone()).collect()
    };
    let is_table = options.format == Format::Table && returns == Returns::Page;
    match wanted {
        Wanted::Named(names) => Chosen::named(names),
        Wanted::Default if is_table => {
            let room = (usize::from(terminal::width()) / COLUMN).clamp(2, 8);
            let others = fields.iter();
            let others =
                others.filter(|it| it.field != main && it.data_type != DataType::REFERENCE);
            let first = fields.iter().filter(|it| it.field == main);
            let names = names(&mut first.chain(others).take(room));
            let total = Some(fields.len()).filter(|it| *it > names.len());
            Chosen { names, total }
        }
        Wanted::All | Wanted::Default => Chosen::named(names(&mut fields.iter())),
    }
}
