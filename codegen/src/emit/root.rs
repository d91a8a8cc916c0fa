//! Api → the root of the generated tree: its modules, and the client's method for each resource.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::docs;
use super::example;
use crate::model::{Api, Resource};

/// The root file.
pub(super) fn root(api: &Api) -> TokenStream {
    let modules = api.resources.iter().map(|it| &it.module);
    let methods = api.resources.iter().map(method);
    quote! {
        #![doc = " The resources of the API, a module each, and the table of all endpoints."]
        pub(crate) mod endpoints;
        #(pub mod #modules;)*
        impl<M> crate::Client<M> {
            #(#methods)*
        }
    }
}

fn method(resource: &Resource) -> TokenStream {
    let Resource { module, ty, .. } = resource;
    let (doc, example) = (docs(&resource.doc), example::of_client(resource));
    quote! {
        #doc
        #example
        pub fn #module(&self) -> #module::#ty<'_, M> {
            #module::#ty { client: self }
        }
    }
}
