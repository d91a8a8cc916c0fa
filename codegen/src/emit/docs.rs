//! Text of the spec → doc comments, one attribute per line.

use proc_macro2::TokenStream;
use quote::quote;

use super::PAGES;
use crate::model::{Doc, Endpoint, Need, Param, Resource, Type};

/// Returns the doc comment of an item.
pub(super) fn docs(lines: &[String]) -> TokenStream {
    let lines = wrapped(lines);
    quote!(#(#[doc = #lines])*)
}

/// Returns the inner doc comment of a file.
pub(super) fn module_docs(lines: &[String]) -> TokenStream {
    let lines = wrapped(lines);
    quote!(#(#![doc = #lines])*)
}

/// The largest width of a line of a doc comment, without indentation and slashes.
const WIDTH: usize = 90;

/// Adds a space at the beginning of each line, as after `///`, and wraps long lines of prose.
fn wrapped(lines: &[String]) -> Vec<String> {
    let mut wrapped: Vec<String> = Vec::new();
    let mut in_code = false;
    for line in lines {
        in_code ^= line.starts_with("```");
        let is_prose = line.starts_with(|it: char| it.is_alphabetic() || "[`".contains(it));
        if in_code || !is_prose {
            wrapped.push(if line.is_empty() { String::new() } else { format!(" {line}") });
            continue;
        }
        let mut current = String::new();
        for word in line.split(' ') {
            let width = current.chars().count() + 1 + word.chars().count();
            // A word that would begin a list, a quote or a heading stays on its line.
            let is_free = word.starts_with(|it: char| it.is_alphabetic() || "`[(".contains(it));
            if is_free && width > WIDTH && !current.is_empty() {
                wrapped.push(format!(" {current}"));
                current.clear();
            }
            if !current.is_empty() {
                current.push(' ');
            }
            current.push_str(word);
        }
        wrapped.push(format!(" {current}"));
    }
    wrapped
}

/// Returns the doc comment of a resource: its description, and the vendor's page.
pub(super) fn resource_doc(resource: &Resource) -> Doc {
    let end = format!(": the endpoints under `{}/`.", resource.name);
    let mut doc = resource.doc.clone();
    if let Some(last) = doc.last_mut() {
        let text = last.trim_end_matches(['.', '。']);
        *last = format!("{text}{end}");
    }
    doc.extend([String::new(), format!("Vendor documentation: {}.", page_link(&resource.page))]);
    doc
}

/// Returns a link to a page of the vendor.
pub(super) fn page_link(page: &str) -> String {
    format!("[{page}]({PAGES}/{page}.html)")
}

/// Returns the doc comment of a parameter, with its default and maximum.
pub(super) fn param_doc(param: &Param) -> Doc {
    let default = match &param.need {
        Need::Optional { default: Some(default) } => {
            format!(" Default: {}.", default_value(default, &param.ty))
        }
        Need::Optional { default: None } | Need::Required { .. } | Need::Client => String::new(),
    };
    let max = match &param.ty {
        Type::Scalar(_, bounds) => bounds.max,
        Type::Enum(_) | Type::List(_) => None,
    };
    let max = max.map(|max| format!(" Maximum: {max}.")).unwrap_or_default();
    extended(&param.doc, &(default + &max + &since(param.since.as_deref())))
}

/// Returns a default in the notation of Rust.
fn default_value(default: &str, ty: &Type) -> String {
    match ty {
        Type::Scalar(kind, _) if kind.is_number() => default.to_owned(),
        Type::Scalar(..) | Type::List(_) => format!("`{default}`"),
        Type::Enum(it) => {
            let value = it.values.iter().find(|it| it.value.to_string() == default);
            let variant = value.map_or_else(|| default.to_owned(), |it| it.variant.to_string());
            format!("[`{0}::{variant}`]", it.ty)
        }
    }
}

/// Returns the first clause of a doc, without its final punctuation.
pub(super) fn clause(doc: &[String]) -> String {
    let doc = doc.join(" ");
    let ends = [". ", "; ", ": ", "。", "；", "："];
    let end = ends.iter().filter_map(|it| doc.find(it)).min();
    doc[..end.unwrap_or(doc.len())].trim_end_matches(['.', '。', '!', '?']).to_owned()
}

/// Returns the text with a lower-case first letter, unless it begins with an abbreviation.
pub(super) fn uncapitalized(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), second) if !second.is_some_and(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        (_, _) => text.to_owned(),
    }
}

/// Returns a sentence about the product version that introduced something.
pub(super) fn since(version: Option<&str>) -> String {
    version.map(|it| format!(" Since product version {it}.")).unwrap_or_default()
}

/// Returns the product version and the vendor's page of an endpoint, if they differ from the resource.
pub(super) fn origin(endpoint: &Endpoint, resource: &Resource) -> Option<String> {
    let since = since(endpoint.since.as_deref());
    let page = (endpoint.page != resource.page)
        .then(|| format!(" Vendor documentation: {}.", page_link(&endpoint.page)));
    let text = since + &page.unwrap_or_default();
    (!text.is_empty()).then(|| text.trim_start().to_owned())
}

/// Returns the doc with `more` appended to its last line.
pub(super) fn extended(doc: &[String], more: &str) -> Doc {
    let mut doc = doc.to_vec();
    if let Some(last) = doc.last_mut() {
        *last += more;
    }
    doc
}
