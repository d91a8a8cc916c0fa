//! Resource → its file: the methods on it, then a request an endpoint.

use std::collections::BTreeSet;
use std::rc::Rc;

use proc_macro2::TokenStream;
use quote::quote;

use super::request::{self, docs};
use super::table;
use crate::model::{Endpoint, Param, Resource, Returns, Type};

/// The file of a resource.
pub(super) fn resource(resource: &Resource) -> TokenStream {
    let doc = request::module_docs(&resource.doc);
    let handle = handle(resource);
    let methods = resource.endpoints.iter().flat_map(methods);
    let imports = imports(resource);
    let is_sent = |param: &&Rc<Param>| {
        resource.endpoints.iter().flat_map(|it| &it.query).any(|sent| sent.name == param.name)
    };
    let params = resource.params.iter().filter(is_sent).map(|param| table::param(param));
    let requests = resource.endpoints.iter().map(|it| request::request(it, resource));
    let ty = &resource.ty;
    quote! {
        #doc
        #imports
        #(#params)*
        #handle
        impl #ty<'_> {
            #(#methods)*
        }
        #(#requests)*
    }
}

/// The common parameters it uses; constants have names that no request can shadow.
fn imports(resource: &Resource) -> Option<TokenStream> {
    let used = resource.endpoints.iter().flat_map(|endpoint| &endpoint.query);
    let common = used.filter(|it| resource.params.iter().all(|own| own.name != it.name));
    let constants: BTreeSet<_> = common.map(|param| &param.constant).collect();
    let constants = constants.into_iter();
    (constants.len() > 0).then(|| quote!(use super::endpoints::{#(#constants),*};))
}

fn handle(resource: &Resource) -> TokenStream {
    let Resource { name, ty, module, .. } = resource;
    let doc =
        format!(" The calls of `{name}/*`, from [`Client::{module}`](crate::Client::{module}).");
    quote! {
        #[doc = #doc]
        #[derive(Clone, Copy, Debug)]
        pub struct #ty<'a> {
            pub(super) client: &'a crate::Client,
        }
    }
}

fn methods(endpoint: &Endpoint) -> Vec<TokenStream> {
    match endpoint.returns {
        Returns::Object(_) => vec![method(endpoint)],
        Returns::Record | Returns::Page => {
            let mut methods = vec![method(endpoint)];
            methods.extend(method_as(endpoint));
            methods
        }
    }
}

fn method(endpoint: &Endpoint) -> TokenStream {
    let Endpoint { ty, call, .. } = endpoint;
    let doc = docs(&endpoint.doc);
    let parameters = request::parameters(endpoint);
    let names = request::required_names(endpoint);
    quote! {
        #doc
        pub fn #call(self, #(#parameters),*) -> crate::Call<#ty> {
            self.client.call(#ty::new(#(#names),*))
        }
    }
}

/// For the user's own rows, where the call lets one choose the fields.
fn method_as(endpoint: &Endpoint) -> Option<TokenStream> {
    let Endpoint { ty, call, call_as, .. } = endpoint;
    let fields = request::required(endpoint).position(|param| param.ty == Type::Fields)?;
    let reply = match endpoint.returns {
        Returns::Page => quote!(crate::Page<T>),
        Returns::Record | Returns::Object(_) => quote!(T),
    };
    let mut parameters = request::parameters(endpoint);
    parameters.remove(fields);
    let mut names = request::required_names(endpoint);
    names[fields] = quote!(crate::Fields::of::<T>());
    let doc = format!(" Does [`{call}`](Self::{call}) with the fields that `T` has.");
    Some(quote! {
        #[doc = #doc]
        pub fn #call_as<T: crate::Row>(self, #(#parameters),*) -> crate::Call<#ty, #reply> {
            self.client.call(#ty::new(#(#names),*)).returning()
        }
    })
}
