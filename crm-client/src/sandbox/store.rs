//! The entities and records of the sandbox.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::audit;
use super::behavior::Behavior;
use super::entity::{Entity, USER};
use super::field::Field;
use super::found::Found;
use super::system;
use crate::values::{Id, Record};

/// The first code for entities without a documented code.
const FIRST_CODE: u16 = 500;

/// The part of an id between the code of the entity and the number of the record.
const MADE: &str = "-5a4db0c5-0000-4000-8000-";

/// The maximum of `made` in a snapshot. It leaves enough numbers with 12 digits for new records.
pub(super) const MAX_MADE: u64 = 1 << 47;

/// All entities and records.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Store {
    entities: Vec<Entity>,
    /// Module → its entity.
    #[serde(skip, default = "modules")]
    modules: BTreeMap<&'static str, String>,
    /// Entity → its records.
    tables: BTreeMap<String, Vec<Row>>,
    /// The number of records that were ever added.
    made: u64,
    pub(super) behavior: Behavior,
    /// The ids of records that nobody may see.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    hidden: BTreeSet<String>,
    /// Results of queries, until something changes.
    #[serde(skip)]
    pub(super) found: Found,
}

/// A record with its id.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) fields: Record,
}

/// Returns the modules of the system, each with its entity.
fn modules() -> BTreeMap<&'static str, String> {
    system::entities().map(|(module, entity)| (module, entity.name)).collect()
}

impl Store {
    /// Creates a store with the system's entities and without records.
    pub(super) fn new() -> Store {
        let mut store = Store { modules: modules(), ..Store::default() };
        for (_, entity) in system::entities() {
            store.declare(entity);
        }
        store
    }

    /// Checks what [`declare`](Store::declare) and [`add`](Store::add) rely on, after the store was read
    /// from a snapshot.
    pub(super) fn check(&mut self) -> Result<(), String> {
        let (mut names, mut codes) = (BTreeSet::new(), BTreeSet::new());
        for entity in &self.entities {
            let Entity { name, code, main, .. } = entity;
            if let Some(problem) = entity.problem() {
                return Err(problem);
            }
            if entity.known(main).is_none() {
                return Err(format!("the main field `{main}` of `{name}` is not among its fields"));
            }
            if !(1..=999).contains(code) {
                return Err(format!("the code of `{name}` is {code}; expected 1 to 999"));
            }
            if !names.insert(name) {
                return Err(format!("the entity `{name}` is there twice"));
            }
            if !codes.insert(code) {
                return Err(format!("the code {code} of `{name}` is there twice"));
            }
        }
        self.behavior.check()?;
        if let Some(name) = self.tables.keys().find(|it| !names.contains(it)) {
            return Err(format!("there are records of `{name}`, but no such entity"));
        }
        for (name, rows) in &self.tables {
            let mut ids = BTreeSet::new();
            for Row { id, .. } in rows {
                if id.parse::<Id>().is_err() {
                    return Err(format!("{id:?} of `{name}` is not an id; expected 40 characters"));
                }
                if !ids.insert(id) {
                    return Err(format!("the id `{id}` of `{name}` is there twice"));
                }
            }
        }
        if self.rows(USER).is_empty() {
            return Err("there are no users; calls need one as `op_user`".to_owned());
        }
        // New records must not get an id that is already in use.
        let number = |row: &Row| {
            let (_, digits) = row.id.split_once(MADE)?;
            u64::from_str_radix(digits, 16).ok()
        };
        let greatest = self.tables.values().flatten().filter_map(number).max();
        self.made = self.made.max(greatest.unwrap_or_default());
        if self.made > MAX_MADE {
            return Err(format!("{} records were made; expected at most {MAX_MADE}", self.made));
        }
        Ok(())
    }

    /// Adds an entity. It replaces an entity with the same name, whose records stay.
    pub(super) fn declare(&mut self, mut entity: Entity) {
        self.found.clear();
        if let Some(problem) = entity.problem() {
            panic!("{problem}");
        }
        if entity.known(&entity.main).is_none() {
            let main = Field::string(&entity.main, &entity.main);
            entity = entity.main(main);
        }
        let old = self.entities.iter().position(|it| it.name == entity.name);
        if entity.code == 0 {
            let is_free = |code: &u16| self.entities.iter().all(|it| it.code != *code);
            entity.code = match old {
                Some(index) => self.entities[index].code,
                None => (FIRST_CODE..=999).find(is_free).unwrap_or_default(),
            };
        }
        let owner = self.entities.iter().position(|it| it.code == entity.code);
        assert!(owner.is_none() || owner == old, "another entity has the code {}", entity.code);
        match old {
            Some(index) => {
                entity.is_system = self.entities[index].is_system;
                self.entities[index] = entity;
            }
            None => self.entities.push(entity),
        }
    }

    pub(super) fn entities(&self) -> &[Entity] {
        &self.entities
    }

    pub(super) fn entity(&self, name: &str) -> Option<&Entity> {
        self.entities.iter().find(|it| it.name == name)
    }

    pub(super) fn entity_mut(&mut self, name: &str) -> Option<&mut Entity> {
        self.found.clear();
        self.entities.iter_mut().find(|it| it.name == name)
    }

    /// Returns the definition of a field, audit fields included.
    pub(super) fn field<'a>(&self, entity: &'a Entity, name: &str) -> Option<&'a Field> {
        let is_it = |it: &&Field| it.name == name && !self.behavior.is_hidden(&entity.name, name);
        entity.fields.iter().chain(self.audit_fields()).find(is_it)
    }

    /// Returns the fields of an entity without its key, audit fields included.
    pub(super) fn fields<'a>(&'a self, entity: &'a Entity) -> impl Iterator<Item = &'a Field> {
        let is_first = |it: &&Field| entity.known(&it.name).is_none();
        let audit = self.audit_fields().iter().filter(is_first);
        let fields = entity.fields.iter().chain(audit);
        fields.filter(|it| !self.behavior.is_hidden(&entity.name, &it.name))
    }

    /// Returns the audit fields that every record has.
    fn audit_fields(&self) -> &'static [Field] {
        if self.behavior.sets_audit_fields { &*audit::FIELDS } else { &[] }
    }

    /// Returns the entity of a module.
    pub(super) fn entity_of(&self, module: &str) -> Option<&Entity> {
        self.entity(self.modules.get(module)?)
    }

    /// Returns the id of the first user. Only a store in the making has none.
    pub(super) fn first_user(&self) -> Option<&str> {
        self.rows(USER).first().map(|row| row.id.as_str())
    }

    pub(super) fn is_user(&self, id: &str) -> bool {
        self.rows(USER).iter().any(|row| row.id == id)
    }

    /// Returns the records of an entity, oldest first.
    pub(super) fn rows(&self, entity: &str) -> &[Row] {
        self.tables.get(entity).map_or(&[], Vec::as_slice)
    }

    /// Returns whether nobody may see a record.
    pub(super) fn is_hidden(&self, id: &str) -> bool {
        // Mostly there are none, and a list asks for each of its rows.
        !self.hidden.is_empty() && self.hidden.contains(id)
    }

    /// Hides a record, or shows it again.
    pub(super) fn set_hidden(&mut self, id: &str, is_hidden: bool) {
        self.found.clear();
        if is_hidden {
            self.hidden.insert(id.to_owned());
        } else {
            self.hidden.remove(id);
        }
    }

    pub(super) fn find(&self, entity: &str, id: &str) -> Option<&Row> {
        self.rows(entity).iter().find(|row| row.id == id)
    }

    pub(super) fn find_mut(&mut self, entity: &str, id: &str) -> Option<&mut Row> {
        self.found.clear();
        self.tables.get_mut(entity)?.iter_mut().find(|row| row.id == id)
    }

    /// Returns the record with an id, of any entity.
    pub(super) fn find_any(&self, id: &str) -> Option<(&Entity, &Row)> {
        let code = Id::from(id).entity_code()?;
        let entity = self.entities.iter().find(|it| it.code == code)?;
        Some((entity, self.find(&entity.name, id)?))
    }

    /// Adds a record of an existing entity, and returns its id.
    pub(super) fn add(&mut self, entity: &str, fields: Record) -> String {
        self.found.clear();
        self.made += 1;
        let code = self.entity(entity).map_or(0, |it| it.code);
        let id = format!("{code:03}{MADE}{:012x}", self.made);
        let rows = self.tables.entry(entity.to_owned()).or_default();
        rows.push(Row { id: id.clone(), fields });
        id
    }

    /// Replaces, adds or removes a record of an existing entity. Returns the previous one.
    pub(super) fn set(&mut self, entity: &str, id: &str, record: Option<Record>) -> Option<Record> {
        self.found.clear();
        let rows = self.tables.entry(entity.to_owned()).or_default();
        let place = rows.iter().position(|row| row.id == id);
        match (place, record) {
            (Some(place), Some(record)) => Some(std::mem::replace(&mut rows[place].fields, record)),
            (Some(place), None) => Some(rows.remove(place).fields),
            (None, Some(fields)) => {
                // Ids are numbered in the order of creation, and rows have the same order.
                let place = rows.iter().position(|row| row.id.as_str() > id);
                rows.insert(place.unwrap_or(rows.len()), Row { id: id.to_owned(), fields });
                None
            }
            (None, None) => None,
        }
    }

    /// Removes a record. Returns whether it existed.
    pub(super) fn remove(&mut self, entity: &str, id: &str) -> bool {
        self.found.clear();
        let Some(rows) = self.tables.get_mut(entity) else { return false };
        let before = rows.len();
        rows.retain(|row| row.id != id);
        rows.len() < before
    }

    /// Removes the records of an entity that refer to another record through a field.
    pub(super) fn remove_referring(&mut self, entity: &str, field: &str, id: &str) {
        self.found.clear();
        if let Some(rows) = self.tables.get_mut(entity) {
            rows.retain(|row| row.fields.get::<&str>(field).ok() != Some(id));
        }
    }
}
