//! Endpoint → the fields of its request, which everything that is written about it goes back to.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::{docs, param_docs};
use super::example::value;
use super::types::{is_plain, rust_type};
use crate::model::{Body, Endpoint, Need, OneOf, Param, Resource, Type};

/// What is written about: an endpoint in its resource.
pub(super) struct Subject<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) resource: &'a Resource,
    /// What its request is made of. The user it is made for is not the request's, but the call's.
    pub(super) fields: Vec<Field>,
}

impl<'a> Subject<'a> {
    pub(super) fn of(endpoint: &'a Endpoint, resource: &'a Resource) -> Subject<'a> {
        Subject { endpoint, resource, fields: fields(endpoint, resource) }
    }

    /// The fields without which its request cannot be.
    pub(super) fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|it| !it.is_optional)
    }
}

/// A field of a request, which is also an argument of what makes one, or a setter of its call.
pub(super) struct Field {
    pub(super) name: Ident,
    pub(super) ty: TokenStream,
    pub(super) doc: TokenStream,
    /// How a caller would write a value of it.
    pub(super) example: String,
    /// Whether a request can be without it.
    pub(super) is_optional: bool,
    /// Whether it is given as it is, and not as anything that becomes it.
    pub(super) is_plain: bool,
    /// Whether it says which fields to return.
    pub(super) is_fields: bool,
}

fn fields(endpoint: &Endpoint, resource: &Resource) -> Vec<Field> {
    let given = |param: &&std::rc::Rc<Param>| param.need != Need::Client;
    let query = endpoint.query.iter().filter(given).map(|it| of_param(it, endpoint, resource));
    let one_of = endpoint.one_of.iter().map(|it| of_choice(it, endpoint, resource));
    let body = endpoint.body.iter().flat_map(|it| of_body(it, endpoint, resource));
    query.chain(one_of).chain(body).collect()
}

fn of_param(param: &Param, endpoint: &Endpoint, resource: &Resource) -> Field {
    Field {
        name: param.field.clone(),
        ty: rust_type(&param.ty),
        doc: param_docs(param),
        example: value::of_param(param, endpoint, resource),
        is_optional: matches!(param.need, Need::Optional { .. }),
        is_plain: is_plain(&param.ty),
        is_fields: param.ty == Type::Fields,
    }
}

fn of_choice(one_of: &OneOf, endpoint: &Endpoint, resource: &Resource) -> Field {
    let OneOf { ty, field, .. } = one_of;
    let doc = docs(&vec!["Which one it is about.".to_owned()]);
    let (name, ty) = (field.clone(), quote!(#ty));
    let example = value::of_one_of(one_of, endpoint, resource);
    Field { name, ty, doc, example, is_optional: false, is_plain: true, is_fields: false }
}

fn of_body(body: &Body, endpoint: &Endpoint, resource: &Resource) -> Vec<Field> {
    let (name, ty, doc) = match body {
        Body::Record => ("record", quote!(crate::Body), "The record: field → value."),
        Body::Filter => ("filter", quote!(crate::Filter), "Which records to return."),
        Body::File => ("file", quote!(crate::Upload), "What is in the file."),
        Body::Object(params) => {
            return params.iter().map(|it| of_param(it, endpoint, resource)).collect();
        }
    };
    let (name, doc) = (format_ident!("{name}"), docs(&vec![doc.to_owned()]));
    let example = value::of_body(body, endpoint, resource);
    vec![Field { name, ty, doc, example, is_optional: false, is_plain: false, is_fields: false }]
}
