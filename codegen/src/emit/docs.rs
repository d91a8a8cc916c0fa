//! Text of the spec → doc attributes, one a line, each with the space that a person would write.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Doc, Endpoint, Need, Param, Type};

/// The doc of an item.
pub(super) fn docs(doc: &Doc) -> TokenStream {
    let lines = doc.iter().map(|line| spaced(line));
    quote!(#(#[doc = #lines])*)
}

/// The doc of the module that a file is.
pub(super) fn module_docs(doc: &Doc) -> TokenStream {
    let lines = doc.iter().map(|line| spaced(line));
    quote!(#(#![doc = #lines])*)
}

/// What the spec says of an endpoint.
pub(super) fn endpoint_docs(endpoint: &Endpoint) -> TokenStream {
    docs(&extended(&endpoint.doc, &since(endpoint.since.as_deref())))
}

/// What the spec says of a parameter, with its default and its largest value.
pub(super) fn param_docs(param: &Param) -> TokenStream {
    let default = match &param.need {
        Need::Optional { default: Some(default) } => format!(" Default: `{default}`."),
        Need::Optional { default: None } | Need::Required | Need::Client => String::new(),
    };
    let max = match param.ty {
        Type::Int { max: Some(max), .. } => format!(" At most `{max}`."),
        Type::Int { max: None, .. }
        | Type::Id
        | Type::String
        | Type::Bool
        | Type::Fields
        | Type::Cascade
        | Type::Sort
        | Type::Password
        | Type::Secret
        | Type::DataType
        | Type::Expiry
        | Type::Json
        | Type::List(_) => String::new(),
    };
    docs(&extended(&param.doc, &(default + &max + &since(param.since.as_deref()))))
}

/// Since which version of the product there is something.
pub(super) fn since(version: Option<&str>) -> String {
    version.map(|it| format!(" Since version {it} of the product.")).unwrap_or_default()
}

fn extended(doc: &Doc, more: &str) -> Doc {
    let mut doc = doc.clone();
    if let Some(last) = doc.last_mut() {
        *last += more;
    }
    doc
}

fn spaced(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {line}") }
}
