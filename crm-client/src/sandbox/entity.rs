//! The builder type `Entity`.

use serde::{Deserialize, Serialize};

use super::field::Field;

/// The entity on behalf of whose records calls are made.
pub(super) const USER: &str = "User";

/// An entity of the sandbox: its names, its id field and its other fields.
///
/// ```
/// use crm_client::sandbox::{Entity, Field, Sandbox};
///
/// let lead = Entity::new("c__lead", "线索")
///     .key("c__leadId")
///     .main(Field::string("c__name", "名称"))
///     .field(Field::reference("c__customer", "客户", "Account"))
///     .field(Field::picklist("c__stage", "阶段", [(0, "新建"), (1, "跟进")]))
///     .field(Field::new("c__score", "评分", "number").read_only());
/// let sandbox = Sandbox::new();
/// sandbox.declare(lead);
/// assert_eq!(sandbox.entity("c__lead").unwrap().fields().len(), 4);
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entity {
    pub(super) name: String,
    pub(super) label: String,
    /// The number that its ids begin with; the sandbox finds one where it is 0.
    pub(super) code: u16,
    /// The key of the id in a row of a list.
    pub(super) key: String,
    /// The field that shows which record it is.
    pub(super) main: String,
    pub(super) is_system: bool,
    /// Whether it may have other fields than the declared ones.
    pub(super) is_open: bool,
    pub(super) fields: Vec<Field>,
}

impl Entity {
    /// A custom entity with its internal name, and the name that users see. Until it is told
    /// otherwise, its id field is `NAMEId`, and its main field `c__name`.
    ///
    /// ```
    /// # use crm_client::sandbox::{Entity, Sandbox};
    /// let sandbox = Sandbox::new();
    /// sandbox.declare(Entity::new("c__lead", "线索"));
    /// assert!(sandbox.entity("c__lead").is_some());
    /// ```
    #[must_use]
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Entity {
        let (name, label) = (name.into(), label.into());
        let key = format!("{name}Id");
        let main = "c__name".to_owned();
        Entity {
            name,
            label,
            code: 0,
            key,
            main,
            is_system: false,
            is_open: false,
            fields: Vec::new(),
        }
    }

    /// The same with another number that its ids begin with. Default: one that is free.
    ///
    /// ```
    /// # use crm_client::sandbox::{Entity, Sandbox};
    /// # use serde_json::json;
    /// # let sandbox = Sandbox::new();
    /// sandbox.declare(Entity::new("c__lead", "线索").code(901));
    /// let id = sandbox.insert("c__lead", &json!({ "c__name": "企能软件" }));
    /// assert_eq!(id.entity_code(), Some(901));
    /// ```
    ///
    /// # Panics
    ///
    /// It has more than three digits, or is 0.
    #[must_use]
    pub fn code(mut self, code: u16) -> Entity {
        assert!((1..=999).contains(&code), "the code of an entity has three digits");
        self.code = code;
        self
    }

    /// The same with another id field.
    ///
    /// ```
    /// # use crm_client::sandbox::Entity;
    /// let lead = Entity::new("e__lead", "线索").key("e__id");
    /// ```
    #[must_use]
    pub fn key(mut self, key: impl Into<String>) -> Entity {
        self.key = key.into();
        self
    }

    /// The same with this as its main field, which every record must have.
    ///
    /// ```
    /// # use crm_client::sandbox::{Entity, Field};
    /// let lead = Entity::new("e__lead", "线索").main(Field::string("e__title", "标题"));
    /// ```
    #[must_use]
    pub fn main(mut self, field: Field) -> Entity {
        self.main.clone_from(&field.name);
        self.field(field.required())
    }

    /// The same with one more field, or with this one instead of another of its name.
    ///
    /// ```
    /// # use crm_client::sandbox::{Entity, Field};
    /// let lead = Entity::new("c__lead", "线索").field(Field::string("c__phone", "电话"));
    /// ```
    #[must_use]
    pub fn field(mut self, field: Field) -> Entity {
        self.fields.retain(|it| it.name != field.name);
        self.fields.push(field);
        self
    }

    /// Its internal name.
    ///
    /// ```
    /// # use crm_client::sandbox::Entity;
    /// assert_eq!(Entity::new("c__lead", "线索").name(), "c__lead");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its fields, as far as they are declared.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// for field in Sandbox::new().entity("Account").unwrap().fields() {
    ///     println!("{}", field.name());
    /// }
    /// ```
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Returns what contradicts itself in the definition, if anything does.
    pub(super) fn problem(&self) -> Option<String> {
        let Entity { name, key, main, .. } = self;
        if name.is_empty() || key.is_empty() || main.is_empty() {
            return Some(format!("an empty name in the entity {name:?}; names must not be empty"));
        }
        (key == main)
            .then(|| format!("the field `{key}` of `{name}` is both its key and its main field"))
    }

    pub(super) fn known(&self, field: &str) -> Option<&Field> {
        self.fields.iter().find(|it| it.name == field)
    }
}
