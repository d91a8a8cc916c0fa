//! Endpoint or object → the struct that a reply is decoded into.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{docs, extended, since};
use super::field::Subject;
use super::types::reply_type;
use crate::model::{Absence, Object, Param};

/// The reply that only this endpoint has.
pub(super) fn response(subject: &Subject<'_>) -> Option<TokenStream> {
    let endpoint = subject.endpoint;
    let fields = endpoint.returns.own_fields()?;
    let doc = format!("The reply to [`{}::{}`].", subject.resource.ty, endpoint.call);
    Some(structure(&endpoint.response, &[doc], fields))
}

/// The items of a list.
pub(super) fn object(object: &Object) -> TokenStream {
    structure(&object.name.ty, &object.doc, &object.fields)
}

fn structure(name: &Ident, doc: &[String], fields: &[Rc<Param>]) -> TokenStream {
    let doc = docs(doc);
    let fields = fields.iter().map(|it| field(it));
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
        }
    }
}

fn field(param: &Param) -> TokenStream {
    let Param { name, field, .. } = param;
    let doc = docs(&extended(&param.doc, &since(param.since.as_deref())));
    let ty = reply_type(param);
    let rename = (field != name).then(|| quote!(#[serde(rename = #name)]));
    let absence = match param.absence {
        Absence::Never | Absence::Null => None,
        Absence::Number(none) => {
            let with = format!("crate::unless::<{none}, _>");
            Some(quote!(#[serde(deserialize_with = #with)]))
        }
    };
    quote!(#doc #rename #absence pub #field: #ty)
}
