//! Endpoint or object → the struct that a reply is decoded into.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{docs, extended, since};
use super::field::Subject;
use super::types::reply_type;
use crate::model::{Absence, Object, ObjectName, Param, Type};

/// Returns the reply struct of an endpoint that has one.
pub(super) fn response(subject: &Subject<'_>) -> Option<TokenStream> {
    let endpoint = subject.endpoint;
    let fields = endpoint.returns.own_fields()?;
    let doc = format!("The reply to [`{}::{}`].", subject.resource.ty, endpoint.call);
    Some(structure(&endpoint.response, &[doc], fields, &subject.resource.objects))
}

/// Returns the struct of the items of a list.
pub(super) fn object(object: &Object, objects: &[Rc<Object>]) -> TokenStream {
    structure(&object.name.ty, &object.doc, &object.fields, objects)
}

fn structure(
    name: &Ident,
    doc: &[String],
    fields: &[Rc<Param>],
    objects: &[Rc<Object>],
) -> TokenStream {
    let doc = docs(doc);
    // A secret must not end up in a file together with the rest of a reply.
    let is_stored = !has_secret(fields, objects, &mut Vec::new());
    let serialize = is_stored.then(|| quote!(, serde::Serialize));
    let fields = fields.iter().map(|it| field(it, is_stored));
    quote! {
        #doc
        #[derive(Clone, Debug, PartialEq, serde::Deserialize #serialize)]
        #[non_exhaustive]
        pub struct #name {
            #(#fields,)*
        }
    }
}

/// Returns whether one of the fields, or of the fields of a nested object, is a secret.
fn has_secret<'a>(
    fields: &'a [Rc<Param>],
    objects: &'a [Rc<Object>],
    visited: &mut Vec<&'a ObjectName>,
) -> bool {
    fields.iter().any(|param| match &param.ty {
        Type::List(name) if !visited.contains(&name) => {
            visited.push(name);
            let object = objects.iter().find(|it| it.name == *name);
            object.is_some_and(|it| has_secret(&it.fields, objects, visited))
        }
        Type::List(_) => false,
        ty @ (Type::Scalar(..) | Type::Enum(_)) => ty.is_secret(),
    })
}

fn field(param: &Param, is_stored: bool) -> TokenStream {
    let Param { name, field, .. } = param;
    let doc = docs(&extended(&param.doc, &since(param.since.as_deref())));
    let ty = reply_type(param);
    let rename = (field != name).then(|| quote!(#[serde(rename = #name)]));
    let absence = match param.absence {
        Absence::Never | Absence::Null => None,
        Absence::Number(none) => {
            let with = format!("crate::unless::<{none}, _>");
            let or = format!("crate::or::<{none}, _>");
            let serialize = is_stored.then(|| quote!(, serialize_with = #or));
            Some(quote!(#[serde(deserialize_with = #with #serialize)]))
        }
    };
    quote!(#doc #rename #absence pub #field: #ty)
}
