//! Api → the root of the generated code: its modules, and a method of the client per resource.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{docs, uncapitalized};
use crate::model::{Api, Resource};

/// Returns the root file.
pub(super) fn root(api: &Api) -> TokenStream {
    let modules = api.resources.iter().map(|it| &it.module);
    let methods = api.resources.iter().map(method);
    quote! {
        //! The resources of the API, one module each, and the table of all endpoints.

        pub(crate) mod endpoints;
        mod params;
        mod samples;
        #(pub mod #modules;)*
        impl<M> crate::Client<M> {
            #(#methods)*
        }
    }
}

fn method(resource: &Resource) -> TokenStream {
    let Resource { name, module, ty, doc, .. } = resource;
    let mut doc = doc.clone();
    if let Some(first) = doc.first_mut() {
        *first = format!("Returns the endpoints under `{name}/`: {}", uncapitalized(first));
    }
    let doc = docs(&doc);
    quote! {
        #doc
        pub fn #module(&self) -> #module::#ty<'_, M> {
            #module::#ty { client: self }
        }
    }
}
