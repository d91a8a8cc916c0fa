//! How a generated item is used: a doc attribute each, to which the client's `example!` adds what
//! makes it compile.
//!
//! What is shown comes from the spec: from its examples, and else from the vendor's samples.

mod chain;
pub(super) mod value;

use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;

use super::field::{Field, Subject};
use crate::model::{Absence, Endpoint, Object, ObjectName, OneOf, Param, Resource, Returns, Type};
use crate::rust::literal;
use chain::Chain;
use value::{choices, row, row_field};

/// Of the client's method for a resource: a call.
pub(super) fn of_client(resource: &Resource) -> Option<TokenStream> {
    Some(of_method(&plainest(resource)?))
}

/// Of a resource's module: a request of it.
pub(super) fn of_module(resource: &Resource) -> Option<TokenStream> {
    let subject = plainest(resource)?;
    let made = format!("let request = {};", new(&subject));
    let call = Chain::of("crm".to_owned()).then("call(request)".to_owned());
    let text = text(&[vec![made], call.made(subject.endpoint)].concat());
    Some(quote!(#![doc = #text]))
}

/// Of what that method returns: it can be kept.
pub(super) fn of_handle(resource: &Resource) -> Option<TokenStream> {
    let (subject, module) = (plainest(resource)?, &resource.module);
    let kept = format!("let {module} = crm.{module}();");
    let call = Chain::of(module.to_string()).then(function(&subject));
    Some(example(&[vec![kept], call.made(subject.endpoint)].concat()))
}

/// Of a method.
pub(super) fn of_method(subject: &Subject<'_>) -> TokenStream {
    example(&call(subject).made(subject.endpoint))
}

/// Of a method for the user's own rows, with a row.
pub(super) fn of_method_as(subject: &Subject<'_>) -> TokenStream {
    let Subject { endpoint, resource, .. } = *subject;
    let Endpoint { call_as, .. } = endpoint;
    let arguments = arguments(subject.required().filter(|it| !it.is_fields));
    let call = Chain::of_resource(resource).then(format!("{call_as}::<Row>({arguments})"));
    let row = row(endpoint, resource);
    let row = row.iter().flat_map(|(name, value)| row_field(name, *value)).map(|it| literal(&it));
    let lines = call.made(endpoint);
    let lines = lines.iter().map(|it| literal(it));
    quote!(#[doc = crate::row_example!([#(#row),*], #(#lines),*)])
}

/// Of a request: as a plain value.
pub(super) fn of_request(subject: &Subject<'_>) -> TokenStream {
    let new = new(subject);
    let made = Chain::of("crm".to_owned()).then("call(request)".to_owned());
    let made = made.made(subject.endpoint);
    let optional = subject.fields.iter().find(|it| it.is_optional);
    let Some(Field { name, example: value, is_plain, .. }) = optional else {
        return example(&[vec![format!("let request = {new};")], made].concat());
    };
    // What is written as a value of the very type does not become it.
    let into = if *is_plain || value.starts_with("Sort::") { "" } else { ".into()" };
    let set = format!("request.{name} = Some({value}{into});");
    example(&[vec![format!("let mut request = {new};"), set], made].concat())
}

/// Of what makes a request.
pub(super) fn of_new(subject: &Subject<'_>) -> TokenStream {
    let call = format!("call({})", new(subject));
    example(&Chain::of("crm".to_owned()).then(call).made(subject.endpoint))
}

/// Of a setter, on a whole call.
pub(super) fn of_setter(field: &Field, subject: &Subject<'_>) -> TokenStream {
    let set = format!("{}({})", field.name, field.example);
    example(&call(subject).then(set).made(subject.endpoint))
}

/// Of a choice: the second one, for calls show the first.
pub(super) fn of_choice(one_of: &OneOf, subject: &Subject<'_>) -> Option<TokenStream> {
    let Subject { endpoint, resource, .. } = *subject;
    let OneOf { ty, field, .. } = one_of;
    let choice = choices(one_of, endpoint, resource).nth(1)?;
    let chosen = field.to_string();
    let arguments =
        subject.required().map(|it| if it.name == *field { &*chosen } else { &*it.example });
    let arguments: Vec<_> = arguments.collect();
    let call = format!("{}({})", endpoint.call, arguments.join(", "));
    let made = Chain::of_resource(resource).then(call).made(endpoint);
    let chosen = format!("let {field} = {}::{ty}::{choice};", resource.module);
    Some(example(&[vec![chosen], made].concat()))
}

/// Of a reply: taken apart.
pub(super) fn of_response(fields: &[Rc<Param>], subject: &Subject<'_>) -> TokenStream {
    let Subject { endpoint, resource, .. } = *subject;
    let response = &endpoint.response;
    let names: Vec<_> = fields.iter().map(|it| it.field.to_string()).collect();
    let pattern = format!("{}::{response} {{ {}, .. }}", resource.module, names.join(", "));
    example(&call(subject).kept(&pattern, ""))
}

/// Of an object: each of those in a list.
pub(super) fn of_object(object: &Object, resource: &Resource) -> Option<TokenStream> {
    let list = list(&object.name, resource, &mut Vec::new())?;
    let fields = &object.fields[..object.fields.len().min(SHOWN)];
    let names: Vec<_> = fields.iter().map(|it| it.field.to_string()).collect();
    let ty = &object.name.ty;
    let list = format!("let list = {list};");
    let pattern = format!("{}::{ty} {{ {}, .. }}", resource.module, names.join(", "));
    let head = format!("for {pattern} in list {{");
    let shown: Vec<_> = fields.iter().map(|it| shown(it)).collect();
    let body = format!("    println!(\"{}\");", shown.join(" "));
    Some(example(&[list, head, body, "}".to_owned()]))
}

/// How many fields of an object are shown.
const SHOWN: usize = 3;

/// A value in a text.
fn shown(field: &Param) -> String {
    let plain = matches!(field.ty, Type::Id | Type::String | Type::Int { .. } | Type::Bool)
        && field.absence == Absence::Never;
    // What is raw as a name is no name in a format.
    let name = field.field.unraw();
    if plain { format!("{{{name}}}") } else { format!("{{{name}:?}}") }
}

/// What to go through for objects of that name; some are in others, which must not be in themselves.
fn list(name: &ObjectName, resource: &Resource, inside: &mut Vec<String>) -> Option<String> {
    if inside.contains(&name.word) {
        return None;
    }
    inside.push(name.word.clone());
    let holds = |fields: &[Rc<Param>]| {
        fields.iter().find(|it| it.ty == Type::List(name.clone())).map(|it| it.field.clone())
    };
    let direct = resource.endpoints.iter().find_map(|it| {
        let call = || call(&Subject::of(it, resource)).on_one_line("");
        match &it.returns {
            Returns::List(of) if of == name => Some(call()),
            Returns::Object(fields) => holds(fields).map(|field| format!("{}.{field}", call())),
            Returns::Record | Returns::Page | Returns::List(_) | Returns::Nothing => None,
        }
    });
    direct.or_else(|| {
        resource.objects.iter().find_map(|it| {
            let (field, outer) = (holds(&it.fields)?, list(&it.name, resource, inside)?);
            Some(format!("{outer}.into_iter().flat_map(|it| it.{field})"))
        })
    })
}

/// The endpoint to show a resource by: one that reads a page, or else changes nothing.
fn plainest(resource: &Resource) -> Option<Subject<'_>> {
    let mut endpoints = resource.endpoints.iter();
    let page = endpoints.clone().find(|it| matches!(it.returns, Returns::Page));
    let plain = page.or_else(|| endpoints.clone().find(|it| it.safe));
    plain.or_else(|| endpoints.next()).map(|it| Subject::of(it, resource))
}

/// `crm.account().list(["accountName"])`
fn call(subject: &Subject<'_>) -> Chain {
    Chain::of_resource(subject.resource).then(function(subject))
}

/// `list(["accountName"])`
fn function(subject: &Subject<'_>) -> String {
    format!("{}({})", subject.endpoint.call, arguments(subject.required()))
}

/// `account::List::new(["accountName"])`
fn new(subject: &Subject<'_>) -> String {
    let (module, ty) = (&subject.resource.module, &subject.endpoint.ty);
    format!("{module}::{ty}::new({})", arguments(subject.required()))
}

fn arguments<'a>(fields: impl IntoIterator<Item = &'a Field>) -> String {
    let values: Vec<_> = fields.into_iter().map(|it| it.example.as_str()).collect();
    values.join(", ")
}

fn example(lines: &[String]) -> TokenStream {
    let text = text(lines);
    quote!(#[doc = #text])
}

fn text(lines: &[String]) -> TokenStream {
    let lines = lines.iter().map(|it| literal(it));
    quote!(crate::example!(#(#lines),*))
}
