//! The builder type `Entity`.

use serde::{Deserialize, Serialize};

use super::field::Field;

/// The entity of the users.
pub(super) const USER: &str = "User";

/// The definition of an entity: its names, its id field and its other fields.
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
    /// The number with which its ids begin. The sandbox chooses one if it is 0.
    pub(super) code: u16,
    /// The key of the id in a row of a list.
    pub(super) key: String,
    /// The main field, in which `qname` searches.
    pub(super) main: String,
    pub(super) is_system: bool,
    /// Whether it may have other fields than the declared ones.
    pub(super) is_open: bool,
    pub(super) fields: Vec<Field>,
}

impl Entity {
    /// Creates a custom entity with its internal name and its display name. By default, the id
    /// field is `NAMEId` and the main field is `c__name`.
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

    /// Sets the number with which ids begin. Default: a free number.
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
    /// Panics if the number is 0 or has more than three digits.
    #[must_use]
    pub fn code(mut self, code: u16) -> Entity {
        assert!((1..=999).contains(&code), "the code of an entity has three digits");
        self.code = code;
        self
    }

    /// Sets the name of the id field.
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

    /// Sets the main field, which is required in every record.
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

    /// Adds a field. It replaces a field with the same name.
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

    /// Returns the internal name.
    ///
    /// ```
    /// # use crm_client::sandbox::Entity;
    /// assert_eq!(Entity::new("c__lead", "线索").name(), "c__lead");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the declared fields.
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

    /// Returns the contradiction in the definition, if there is one.
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
