//! The type `Tenant`, which adds the users and takes records.

use super::calendar::{Day, LAST_DAY, Moment, choose};
use super::words::{POSITIONS, mobile, person};
use crate::sandbox::Sandbox;
use crate::values::{Id, Record};

/// How many users are added to those that every sandbox has.
const ADDED_USERS: usize = 9;

/// A sandbox that is being filled.
pub(super) struct Tenant {
    sandbox: Sandbox,
    /// The users that own records.
    users: Vec<Id>,
}

/// Who owns a record, and when it was created and modified.
#[derive(Clone, Copy)]
pub(super) struct Stamp {
    pub(super) created: Moment,
    pub(super) modified: Moment,
    /// The number of the user.
    pub(super) owner: usize,
}

impl Stamp {
    /// Returns a stamp of a record that may have been modified within some weeks.
    pub(super) fn new(created: Moment, owner: usize, what: &str, index: usize) -> Stamp {
        let days = choose(what, index, 60);
        let day = (created.day.0 + days).min(LAST_DAY);
        let modified = match days {
            0..20 => created,
            _ => created.max(Moment::on(day, what, index)),
        };
        Stamp { created, modified, owner }
    }
}

impl Tenant {
    /// Adds the users to a sandbox.
    pub(super) fn new(sandbox: Sandbox) -> Tenant {
        let first = sandbox.user();
        let mut tenant = Tenant { sandbox, users: vec![first] };
        for index in 0..ADDED_USERS {
            let (name, latin) = person(index * 7 + 3);
            let number = index + 3;
            let user = record! {
                "userName": name,
                "mobile": mobile(number),
                "email": format!("{latin}.{number:02}@example.com"),
                "position": if index == 0 { "销售总监" } else { POSITIONS[index % POSITIONS.len()] },
                "businessUnitId": department(1 + index % 5),
            };
            let created = Moment { day: Day(0), second: 9 * 3600 + 60 * index };
            let id = tenant.insert("User", user, Stamp { created, modified: created, owner: 0 });
            tenant.users.push(id);
        }
        tenant
    }

    /// How many users own records.
    pub(super) fn owners(&self) -> usize {
        self.users.len()
    }

    pub(super) fn user(&self, number: usize) -> &Id {
        &self.users[number % self.users.len()]
    }

    pub(super) fn insert(&self, entity: &str, mut record: Record, stamp: Stamp) -> Id {
        let owner = self.user(stamp.owner);
        // Colleagues and the first user, who runs imports, modify records as well.
        let editor = match stamp.modified.second % 4 {
            _ if stamp.modified == stamp.created => owner,
            0 => self.user(stamp.owner + 1),
            1 => self.user(0),
            _ => owner,
        };
        record.put("createdOn", &stamp.created);
        record.put("modifiedOn", &stamp.modified);
        record.put("createdBy", owner);
        record.put("modifiedBy", editor);
        record.put("owningUser", owner);
        self.sandbox.insert(entity, &record)
    }

    pub(super) fn into_sandbox(self) -> Sandbox {
        self.sandbox
    }
}

/// Returns the id of one of the departments that every sandbox has.
fn department(number: usize) -> String {
    format!("402-{number:036}")
}
