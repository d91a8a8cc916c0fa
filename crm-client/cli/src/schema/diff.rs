//! The differences between two schemas, with their effects.

mod compare;
mod effect;
mod print;

pub(crate) use compare::compare;
pub(crate) use print::print;

/// A difference between two schemas.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    /// The internal name of the entity.
    pub entity: String,
    /// The internal name of the field, unless the difference is one of the entity.
    pub field: Option<String>,
    /// What differs.
    pub change: Change,
    /// The old value. Added things have none.
    pub before: Option<String>,
    /// The new value. Removed things have none.
    pub after: Option<String>,
}

/// What differs between two schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Change {
    /// An entity was added.
    EntityAdded,
    /// An entity was removed.
    EntityRemoved,
    /// An entity has another label.
    EntityLabel,
    /// An entity has another main field.
    MainField,
    /// The ids of an entity begin with another code.
    Code,
    /// A field was added that new records need.
    RequiredFieldAdded,
    /// A field was added that new records can have.
    FieldAdded,
    /// A field was added that nobody can set.
    ReadOnlyFieldAdded,
    /// A field was removed.
    FieldRemoved,
    /// A field has another label.
    FieldLabel,
    /// A field has another data type.
    DataType,
    /// A field refers to another entity.
    Reference,
    /// A field can no longer be empty.
    Required,
    /// A field can be empty now.
    Nullable,
    /// New records can set a field now.
    Creatable,
    /// New records can no longer set a field.
    NotCreatable,
    /// Updates can set a field now.
    Updatable,
    /// Updates can no longer set a field.
    NotUpdatable,
    /// A picklist has a new item.
    ItemAdded,
    /// A picklist has lost an item.
    ItemRemoved,
    /// An item of a picklist has another label.
    ItemLabel,
    /// An entity or a field has another origin.
    Origin,
}

impl Change {
    /// Returns `added`, `removed` or `changed`.
    fn action(self) -> &'static str {
        match self {
            Change::EntityAdded
            | Change::RequiredFieldAdded
            | Change::FieldAdded
            | Change::ReadOnlyFieldAdded
            | Change::ItemAdded => "added",
            Change::EntityRemoved | Change::FieldRemoved | Change::ItemRemoved => "removed",
            _ => "changed",
        }
    }

    /// Returns what differs, as in the vendor's metadata.
    fn property(self) -> &'static str {
        match self {
            Change::EntityAdded | Change::EntityRemoved => "entity",
            Change::EntityLabel | Change::FieldLabel => "name",
            Change::MainField => "name_field",
            Change::Code => "code",
            Change::RequiredFieldAdded
            | Change::FieldAdded
            | Change::ReadOnlyFieldAdded
            | Change::FieldRemoved => "field",
            Change::DataType => "data_type",
            Change::Reference => "reference_to",
            Change::Required | Change::Nullable => "nullable",
            Change::Creatable | Change::NotCreatable => "creatable",
            Change::Updatable | Change::NotUpdatable => "updatable",
            Change::ItemAdded | Change::ItemRemoved => "value",
            Change::ItemLabel => "label",
            Change::Origin => "type",
        }
    }
}
