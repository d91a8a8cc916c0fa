//! Decides what happens to each record of a run.

use std::collections::HashMap;

use crm_client::Record;
use serde_json::Value;

use super::touched::Touched;
use crate::import::entity::{Fields, Target};
use crate::import::existing::{CREATED_ON, MODIFIED_ON};
use crate::import::plan::compare::{current, is_same};
use crate::import::problem::shortened;
use crate::import::rows::plain;
use crate::lang::tr;

/// What happens to a record.
#[derive(Debug, PartialEq)]
pub(super) enum Action {
    /// It is deleted.
    Delete,
    /// Its fields get these values.
    Revert(Fields),
    /// It is deleted already.
    Gone,
    /// Its fields have the values of before already.
    Reverted,
    /// It stays, for this reason.
    Keep(String),
}

/// A record and what happens to it.
#[derive(Debug)]
pub(super) struct Step {
    /// The record.
    pub touched: Touched,
    /// What happens to it.
    pub action: Action,
}

impl Step {
    /// Returns whether a request is sent.
    pub(super) fn is_write(&self) -> bool {
        matches!(self.action, Action::Delete | Action::Revert(_))
    }
}

/// Decides about all records. The later ones come first, because they can refer to the earlier ones.
pub(super) fn decide(
    target: &Target,
    touched: Vec<Touched>,
    records: &HashMap<String, Record>,
) -> Vec<Step> {
    let step = |touched: Touched| {
        let action = action(target, &touched, records.get(&touched.record));
        Step { touched, action }
    };
    touched.into_iter().rev().map(step).collect()
}

fn action(target: &Target, touched: &Touched, record: Option<&Record>) -> Action {
    let Some(record) = record else { return Action::Gone };
    let is = |name: &str, value: &Value| is_same(target.field(name), value, &current(record, name));
    let are = |fields: &Fields| fields.0.iter().all(|(name, value)| is(name, value));
    if !touched.is_created && are(&touched.before) {
        return Action::Reverted;
    }
    if let Some((name, _)) = touched.fields.0.iter().find(|(name, value)| !is(name, value)) {
        let now = shortened(&plain(&current(record, name)));
        return Action::Keep(tr!(
            "`{name}` was changed since, to “{now}”",
            "`{name}` 之后被改为“{now}”"
        ));
    }
    if !touched.is_created {
        return Action::Revert(touched.before.clone());
    }
    // Only the time tells of changes of other fields. The run itself has changed a repeated record.
    let times = [CREATED_ON, MODIFIED_ON].map(|it| current(record, it));
    let is_changed =
        times.iter().all(|it| it.as_str().is_some_and(|it| !it.is_empty())) && times[0] != times[1];
    if is_changed && !touched.is_repeated {
        let time = shortened(&plain(&times[1]));
        return Action::Keep(tr!("the record was changed on {time}", "该记录于 {time} 被修改"));
    }
    Action::Delete
}
