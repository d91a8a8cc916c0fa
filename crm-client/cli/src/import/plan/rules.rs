//! The rules of the metadata and of the options: what a row may create or change.

use std::collections::HashMap;

use serde_json::Value;

use super::compare::{current, is_same};
use super::{Action, Change, OnMatch, refused};
use crate::import::entity::Target;
use crate::import::existing::Existing;
use crate::import::input::cell::Address;
use crate::import::journal::Entry;
use crate::import::mapping::Mapping;
use crate::import::outcome::{Outcome, RowResult};
use crate::import::problem::{Problem, shortened};
use crate::import::rows::{Matching, Prepared, plain};
use crate::lang::tr;

/// What the decisions depend on.
pub(crate) struct Rules<'a> {
    /// The entity.
    pub target: &'a Target,
    /// The columns, for the addresses of cells.
    pub mapping: &'a Mapping,
    /// The match fields.
    pub matching: &'a Matching,
    /// What to do with matches.
    pub on_match: OnMatch,
    /// Whether rows with an unknown outcome are sent again.
    pub retry_unknown: bool,
    /// The entries of this run in the journal, by the number of the row.
    pub journal: &'a HashMap<u32, Entry>,
}

impl Rules<'_> {
    /// Decides about a row that no record matches.
    pub(super) fn create(&self, row: &Prepared) -> Action {
        let mut problems = Vec::new();
        for field in &self.target.entity.fields {
            let has_value = row.fields.get(&field.field).is_some();
            // The CRM may fill in the user who imports, which the vendor does not document.
            let is_user = field.reference_to.as_deref() == Some("User");
            if field.creatable && !field.nullable && !is_user && !has_value {
                let name = &field.name;
                let problem = Problem::of_row(
                    tr!(
                        "`{}` ({name}) is required and has no value",
                        "必填字段 `{}`（{name}）没有值",
                        field.field
                    ),
                    tr!("fill it in, or add a column or a default", "请填写，或增加列或默认值"),
                );
                problems.push(self.at(row, &field.field, problem));
            }
            if has_value && !field.creatable && field.field != self.target.key {
                let problem = Problem::of_row(
                    tr!(
                        "`{}` cannot be set in a new record",
                        "新建记录时不能设置 `{}`",
                        field.field
                    ),
                    tr!("clear the cell", "请清空该单元格"),
                );
                problems.push(self.at(row, &field.field, problem));
            }
        }
        if problems.is_empty() { Action::Create } else { refused(problems) }
    }

    /// Decides about a row that one record matches.
    pub(super) fn matched(&self, row: &Prepared, existing: &Existing) -> Action {
        let id = Some(existing.id.clone());
        match self.on_match {
            OnMatch::Skip => Action::Settled(RowResult::new(Outcome::Unchanged, id)),
            OnMatch::Fail => {
                let id = &existing.id;
                refused(vec![Problem::of_row(
                    tr!("a record matches this row: {id}", "已有记录与该行匹配：{id}"),
                    tr!(
                        "delete the row, or use `--on-match update`",
                        "请删除该行，或使用 `--on-match update`"
                    ),
                )])
            }
            OnMatch::Update => self.difference(row, id, |name| current(&existing.record, name)),
        }
    }

    /// Returns the fields of a row that differ from a record.
    pub(super) fn difference(
        &self,
        row: &Prepared,
        id: Option<String>,
        old: impl Fn(&str) -> Value,
    ) -> Action {
        let (mut changes, mut problems) = (Vec::new(), Vec::new());
        for (name, new) in row.fields.0.iter().filter(|(name, _)| *name != self.target.key) {
            let (field, old) = (self.target.field(name), old(name));
            if is_same(field, new, &old) {
                continue;
            }
            if field.is_some_and(|it| !it.updatable) {
                let old = shortened(&plain(&old));
                let problem = Problem::of_value(
                    &plain(new),
                    tr!(
                        "`{name}` cannot be changed; the record has “{old}”",
                        "`{name}` 不可修改；记录中为“{old}”"
                    ),
                    tr!(
                        "use the value of the record, or clear the cell",
                        "请改为记录中的值，或清空该单元格"
                    ),
                );
                problems.push(self.at(row, name, problem));
                continue;
            }
            changes.push(Change { field: name.clone(), old, new: new.clone() });
        }
        match (problems.is_empty(), changes.is_empty()) {
            (false, _) => refused(problems),
            (true, true) => Action::Settled(RowResult::new(Outcome::Unchanged, id)),
            (true, false) => Action::Update { id, changes },
        }
    }

    /// Adds the address of the cell with a field.
    pub(super) fn at(&self, row: &Prepared, field: &str, problem: Problem) -> Problem {
        let column = self.mapping.columns.iter().find(|it| it.target.field == field);
        match column {
            Some(column) => problem.at(Address { row: row.number - 1, column: column.index }),
            None => problem,
        }
    }
}
