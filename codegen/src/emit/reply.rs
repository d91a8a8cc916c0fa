//! Endpoint or object → the struct that a reply is read into.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use super::docs::docs;
use super::example;
use super::field::Subject;
use super::types::reply_type;
use crate::model::{Absence, Doc, Object, Param, Resource, Returns};

/// What an endpoint returns that no other does.
pub(super) fn response(subject: &Subject<'_>) -> Option<TokenStream> {
    let endpoint = subject.endpoint;
    match &endpoint.returns {
        Returns::Object(fields) => {
            let doc = vec![format!("The reply to [`{}`].", endpoint.ty)];
            let example = example::of_response(fields, subject);
            Some(structure(&endpoint.response, &doc, Some(&example), fields))
        }
        Returns::Record | Returns::Page | Returns::List(_) | Returns::Nothing => None,
    }
}

/// What lists are made of.
pub(super) fn object(object: &Object, resource: &Resource) -> TokenStream {
    let example = example::of_object(object, resource);
    structure(&object.name.ty, &object.doc, example.as_ref(), &object.fields)
}

fn structure(
    name: &Ident,
    doc: &Doc,
    example: Option<&TokenStream>,
    fields: &[Rc<Param>],
) -> TokenStream {
    let doc = docs(doc);
    let fields = fields.iter().map(|it| field(it));
    quote! {
        #doc
        #example
        #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
        }
    }
}

fn field(param: &Param) -> TokenStream {
    let Param { name, field, .. } = param;
    let (doc, ty) = (docs(&param.doc), reply_type(param));
    let rename = (field.unraw() != *name).then(|| quote!(#[serde(rename = #name)]));
    let absence = match param.absence {
        Absence::Never | Absence::Null => None,
        Absence::Number(none) => {
            let with = format!("crate::unless::<{none}, _>");
            Some(quote!(#[serde(deserialize_with = #with)]))
        }
    };
    quote!(#doc #rename #absence pub #field: #ty)
}
