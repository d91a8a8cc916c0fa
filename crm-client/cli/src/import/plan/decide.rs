//! Compares the rows with the records that match them, and with each other.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::compare::current;
use super::group::{Group, join};
use super::recover::recover;
use super::rules::Rules;
use super::{Action, OnMatch, Planned, refused};
use crate::import::existing::{Existing, Matches};
use crate::import::journal::State;
use crate::import::outcome::{Outcome, RowResult};
use crate::import::problem::Problem;
use crate::import::rows::Prepared;
use crate::lang::tr;

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
            Some(entry) if entry.is_open() => (recover(rules, &row, entry, found, &known), None),
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
}
