//! The audit fields of a record: who created and changed it, and when.

use std::sync::LazyLock;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::entity::USER;
use super::field::Field;
use crate::values::{DataType, Record};

const CREATED_ON: &str = "createdOn";
const MODIFIED_ON: &str = "modifiedOn";
const CREATED_BY: &str = "createdBy";
const MODIFIED_BY: &str = "modifiedBy";
const OWNING_USER: &str = "owningUser";
const IS_DELETED: &str = "isDeleted";

/// The definitions of the audit fields. Only the owner can be set by a call.
pub(super) static FIELDS: LazyLock<[Field; 6]> = LazyLock::new(|| {
    let time = |name, label| Field::new(name, label, DataType::from("datetime")).required();
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

/// Returns a time in China as `yyyy-MM-dd HH:mm:ss`.
fn local_time(time: SystemTime) -> String {
    const EAST: u64 = 8 * 3600;
    let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() + EAST;
    let (days, second) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = date(days);
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{:02}", second % 60)
}

/// Returns year, month and day of a day after the epoch.
fn date(days: u64) -> (u64, u64, u64) {
    // In years that begin in March, the leap day is the last day.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

#[test]
fn prints_the_time_in_china() {
    use std::time::Duration;

    for (seconds, expected) in [
        (0, "1970-01-01 08:00:00"),
        (951_753_599, "2000-02-28 23:59:59"),
        (951_753_600, "2000-02-29 00:00:00"),
        (951_840_000, "2000-03-01 00:00:00"),
        (1_600_000_000, "2020-09-13 20:26:40"),
        (1_798_732_800, "2027-01-01 00:00:00"),
        (4_107_513_599, "2100-02-28 23:59:59"),
        (4_107_513_600, "2100-03-01 00:00:00"),
    ] {
        assert_eq!(local_time(UNIX_EPOCH + Duration::from_secs(seconds)), expected);
    }
}
