//! The fields of an entity, and which of them are looked at.

use std::collections::BTreeSet;

use serde_json::Value;

use super::metadata;
use super::refusals::Statuses;
use crate::doctor::catalog::Entity;
use crate::doctor::cursor::CURSOR;
use crate::doctor::reply::Reply;
use crate::session::probe::Probe;

/// The number of fields that are requested.
const MAX_FIELDS: usize = 30;

/// The number of fields of a type that are requested.
const MAX_PER_TYPE: usize = 5;

/// A field of an entity.
#[derive(Clone, Debug)]
pub(in crate::doctor) struct Field {
    /// The internal name.
    pub name: String,
    /// The data type, of which there is no documented list.
    pub data_type: String,
    /// The entity that the field refers to.
    pub reference_to: Option<String>,
}

/// The fields of an entity.
#[derive(Clone, Debug)]
pub(in crate::doctor) struct Fields {
    main: String,
    /// The fields, if the metadata could be read.
    all: Option<Vec<Field>>,
}

impl Fields {
    /// Reads the metadata.
    pub(super) async fn read(probe: &Probe, entity: &Entity, statuses: &mut Statuses) -> Fields {
        let reply = Reply::of(probe, metadata(entity)).await.ok();
        if let Some(reply) = &reply {
            statuses.add(reply);
        }
        let all = reply.filter(|it| !it.is_refused()).map(|reply| {
            let fields = reply.rows().into_iter().filter_map(|row| {
                let text = |name| row.get(name).and_then(Value::as_str).map(str::to_owned);
                let reference_to = text("reference_to");
                Some(Field { name: text("field")?, data_type: text("data_type")?, reference_to })
            });
            fields.collect()
        });
        Fields { main: entity.main.clone(), all }
    }

    /// Returns the fields, or none if the metadata could not be read.
    pub(super) fn iter(&self) -> impl Iterator<Item = &Field> {
        self.all.iter().flatten()
    }

    /// Returns whether there is a field with this name, if that is known.
    pub(super) fn has(&self, name: &str) -> Option<bool> {
        self.all.as_ref().map(|fields| fields.iter().any(|it| it.name == name))
    }

    /// Returns all data types.
    pub(super) fn data_types(&self) -> BTreeSet<&str> {
        self.iter().map(|it| it.data_type.as_str()).collect()
    }

    /// Returns the names of some fields of each type, as a value of `fields`.
    pub(super) fn sample(&self) -> String {
        let mut names = vec![self.main.as_str()];
        if self.has(CURSOR) != Some(false) {
            names.push(CURSOR);
        }
        for data_type in self.data_types() {
            let of_type = self.iter().filter(|it| it.data_type == data_type);
            let is_new = |it: &&str| !names.contains(it) && !it.contains([',', '.']);
            let chosen = of_type.map(|it| it.name.as_str()).filter(is_new).take(MAX_PER_TYPE);
            let chosen: Vec<&str> = chosen.collect();
            names.extend(chosen);
        }
        names.truncate(MAX_FIELDS);
        names.join(",")
    }
}
