//! The audit fields of a record: who created and changed it, and when.

use std::sync::LazyLock;
use std::time::SystemTime;

use serde::Serialize;

use super::entity::USER;
use super::field::{DATE_TIME, Field};
use super::time::local_time;
use crate::values::Record;

const CREATED_ON: &str = "createdOn";
const MODIFIED_ON: &str = "modifiedOn";
const CREATED_BY: &str = "createdBy";
const MODIFIED_BY: &str = "modifiedBy";
const OWNING_USER: &str = "owningUser";
const IS_DELETED: &str = "isDeleted";

/// The definitions of the audit fields. Only the owner can be set by a call.
pub(super) static FIELDS: LazyLock<[Field; 6]> = LazyLock::new(|| {
    let time = |name, label| Field::new(name, label, DATE_TIME).required();
    let user = |name, label| Field::reference(name, label, USER).required();
    [
        time(CREATED_ON, "创建时间").read_only(),
        time(MODIFIED_ON, "修改时间").read_only(),
        user(CREATED_BY, "创建人").read_only(),
        user(MODIFIED_BY, "修改人").read_only(),
        user(OWNING_USER, "所属用户"),
        Field::new(IS_DELETED, "是否删除", "boolean").required().read_only(),
    ]
});

/// Sets the fields of a new record that have no value yet. `user` is `None` for the first user.
pub(super) fn created(record: &mut Record, user: Option<&str>, now: SystemTime) {
    let now = local_time(now);
    for name in [CREATED_ON, MODIFIED_ON] {
        put_missing(record, name, &now);
    }
    for name in [CREATED_BY, MODIFIED_BY, OWNING_USER] {
        put_missing(record, name, &user);
    }
    put_missing(record, IS_DELETED, &false);
}

fn put_missing(record: &mut Record, name: &str, value: &impl Serialize) {
    if matches!(record.raw(name), None | Some("null")) {
        record.put(name, value);
    }
}

/// Sets the fields of a record that has been changed.
pub(super) fn modified(record: &mut Record, user: Option<&str>, now: SystemTime) {
    record.put(MODIFIED_ON, &local_time(now));
    record.put(MODIFIED_BY, &user);
}
