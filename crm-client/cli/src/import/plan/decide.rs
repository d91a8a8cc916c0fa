//! Compares the rows with the records that match them, and with each other.

use std::collections::{HashMap, HashSet};

use crm_client::Record;
use serde_json::Value;

use super::compare::{current, is_same};
use super::{Action, Change, OnMatch, Planned, refused};
use crate::import::entity::{Fields, Target};
use crate::import::existing::{Existing, Matches};
use crate::import::input::cell::Address;
use crate::import::journal::{Entry, State};
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
    /// What the journal has about the rows of this run, by the number of the row.
    pub journal: &'a HashMap<u32, Entry>,
}

/// The rows with the same key, as they will be after the rows so far.
struct Group {
    /// The index of the last row.
    last: usize,
    /// The number of the last row.
    number: u32,
    /// The id of the record, unless it is created by this run.
    id: Option<String>,
    /// The values that rows have set.
    set: Fields,
    record: Option<Record>,
    /// Whether the outcome of a row is unknown, so that no other row may be sent.
    is_blocked: bool,
}

/// Decides what happens to each row.
pub(crate) fn decide(rules: &Rules<'_>, matches: &Matches, rows: Vec<Prepared>) -> Vec<Planned> {
    // Ids that the journal attributes to a row are not the result of another row's lost request.
    let known: HashSet<&str> = rules
        .journal
        .values()
        .filter(|it| it.state != State::Sent)
        .filter_map(|it| it.record.as_deref())
        .collect();
    let mut groups: HashMap<String, Group> = HashMap::new();
    let mut plan = Vec::with_capacity(rows.len());
    for (index, row) in rows.into_iter().enumerate() {
        let found = row.key.as_deref().map_or(&[][..], |it| matches.get(it));
        let journaled = rules.journal.get(&row.number).filter(|it| it.state != State::Blocked);
        let (action, after) = match journaled {
            Some(entry) if entry.is_open() => (rules.recover(&row, entry, found, &known), None),
            Some(entry) => (Action::Journaled(entry.result()), None),
            None if !row.problems.is_empty() => (refused(row.problems.clone()), None),
            None => {
                let group = row.key.as_deref().and_then(|it| groups.get(it));
                match group {
                    Some(group) => (rules.repeat(&row, group), Some(group.last)),
                    None => (rules.first(&row, found), None),
                }
            }
        };
        join(&mut groups, index, &row, &action, found);
        plan.push(Planned { row, action, after });
    }
    plan
}

impl Rules<'_> {
    /// Decides about the first row with a key.
    fn first(&self, row: &Prepared, found: &[Existing]) -> Action {
        if row.key.is_none() && !self.matching.fields.is_empty() {
            if self.matching.fields != [self.target.key.clone()] {
                let names = self.matching.fields.join(", ");
                return refused(vec![self.at(
                    row,
                    &self.matching.fields[0],
                    Problem::of_row(
                        tr!("the match fields are empty: {names}", "匹配字段为空：{names}"),
                        tr!("fill in at least one of them", "请至少填写其中一个"),
                    ),
                )]);
            }
            return self.create(row);
        }
        match found {
            [] if self.matching.fields == [self.target.key.clone()] => {
                let id = row.key.as_deref().unwrap_or_default();
                refused(vec![self.at(
                    row,
                    &self.target.key,
                    Problem::of_value(
                        id,
                        tr!("no record has this id", "没有该 id 的记录"),
                        tr!(
                            "correct the id, or clear it to create a record",
                            "请更正 id，或清空以新建记录"
                        ),
                    ),
                )])
            }
            [] => self.create(row),
            [existing] => self.matched(row, existing),
            several => {
                let ids: Vec<&str> = several.iter().take(5).map(|it| it.id.as_str()).collect();
                let (count, ids) = (several.len(), ids.join(", "));
                refused(vec![Problem::of_row(
                    tr!(
                        "{count} records match this row: {ids}",
                        "有 {count} 条记录与该行匹配：{ids}"
                    ),
                    tr!(
                        "merge the records, or match by more fields",
                        "请合并这些记录，或增加匹配字段"
                    ),
                )])
            }
        }
    }

    fn create(&self, row: &Prepared) -> Action {
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
    fn matched(&self, row: &Prepared, existing: &Existing) -> Action {
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

    /// Decides about a row whose key an earlier row has.
    fn repeat(&self, row: &Prepared, group: &Group) -> Action {
        let number = group.number;
        if group.is_blocked {
            return Action::Settled(RowResult::blocked(number));
        }
        match self.on_match {
            OnMatch::Fail => refused(vec![Problem::of_row(
                tr!("row {number} has the same key", "第 {number} 行的匹配键相同"),
                tr!("delete one of the rows", "请删除其中一行"),
            )]),
            OnMatch::Skip => Action::Settled(RowResult::new(Outcome::Unchanged, group.id.clone())),
            OnMatch::Update => self.difference(row, group.id.clone(), |name| {
                let record = || group.record.as_ref().map_or(Value::Null, |it| current(it, name));
                group.set.get(name).cloned().unwrap_or_else(record)
            }),
        }
    }

    /// Returns the fields of a row that differ from a record.
    fn difference(
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

    /// Decides about a row whose request was sent, but whose outcome the journal does not have.
    fn recover(
        &self,
        row: &Prepared,
        entry: &Entry,
        found: &[Existing],
        known: &HashSet<&str>,
    ) -> Action {
        let unknown = |reason: String| {
            let remedy = if row.key.is_some() {
                tr!(
                    "run the same command with `--retry-unknown`, or look for the record",
                    "请加上 `--retry-unknown` 重新运行，或在 CRM 中查找该记录"
                )
            } else {
                tr!("look for the record in the CRM", "请在 CRM 中查找该记录")
            };
            Action::Settled(RowResult::because(Outcome::Unknown, Problem::of_row(reason, remedy)))
        };
        if let Some(id) = &entry.record {
            let Some(existing) = found.iter().find(|it| it.id == *id) else {
                return unknown(tr!("the reply to the update was lost", "更新请求的响应丢失"));
            };
            let is_done = entry.body.0.iter().all(|(name, value)| {
                is_same(self.target.field(name), value, &current(&existing.record, name))
            });
            return match is_done {
                true => Action::Settled(RowResult::new(Outcome::Updated, Some(id.clone()))),
                false if self.retry_unknown => {
                    self.difference(row, Some(id.clone()), |name| current(&existing.record, name))
                }
                false => unknown(tr!(
                    "the reply to the update was lost, and the record does not have the new values",
                    "更新请求的响应丢失，且记录中没有新值"
                )),
            };
        }
        let new: Vec<_> = found.iter().filter(|it| !known.contains(it.id.as_str())).collect();
        match new.as_slice() {
            _ if row.key.is_none() => unknown(tr!(
                "the reply was lost, and there is no match key",
                "响应丢失，且没有匹配键"
            )),
            [one] => Action::Settled(RowResult::new(Outcome::Created, Some(one.id.clone()))),
            [] if self.retry_unknown => self.create(row),
            [] => unknown(tr!(
                "the reply was lost, and no record with the key was found",
                "响应丢失，且未找到匹配的记录"
            )),
            several => {
                let ids: Vec<&str> = several.iter().map(|it| it.id.as_str()).collect();
                let ids = ids.join(", ");
                unknown(tr!(
                    "the reply was lost, and several records match: {ids}",
                    "响应丢失，且有多条记录匹配：{ids}"
                ))
            }
        }
    }

    /// Adds the address of the cell with a field.
    fn at(&self, row: &Prepared, field: &str, problem: Problem) -> Problem {
        let column = self.mapping.columns.iter().find(|it| it.target.field == field);
        match column {
            Some(column) => problem.at(Address { row: row.number - 1, column: column.index }),
            None => problem,
        }
    }
}

/// Adds a row to the group of its key.
fn join(
    groups: &mut HashMap<String, Group>,
    index: usize,
    row: &Prepared,
    action: &Action,
    found: &[Existing],
) {
    let Some(key) = &row.key else { return };
    let (id, is_blocked) = match action {
        Action::Create => (None, false),
        Action::Update { id, .. } => (id.clone(), false),
        Action::Settled(result) | Action::Journaled(result) => match result.outcome {
            Outcome::Refused => return,
            outcome => (result.id.clone(), outcome == Outcome::Unknown),
        },
    };
    let set = match action {
        Action::Create => row.fields.clone(),
        Action::Update { changes, .. } => {
            Fields(changes.iter().map(|it| (it.field.clone(), it.new.clone())).collect())
        }
        Action::Settled(_) | Action::Journaled(_) => Fields::default(),
    };
    let record = id.as_deref().and_then(|id| found.iter().find(|it| it.id == id));
    let record = record.map(|it| it.record.clone());
    let group = groups.entry(key.clone()).or_insert_with(|| Group {
        last: index,
        number: row.number,
        id: id.clone(),
        set: Fields::default(),
        record: record.clone(),
        is_blocked,
    });
    (group.last, group.number) = (index, row.number);
    group.is_blocked |= is_blocked;
    group.id = group.id.take().or(id);
    group.record = group.record.take().or(record);
    for (name, value) in set.0 {
        group.set.set(&name, value);
    }
}
