//! The records of the sandbox, by entity, in the order in which they were made.

use std::collections::BTreeMap;

use crate::{Id, Record};

/// What the sandbox knows of an entity.
#[derive(Debug)]
pub(super) struct Entity {
    /// The first half of the paths of its calls.
    module: &'static str,
    /// Its internal name.
    pub(super) name: &'static str,
    /// The number that its ids begin with.
    code: u16,
    /// The field that shows which record it is.
    pub(super) main: &'static str,
    /// The key of the id in a row of a list.
    pub(super) key: &'static str,
}

const USER: Entity =
    Entity { module: "user", name: "User", code: 27, main: "userName", key: "userId" };

const ENTITIES: &[Entity] = &[
    USER,
    Entity { module: "account", name: "Account", code: 2, main: "accountName", key: "accountId" },
];

/// The entity that the calls of a module are about.
pub(super) fn entity(module: &str) -> Option<&'static Entity> {
    ENTITIES.iter().find(|it| it.module == module)
}

/// All records.
#[derive(Debug, Default)]
pub(super) struct Store {
    tables: BTreeMap<&'static str, Vec<Row>>,
    /// How many records were ever made.
    made: u64,
}

/// A record and its id.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) fields: Record,
}

impl Store {
    /// A store with a few users.
    pub(super) fn new() -> Store {
        let mut store = Store::default();
        for (name, mobile) in
            [("老黄", "13700000000"), ("小李", "13700000001"), ("王经理", "13700000002")]
        {
            let mut user = Record::default();
            user.set("userName", name);
            user.set("mobile", mobile);
            store.add(&USER, user);
        }
        store
    }

    pub(super) fn first_user(&self) -> Id {
        self.rows(&USER).first().map_or("", |row| &row.id).into()
    }

    pub(super) fn is_user(&self, id: &str) -> bool {
        self.rows(&USER).iter().any(|row| row.id == id)
    }

    /// The records of an entity, oldest first.
    pub(super) fn rows(&self, entity: &Entity) -> &[Row] {
        self.tables.get(entity.name).map_or(&[], Vec::as_slice)
    }

    pub(super) fn find(&mut self, entity: &Entity, id: &str) -> Option<&mut Row> {
        self.tables.get_mut(entity.name)?.iter_mut().find(|row| row.id == id)
    }

    /// Keeps a new record, and returns its id.
    pub(super) fn add(&mut self, entity: &Entity, fields: Record) -> String {
        self.made += 1;
        let id = format!("{:03}-5a4db0c5-0000-4000-8000-{:012x}", entity.code, self.made);
        let rows = self.tables.entry(entity.name).or_default();
        rows.push(Row { id: id.clone(), fields });
        id
    }

    /// Removes a record, if it is there.
    pub(super) fn remove(&mut self, entity: &Entity, id: &str) -> bool {
        let Some(rows) = self.tables.get_mut(entity.name) else { return false };
        let before = rows.len();
        rows.retain(|row| row.id != id);
        rows.len() < before
    }

    /// Removes the records of an entity that refer to another record through a field.
    pub(super) fn remove_referring(&mut self, entity: &str, field: &str, id: &str) {
        if let Some(rows) = self.tables.get_mut(entity) {
            rows.retain(|row| row.fields.get::<&str>(field).ok() != Some(id));
        }
    }
}
