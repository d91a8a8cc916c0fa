//! Entities and their fields, as the sandbox knows them and its metadata calls tell.

use serde::Serialize;

use crate::endpoint::{Returns, reply};
use crate::{DataType, ENDPOINTS, Page, Record};

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
#[derive(Clone, Debug)]
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
        Entity { name, label, code: 0, key, main, is_system: false, fields: Vec::new() }
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

    pub(super) fn known(&self, field: &str) -> Option<&Field> {
        self.fields.iter().find(|it| it.name == field)
    }
}

/// A field of an entity of the sandbox: optional, and free to be created and updated, unless it is
/// told otherwise.
///
/// ```
/// # use crm_client::sandbox::{Field, Sandbox};
/// let sandbox = Sandbox::new();
/// sandbox.declare_field("Account", Field::string("phone", "电话").required());
/// ```
#[derive(Clone, Debug)]
pub struct Field {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) data_type: DataType,
    pub(super) reference_to: Option<String>,
    pub(super) items: Vec<Item>,
    pub(super) is_nullable: bool,
    pub(super) is_creatable: bool,
    pub(super) is_updatable: bool,
    pub(super) description: Option<String>,
}

/// An item of a picklist.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Item {
    pub(super) value: i64,
    pub(super) label: String,
}

impl Field {
    /// A field with its internal name, the name that users see, and what it holds.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let score = Field::new("c__score", "评分", "number");
    /// ```
    #[must_use]
    pub fn new(
        name: impl Into<String>,
        label: impl Into<String>,
        data_type: impl Into<DataType>,
    ) -> Field {
        Field {
            name: name.into(),
            label: label.into(),
            data_type: data_type.into(),
            reference_to: None,
            items: Vec::new(),
            is_nullable: true,
            is_creatable: true,
            is_updatable: true,
            description: None,
        }
    }

    /// A text.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let phone = Field::string("c__phone", "电话");
    /// ```
    #[must_use]
    pub fn string(name: impl Into<String>, label: impl Into<String>) -> Field {
        Field::new(name, label, DataType::STRING)
    }

    /// The id of a record of another entity, or of the same.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let customer = Field::reference("c__customer", "客户", "Account");
    /// ```
    #[must_use]
    pub fn reference(
        name: impl Into<String>,
        label: impl Into<String>,
        entity: impl Into<String>,
    ) -> Field {
        let reference_to = Some(entity.into());
        Field { reference_to, ..Field::new(name, label, DataType::REFERENCE) }
    }

    /// One of these items, each with its number and what users see of it.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let stage = Field::picklist("c__stage", "阶段", [(0, "新建"), (1, "跟进")]);
    /// ```
    #[must_use]
    pub fn picklist<L: Into<String>>(
        name: impl Into<String>,
        label: impl Into<String>,
        items: impl IntoIterator<Item = (i64, L)>,
    ) -> Field {
        let items = items.into_iter().map(|(value, label)| Item { value, label: label.into() });
        Field { items: items.collect(), ..Field::new(name, label, DataType::PICKLIST) }
    }

    /// The same, which every record must have. A reference to `User` that is not given is the user
    /// on whose behalf the record is made.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// sandbox.declare_field("Account", Field::string("phone", "电话").required());
    /// assert!(crm.account().add(&json!({ "accountName": "杨志永" })).await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn required(self) -> Field {
        Field { is_nullable: false, ..self }
    }

    /// The same, which can be given when a record is made, and is ignored when it is updated.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let source = Field::string("c__source", "来源").not_updatable();
    /// ```
    #[must_use]
    pub fn not_updatable(self) -> Field {
        Field { is_updatable: false, ..self }
    }

    /// The same, which is ignored wherever it is given.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// let score = Field::new("c__score", "评分", "number").read_only();
    /// ```
    #[must_use]
    pub fn read_only(self) -> Field {
        Field { is_creatable: false, ..self.not_updatable() }
    }

    /// Its internal name.
    ///
    /// ```
    /// # use crm_client::sandbox::Field;
    /// assert_eq!(Field::string("c__phone", "电话").name(), "c__phone");
    /// ```
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What users are told about it, once `metadata/field-modify` has said it.
    ///
    /// ```
    /// # use crm_client::sandbox::Entity;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # sandbox.declare_field("Account", crm_client::sandbox::Field::string("phone", "电话"));
    /// crm.metadata().field_modify("Account", "phone", "描述").await?;
    /// let account = sandbox.entity("Account").unwrap();
    /// let phone = account.fields().iter().find(|it| it.name() == "phone").unwrap();
    /// assert_eq!(phone.description(), Some("描述"));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

/// What the vendor's pages tell of its own entities: module, name, code, and what users see. They
/// name no other code; the sandbox gives out its own.
const DOCUMENTED: [(&str, &str, u16, &str); 4] = [
    ("account", "Account", 2, "客户"),
    ("contact", "Contact", 3, "联系人"),
    ("user", "User", 27, "用户"),
    ("salesorder", "SalesOrder", 0, "订单"),
];

/// The system's entities, each with the module that calls it by itself: one for every list in the
/// endpoint table, with the fields that the vendor's sample of the list has.
pub(super) fn system() -> impl Iterator<Item = (&'static str, Entity)> {
    let own = ENDPOINTS.iter().filter(|it| {
        it.info.returns == Returns::Page && it.info.query.iter().all(|it| it.name != "entity")
    });
    own.filter_map(|it| {
        let (module, _) = it.info.path.split_once('/')?;
        let page: Page<Record> = reply::decode(it.info.path, it.sample.as_bytes()).ok()?;
        Some((module, of_sample(module, page.data.first()?)))
    })
}

/// The first key of the sample is the id, and the second the main field.
fn of_sample(module: &str, row: &Record) -> Entity {
    let documented = DOCUMENTED.iter().find(|it| it.0 == module);
    let (_, name, code, label) = documented.copied().unwrap_or(("", "", 0, ""));
    let name = if name.is_empty() { capitalized(module) } else { name.to_owned() };
    let label = if label.is_empty() { name.clone() } else { label.to_owned() };
    let mut entity = Entity { is_system: true, code, ..Entity::new(name, label) };
    for (index, (key, value)) in row.iter().enumerate() {
        let data_type = if value.starts_with('"') { DataType::STRING } else { "number".into() };
        let field = Field::new(key, key, data_type);
        entity = match index {
            0 => entity.key(key),
            1 => entity.main(field),
            _ => entity.field(field),
        };
    }
    match entity.name.as_str() {
        "Account" => {
            let types = [(0, "正式客户"), (1, "潜在客户"), (2, "合作伙伴")];
            let owner = Field::reference("owning_user", "所属用户", "User").required();
            entity.field(owner).field(Field::picklist("typeCode", "客户类型", types))
        }
        _ => entity,
    }
}

fn capitalized(module: &str) -> String {
    let mut letters = module.chars();
    letters.next().map(|it| it.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
