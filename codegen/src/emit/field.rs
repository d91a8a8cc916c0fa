//! Endpoint → the fields of its request. The other emitters of requests use these.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::param_doc;
use super::types::{is_plain, rust_type};
use super::value;
use crate::facts::Facts;
use crate::model::{Doc, Endpoint, Need, OneOf, Param, Resource};

/// An endpoint with its resource and its fields.
pub(super) struct Subject<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) resource: &'a Resource,
    /// The fields of its request, without the user of the call.
    pub(super) fields: Vec<Field>,
}

impl<'a> Subject<'a> {
    pub(super) fn of(endpoint: &'a Endpoint, resource: &'a Resource, facts: &Facts) -> Subject<'a> {
        Subject { endpoint, resource, fields: fields(endpoint, resource, facts) }
    }

    pub(super) fn required(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|it| !it.is_optional)
    }

    pub(super) fn optional(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|it| it.is_optional)
    }
}

/// A field of a request, which is also an argument of its constructor or a setter of its call.
#[allow(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub(super) struct Field {
    pub(super) name: Ident,
    pub(super) ty: TokenStream,
    /// The documentation, without default, maximum and version.
    pub(super) summary: Doc,
    pub(super) doc: Doc,
    /// Rust code for a value.
    pub(super) example: String,
    /// Whether the spec has an example for it.
    pub(super) has_example: bool,
    pub(super) is_optional: bool,
    /// Whether an argument is declared as the type itself, instead of as `impl Into` of it.
    pub(super) is_plain: bool,
    /// Whether it names the fields that the call returns.
    pub(super) is_fields: bool,
}

fn fields(endpoint: &Endpoint, resource: &Resource, facts: &Facts) -> Vec<Field> {
    let param = |it: &Rc<Param>| of_param(it, endpoint, resource);
    let given = endpoint.query.iter().filter(|param| param.need != Need::Client);
    let mut fields: Vec<_> = given.map(param).collect();
    fields.extend(endpoint.one_of.iter().map(|it| of_choice(it, endpoint, resource)));
    let Some(body) = &endpoint.body else { return fields };
    let Some(field) = body.field() else {
        fields.extend(body.params().iter().map(param));
        return fields;
    };
    let doc = vec![field.doc.to_owned()];
    let file = fields.iter().find(|it| it.ty.to_string() == "String");
    let file = file.map_or("\"file\"", |it| &it.example);
    let sample = value::body_sample(endpoint, resource);
    fields.push(Field {
        name: format_ident!("{}", field.name),
        ty: field.ty,
        summary: doc.clone(),
        doc,
        example: body.example(sample, facts, file),
        has_example: false,
        is_optional: false,
        is_plain: false,
        is_fields: false,
    });
    fields
}

fn of_param(param: &Param, endpoint: &Endpoint, resource: &Resource) -> Field {
    Field {
        name: param.field.clone(),
        ty: rust_type(&param.ty),
        summary: param.doc.clone(),
        doc: param_doc(param),
        example: value::of_param(param, endpoint, resource),
        has_example: param.example.is_some(),
        is_optional: matches!(param.need, Need::Optional { .. }),
        is_plain: is_plain(&param.ty),
        is_fields: param.ty.chooses_fields(),
    }
}

fn of_choice(one_of: &OneOf, endpoint: &Endpoint, resource: &Resource) -> Field {
    let OneOf { ty, field, .. } = one_of;
    let doc = vec!["The parameter to send.".to_owned()];
    Field {
        name: field.clone(),
        ty: quote!(#ty),
        summary: doc.clone(),
        doc,
        example: value::of_one_of(one_of, endpoint, resource),
        has_example: false,
        is_optional: false,
        is_plain: true,
        is_fields: false,
    }
}
