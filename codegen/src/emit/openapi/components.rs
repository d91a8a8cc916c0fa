//! The components of the document, each under a name of its own.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::component::{described, key, reference, text};
use super::{operation, schema, shared};
use crate::model::{Api, ObjectName, Param, Resource};

/// The schemas and the shared parameters that are in use.
#[derive(Default)]
pub(super) struct Components {
    pub(super) schemas: Map<String, Value>,
    pub(super) parameters: Map<String, Value>,
    /// The names of the objects, by resource and name in the spec.
    objects: BTreeMap<(String, String), String>,
}

impl Components {
    /// The schemas of the whole API, and the objects of which lists are returned.
    pub(super) fn of(api: &Api) -> Components {
        let mut components = Components::default();
        for (name, schema) in shared::schemas(&api.facts) {
            components.add(name, &schema);
        }
        // An object can contain lists of other objects, so all of them have names first.
        for resource in &api.resources {
            for object in &resource.objects {
                let name = components.free(&wanted(&object.name, resource));
                components.schemas.insert(name.clone(), Value::Null);
                let key = (resource.name.clone(), object.name.word.clone());
                components.objects.insert(key, name);
            }
        }
        for resource in &api.resources {
            for object in &resource.objects {
                let schema = schema::received_object(&object.fields, resource, &components);
                let name = components.object(&object.name, resource);
                let schema = titled(described(schema, text(&object.doc)), &name);
                components.schemas.insert(name, schema);
            }
        }
        components
    }

    /// Adds a schema, and returns its name. Equal schemas that want the same name share it; of different
    /// ones, the second gets a number.
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
    pub(super) fn parameter(&mut self, param: &Rc<Param>) -> Value {
        let key = key(param);
        self.parameters.insert(key.clone(), operation::parameter(param, None));
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

/// The name of an object: that of its resource, unless it begins with it, and its own.
fn wanted(name: &ObjectName, resource: &Resource) -> String {
    let (name, resource) = (name.ty.to_string(), resource.ty.to_string());
    if name.starts_with(&resource) { name } else { resource + &name }
}

fn titled(mut schema: Value, name: &str) -> Value {
    schema["title"] = Value::from(name);
    schema
}
