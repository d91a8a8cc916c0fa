//! Resource → its file: the methods on it, then a request an endpoint.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{endpoint_docs, module_docs};
use super::field::{Field, Subject};
use super::request::argument;
use super::{endpoint, example, reply, request, table};
use crate::model::{Endpoint, Resource, Returns};

/// The file of a resource.
pub(super) fn resource(resource: &Resource) -> TokenStream {
    let (doc, example) = (module_docs(&resource.doc), example::of_module(resource));
    let imports = imports(resource);
    let sent = sent(resource);
    let params = resource.params.iter().filter(|it| sent.contains(&it.constant));
    let params = params.filter_map(|it| table::param(it));
    let handle = handle(resource);
    let subjects = resource.endpoints.iter().map(|it| Subject::of(it, resource));
    let subjects: Vec<_> = subjects.collect();
    let methods = subjects.iter().flat_map(methods);
    let requests = subjects.iter().map(|it| {
        let (request, response) = (request::request(it), reply::response(it));
        let endpoint = endpoint::endpoint(it.endpoint, resource);
        quote!(#request #endpoint #response)
    });
    let objects = resource.objects.iter().map(|it| reply::object(it, resource));
    let ty = &resource.ty;
    quote! {
        #doc
        #example
        #imports
        #(#params)*
        #handle
        impl<M> #ty<'_, M> {
            #(#methods)*
        }
        #(#requests)*
        #(#objects)*
    }
}

/// The constants of the parameters that requests have.
fn sent(resource: &Resource) -> BTreeSet<&Ident> {
    resource.endpoints.iter().flat_map(Endpoint::params).map(|it| &it.constant).collect()
}

/// The common parameters it uses; constants have names that no request can shadow.
fn imports(resource: &Resource) -> Option<TokenStream> {
    let mut constants = sent(resource);
    for own in &resource.params {
        constants.remove(&own.constant);
    }
    let constants = constants.into_iter();
    (constants.len() > 0).then(|| quote!(use super::endpoints::{#(#constants),*};))
}

fn handle(resource: &Resource) -> TokenStream {
    let Resource { name, ty, module, .. } = resource;
    let doc =
        format!(" The calls of `{name}/*`, from [`Client::{module}`](crate::Client::{module}).");
    let example = example::of_handle(resource);
    quote! {
        #[doc = #doc]
        #example
        #[derive(Clone, Copy, Debug)]
        pub struct #ty<'a, M = crate::Async> {
            pub(super) client: &'a crate::Client<M>,
        }
    }
}

fn methods(subject: &Subject<'_>) -> Vec<TokenStream> {
    let as_rows = match subject.endpoint.returns {
        Returns::Record => method_as(subject, &quote!(T)),
        Returns::Page => method_as(subject, &quote!(crate::Page<T>)),
        Returns::Object(_) | Returns::List(_) | Returns::Nothing => None,
    };
    [method(subject)].into_iter().chain(as_rows).collect()
}

fn method(subject: &Subject<'_>) -> TokenStream {
    let Endpoint { ty, call, .. } = subject.endpoint;
    let (doc, example) = (endpoint_docs(subject.endpoint), example::of_method(subject));
    let parameters = subject.required().map(argument);
    let names = subject.required().map(|it| &it.name);
    quote! {
        #doc
        #example
        pub fn #call(self, #(#parameters),*) -> crate::Call<#ty, M> {
            self.client.call(#ty::new(#(#names),*))
        }
    }
}

/// For the user's own rows, where the call lets one choose the fields.
fn method_as(subject: &Subject<'_>, reply: &TokenStream) -> Option<TokenStream> {
    let Endpoint { ty, call, call_as, .. } = subject.endpoint;
    subject.required().find(|it| it.is_fields)?;
    let parameters = subject.required().filter(|it| !it.is_fields).map(argument);
    let values = subject.required().map(|Field { name, is_fields, .. }| {
        if *is_fields { quote!(crate::Fields::of::<T>()) } else { quote!(#name) }
    });
    let doc = format!(" Does [`{call}`](Self::{call}) with the fields that `T` has.");
    let example = example::of_method_as(subject);
    Some(quote! {
        #[doc = #doc]
        #example
        pub fn #call_as<T: crate::Row>(self, #(#parameters),*) -> crate::Call<#ty, M, #reply> {
            self.client.call(#ty::new(#(#values),*)).returning()
        }
    })
}
