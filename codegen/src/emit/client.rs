//! Resource → its file: the handle with one method per endpoint, then the code of each endpoint.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{docs, module_docs, origin, resource_doc};
use super::field::{Field, Subject};
use super::request::argument;
use super::{endpoint, enums, example, reply, request, table};
use crate::facts::Facts;
use crate::model::{Doc, Endpoint, Resource};

/// Returns the file of a resource.
pub(super) fn resource(resource: &Resource, facts: &Facts) -> TokenStream {
    let doc = module_docs(&resource_doc(resource));
    let (imports, params) = (table::imports(resource), table::own(resource));
    let handle = handle(resource);
    let subjects = resource.endpoints.iter().map(|it| Subject::of(it, resource, facts));
    let subjects: Vec<_> = subjects.collect();
    let methods = subjects.iter().flat_map(|it| [Some(method(it)), method_as(it)]).flatten();
    let requests = subjects.iter().map(|it| {
        let (request, response) = (request::request(it), reply::response(it));
        let endpoint = endpoint::endpoint(it.endpoint, resource);
        quote!(#request #endpoint #response)
    });
    let objects = resource.objects.iter().map(|it| reply::object(it, &resource.objects));
    let enums = resource.enums.iter().map(|it| enums::enumeration(it));
    let ty = &resource.ty;
    quote! {
        #doc
        #imports
        #(#params)*
        #handle
        impl<M> #ty<'_, M> {
            #(#methods)*
        }
        #(#requests)*
        #(#objects)*
        #(#enums)*
    }
}

fn handle(resource: &Resource) -> TokenStream {
    let Resource { name, ty, module, .. } = resource;
    let doc = docs(&[format!(
        "The endpoints under `{name}/`, returned by [`Client::{module}`](crate::Client::{module})."
    )]);
    quote! {
        #doc
        #[derive(Clone, Copy, Debug)]
        pub struct #ty<'a, M = crate::Async> {
            pub(super) client: &'a crate::Client<M>,
        }
    }
}

/// Returns the method of an endpoint.
fn method(subject: &Subject<'_>) -> TokenStream {
    let Endpoint { ty, call, .. } = subject.endpoint;
    let doc = docs(&method_doc(subject));
    let parameters = subject.required().map(argument);
    let names = subject.required().map(|it| &it.name);
    quote! {
        #doc
        pub fn #call(self, #(#parameters),*) -> crate::Call<#ty, M> {
            self.client.call(#ty::new(#(#names),*))
        }
    }
}

/// Returns the documentation of an endpoint, its options, and an example.
fn method_doc(subject: &Subject<'_>) -> Doc {
    let Subject { endpoint, resource, .. } = subject;
    let mut doc = endpoint.doc.clone();
    let mut add = |line: String| doc.extend([String::new(), line]);
    let options =
        subject.optional().map(|Field { name, .. }| format!("[`{name}`]({}::{name})", endpoint.ty));
    let options: Vec<_> = options.collect();
    if !options.is_empty() {
        add(format!("Options: {}.", options.join(", ")));
    }
    if let Some(origin) = origin(endpoint, resource) {
        add(origin);
    }
    doc.push(String::new());
    doc.extend(example::lines(subject));
    doc
}

/// Returns the method for rows of the caller's type, if the request names the fields to return.
fn method_as(subject: &Subject<'_>) -> Option<TokenStream> {
    let Endpoint { ty, call, call_as, returns, .. } = subject.endpoint;
    let reply = returns.row_type()?;
    subject.required().find(|it| it.is_fields)?;
    let parameters = subject.required().filter(|it| !it.is_fields).map(argument);
    let values = subject.required().map(|Field { name, is_fields, .. }| {
        if *is_fields { quote!(crate::Fields::of::<T>()) } else { quote!(#name) }
    });
    let reads = if returns.is_page() { "reads each row" } else { "reads the record" };
    let doc = docs(&[format!(
        "Like [`{call}`](Self::{call}), but requests the fields of `T` and {reads} into a `T`."
    )]);
    Some(quote! {
        #doc
        pub fn #call_as<T: crate::Row>(self, #(#parameters),*) -> crate::Call<#ty, M, #reply> {
            self.client.call(#ty::new(#(#values),*)).returning()
        }
    })
}
