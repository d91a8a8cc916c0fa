//! Decides about rows whose request was sent by an earlier process, but whose outcome is not recorded.

use std::collections::HashSet;

use super::Action;
use super::compare::{current, is_same};
use super::rules::Rules;
use crate::import::existing::Existing;
use crate::import::journal::Entry;
use crate::import::outcome::{Outcome, RowResult};
use crate::import::problem::Problem;
use crate::import::rows::Prepared;
use crate::lang::tr;

/// Looks for the trace of the request among the records that match the row. `known` are the records of
/// other rows.
pub(super) fn recover(
    rules: &Rules<'_>,
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
            is_same(rules.target.field(name), value, &current(&existing.record, name))
        });
        return match is_done {
            true => Action::Settled(RowResult::new(Outcome::Updated, Some(id.clone()))),
            false if rules.retry_unknown => {
                rules.difference(row, Some(id.clone()), |name| current(&existing.record, name))
            }
            false => unknown(tr!(
                "the reply to the update was lost, and the record does not have the new values",
                "更新请求的响应丢失，且记录中没有新值"
            )),
        };
    }
    let new: Vec<_> = found.iter().filter(|it| !known.contains(it.id.as_str())).collect();
    match new.as_slice() {
        _ if row.key.is_none() => {
            unknown(tr!("the reply was lost, and there is no match key", "响应丢失，且没有匹配键"))
        }
        [one] => Action::Settled(RowResult::new(Outcome::Created, Some(one.id.clone()))),
        [] if rules.retry_unknown => rules.create(row),
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
