//! The metadata with Rust names: every name is an identifier, every text is valid in a doc comment.

use proc_macro2::Ident;

/// An entity, with the names of its types.
#[derive(Debug)]
pub(super) struct Entity {
    /// The internal name.
    pub(super) name: String,
    /// The display name, or the internal name if there is none.
    pub(super) title: String,
    /// The type of a row that is read.
    pub(super) row: Ident,
    /// The type of a new row, unless no field can be set in one.
    pub(super) new: Option<Ident>,
    /// The type of changes to a row, unless no field can be changed.
    pub(super) changes: Option<Ident>,
    pub(super) fields: Vec<Field>,
    pub(super) picklists: Vec<Picklist>,
}

#[derive(Debug)]
pub(super) struct Field {
    /// The name on the wire.
    pub(super) name: String,
    pub(super) ident: Ident,
    pub(super) ty: Type,
    /// The display name, with details that the type does not show.
    pub(super) doc: String,
    pub(super) nullable: bool,
    pub(super) creatable: bool,
    pub(super) updatable: bool,
}

#[derive(Debug)]
pub(super) enum Type {
    String,
    /// The id of a record.
    Id,
    /// A value of a picklist with known values.
    Picklist(Ident),
    /// A value of a picklist whose values are not known.
    Int,
    /// A data type that the vendor does not document.
    Json,
}

/// The values of a field.
#[derive(Debug)]
pub(super) struct Picklist {
    pub(super) ty: Ident,
    pub(super) doc: String,
    pub(super) items: Vec<Item>,
}

#[derive(Debug)]
pub(super) struct Item {
    pub(super) constant: Ident,
    pub(super) value: i64,
    pub(super) doc: String,
}
