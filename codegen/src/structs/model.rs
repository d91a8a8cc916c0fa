//! The metadata as meant: every name an identifier, every text fit for a doc.

use proc_macro2::Ident;

/// An entity, and the types that it becomes.
#[derive(Debug)]
pub(super) struct Entity {
    /// Its internal name.
    pub(super) name: String,
    /// Its display name, or else the internal one.
    pub(super) title: String,
    /// A row as it is read.
    pub(super) row: Ident,
    /// A row to be added, unless no field can be set in one.
    pub(super) new: Option<Ident>,
    /// Changes to a row, unless no field can be changed.
    pub(super) changes: Option<Ident>,
    pub(super) fields: Vec<Field>,
    pub(super) picklists: Vec<Picklist>,
}

#[derive(Debug)]
pub(super) struct Field {
    /// Its name on the wire.
    pub(super) name: String,
    pub(super) ident: Ident,
    pub(super) ty: Type,
    /// Its display name, and what its type does not say.
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
    /// One of the entity's picklists.
    Picklist(Ident),
    /// A value of a picklist of which nothing is known.
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
