//! Resource → its file: the methods on it, then a request an endpoint.

use std::collections::BTreeSet;

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::docs::{endpoint_docs, module_docs};
use super::request::{Field, argument, required};
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
    let methods = resource.endpoints.iter().flat_map(|it| methods(it, resource));
    let requests = resource.endpoints.iter().map(|it| {
        let (request, response) = (request::request(it, resource), reply::response(it, resource));
        let endpoint = endpoint::endpoint(it, resource);
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

fn methods(endpoint: &Endpoint, resource: &Resource) -> Vec<TokenStream> {
    let as_rows = match endpoint.returns {
        Returns::Record => method_as(endpoint, resource, &quote!(T)),
        Returns::Page => method_as(endpoint, resource, &quote!(crate::Page<T>)),
        Returns::Object(_) | Returns::List(_) | Returns::Nothing => None,
    };
    [method(endpoint, resource)].into_iter().chain(as_rows).collect()
}

fn method(endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let Endpoint { ty, call, .. } = endpoint;
    let (doc, example) = (endpoint_docs(endpoint), example::of_method(endpoint, resource));
    let required = required(endpoint, resource);
    let parameters = required.iter().map(argument);
    let names = required.iter().map(|it| &it.name);
    quote! {
        #doc
        #example
        pub fn #call(self, #(#parameters),*) -> crate::Call<#ty, M> {
            self.client.call(#ty::new(#(#names),*))
        }
    }
}

/// For the user's own rows, where the call lets one choose the fields.
fn method_as(endpoint: &Endpoint, resource: &Resource, reply: &TokenStream) -> Option<TokenStream> {
    let Endpoint { ty, call, call_as, .. } = endpoint;
    let required = required(endpoint, resource);
    required.iter().find(|it| it.is_fields)?;
    let parameters = required.iter().filter(|it| !it.is_fields).map(argument);
    let values = required.iter().map(|Field { name, is_fields, .. }| {
        if *is_fields { quote!(crate::Fields::of::<T>()) } else { quote!(#name) }
    });
    let doc = format!(" Does [`{call}`](Self::{call}) with the fields that `T` has.");
    let example = example::of_method_as(endpoint, resource);
    Some(quote! {
        #[doc = #doc]
        #example
        pub fn #call_as<T: crate::Row>(self, #(#parameters),*) -> crate::Call<#ty, M, #reply> {
            self.client.call(#ty::new(#(#values),*)).returning()
        }
    })
}
