//! Model → file: a type for rows, for new rows and for changes of each entity, and one per picklist.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use super::docs::code;
use super::model::{Entity, Field, Item, Picklist, Type};

/// Returns the whole file.
pub(super) fn emit(entities: &[Entity]) -> TokenStream {
    let entities = entities.iter().map(entity);
    quote! {
        #![doc = " The entities of a CRM, generated from its metadata: for each entity, a struct for its rows, for"]
        #![doc = " new rows and for changes."]
        #![doc = ""]
        #![doc = " Fields with a data type that the vendor does not document are [`crm_client::Json`]. A picklist"]
        #![doc = " can contain values that were added after this file was generated."]
        #![cfg_attr(rustfmt, rustfmt_skip)]
        #![allow(dead_code, reason = "a program does not use all entities and fields")]
        #![allow(clippy::all, clippy::pedantic, reason = "the CRM chooses the names and numbers")]
        #(#entities)*
    }
}

fn entity(entity: &Entity) -> TokenStream {
    let row = row(entity);
    let new = entity.new.as_ref().map(|ty| new(ty, entity));
    let changes = entity.changes.as_ref().map(|ty| changes(ty, entity));
    let picklists = entity.picklists.iter().map(picklist);
    quote!(#row #new #changes #(#picklists)*)
}

fn row(entity: &Entity) -> TokenStream {
    let Entity { row, name, title, fields, .. } = entity;
    let doc = format!(" {title}: a row of {}.", code(name));
    let fields = fields.iter().map(|field| {
        let (attributes, ident, ty) = (attributes(field), &field.ident, rust_type(&field.ty));
        let ty = if field.nullable { quote!(Option<#ty>) } else { ty };
        quote!(#attributes pub #ident: #ty)
    });
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
        pub struct #row {
            #(#fields,)*
        }
        impl #row {
            /// The internal name of the entity.
            pub const ENTITY: &'static str = #name;
        }
    }
}

fn new(ty: &Ident, entity: &Entity) -> TokenStream {
    let Entity { name, title, fields, .. } = entity;
    let doc = format!(" {title}: a new row of {}.", code(name));
    let creatable = || fields.iter().filter(|it| it.creatable);
    let definitions = creatable().map(|field| {
        if field.nullable {
            optional(field)
        } else {
            let (attributes, ident, ty) = (attributes(field), &field.ident, rust_type(&field.ty));
            quote!(#attributes pub #ident: #ty)
        }
    });
    let required = || creatable().filter(|it| !it.nullable);
    // Without required fields, `Default` replaces `new`.
    let default = (required().count() == 0).then(|| quote!(Default,));
    let constructor = (required().count() > 0).then(|| {
        let arguments = required().map(argument);
        let values = creatable().map(initial);
        quote! {
            impl #ty {
                /// Creates a row with only the required fields.
                pub fn new(#(#arguments),*) -> Self {
                    Self { #(#values),* }
                }
            }
        }
    });
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, #default PartialEq, serde::Serialize)]
        pub struct #ty {
            #(#definitions,)*
        }
        #constructor
    }
}

fn changes(ty: &Ident, entity: &Entity) -> TokenStream {
    let Entity { name, title, fields, .. } = entity;
    let doc = format!(
        " {title}: changes to a row of {}. A field that is `None` is not changed.",
        code(name)
    );
    let fields = fields.iter().filter(|it| it.updatable).map(optional);
    quote! {
        #[doc = #doc]
        #[doc = ""]
        #[doc = " The vendor does not document how to clear a field. To send other values, use JSON as the body"]
        #[doc = " instead of this struct."]
        #[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
        pub struct #ty {
            #(#fields,)*
        }
    }
}

fn picklist(picklist: &Picklist) -> TokenStream {
    let Picklist { ty, doc, items } = picklist;
    let doc = format!(" {doc}");
    let constants = items.iter().map(|Item { constant, value, doc }| {
        let (doc, value) = (format!(" {doc}"), Literal::i64_unsuffixed(*value));
        quote! {
            #[doc = #doc]
            pub const #constant: Self = Self(#value);
        }
    });
    let constants = (!items.is_empty()).then(|| quote!(impl #ty { #(#constants)* }));
    quote! {
        #[doc = #doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
        #[serde(transparent)]
        pub struct #ty(
            /// The value on the wire.
            pub i64,
        );
        #constants
    }
}

/// Returns a field that is sent only if it is set.
fn optional(field: &Field) -> TokenStream {
    let Field { ident, doc, .. } = field;
    let (doc, ty) = (format!(" {doc}"), rust_type(&field.ty));
    let rename = rename(field).map(|it| quote!(#it,));
    quote! {
        #[doc = #doc]
        #[serde(#rename skip_serializing_if = "Option::is_none")]
        pub #ident: Option<#ty>
    }
}

/// Returns the doc comment and the attributes of a field.
fn attributes(field: &Field) -> TokenStream {
    let doc = format!(" {}", field.doc);
    let rename = rename(field).map(|it| quote!(#[serde(#it)]));
    quote!(#[doc = #doc] #rename)
}

/// Returns the attribute with the name on the wire, if it differs from the name in Rust.
fn rename(Field { name, ident, .. }: &Field) -> Option<TokenStream> {
    (ident != name).then(|| quote!(rename = #name))
}

/// Returns an argument: `name: impl Into<Type>`.
fn argument(field: &Field) -> TokenStream {
    let (ident, ty) = (&field.ident, rust_type(&field.ty));
    match field.ty {
        Type::String | Type::Id => quote!(#ident: impl Into<#ty>),
        Type::Picklist(_) | Type::Int | Type::Json => quote!(#ident: #ty),
    }
}

/// Returns the initial value of a field in `new`.
fn initial(field: &Field) -> TokenStream {
    let ident = &field.ident;
    match (field.nullable, &field.ty) {
        (true, _) => quote!(#ident: None),
        (false, Type::String | Type::Id) => quote!(#ident: #ident.into()),
        (false, Type::Picklist(_) | Type::Int | Type::Json) => quote!(#ident),
    }
}

fn rust_type(ty: &Type) -> TokenStream {
    match ty {
        Type::String => quote!(String),
        Type::Id => quote!(crm_client::Id),
        Type::Picklist(ty) => quote!(#ty),
        Type::Int => quote!(i64),
        Type::Json => quote!(crm_client::Json),
    }
}
