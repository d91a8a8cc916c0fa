//! The components of the document. Each has a unique name.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::component::{key, reference};
use crate::model::{ObjectName, Param, Resource};

/// The schemas and the shared parameters that are in use.
#[derive(Default)]
pub(super) struct Components {
    pub(super) schemas: Map<String, Value>,
    pub(super) parameters: Map<String, Value>,
    /// The names of the objects, by resource and name in the spec.
    objects: BTreeMap<(String, String), String>,
}

impl Components {
    /// Reserves a name for the schema of an object, which is added later.
    pub(super) fn reserve(&mut self, name: &ObjectName, resource: &Resource) {
        let free = self.free(&wanted(name, resource));
        self.schemas.insert(free.clone(), Value::Null);
        self.objects.insert((resource.name.clone(), name.word.clone()), free);
    }

    /// Adds the schema of an object under its reserved name.
    pub(super) fn add_object(&mut self, name: &ObjectName, resource: &Resource, schema: Value) {
        let name = self.object(name, resource);
        let schema = titled(schema, &name);
        self.schemas.insert(name, schema);
    }

    /// Adds a schema, and returns its name. Equal schemas with the same name share it; a different schema
    /// with that name gets a number.
    pub(super) fn add(&mut self, wanted: &str, schema: &Value) -> String {
        let mut name = wanted.to_owned();
        let mut number = 1;
        loop {
            let schema = titled(schema.clone(), &name);
            let there = self.schemas.entry(name.clone()).or_insert_with(|| schema.clone());
            if *there == schema {
                return name;
            }
            number += 1;
            name = format!("{wanted}{number}");
        }
    }

    /// Adds a shared parameter, and returns the reference to it.
    pub(super) fn parameter(&mut self, param: &Param, value: Value) -> Value {
        let key = key(param);
        self.parameters.insert(key.clone(), value);
        reference("parameters", &key)
    }

    /// Returns the name of the schema of an object.
    pub(super) fn object(&self, name: &ObjectName, resource: &Resource) -> String {
        let key = (resource.name.clone(), name.word.clone());
        self.objects.get(&key).cloned().unwrap_or_else(|| wanted(name, resource))
    }

    /// Returns the name, with a number if another schema has it.
    fn free(&self, wanted: &str) -> String {
        let numbered = (2..).map(|it| format!("{wanted}{it}"));
        let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
        names.find(|it| !self.schemas.contains_key(it)).unwrap_or_default()
    }
}

/// Returns the name of an object, prefixed with the name of the resource unless it has this prefix.
fn wanted(name: &ObjectName, resource: &Resource) -> String {
    let (name, resource) = (name.ty.to_string(), resource.ty.to_string());
    if name.starts_with(&resource) { name } else { resource + &name }
}

fn titled(mut schema: Value, name: &str) -> Value {
    schema["title"] = Value::from(name);
    schema
}
