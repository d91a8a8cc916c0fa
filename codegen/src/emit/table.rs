//! Api → the endpoint table, and the parameters that resources share.

use std::collections::HashSet;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::model::{Api, Need, Param, Type};

/// The file of the table.
pub(super) fn table(api: &Api) -> TokenStream {
    let endpoints = api.resources.iter().flat_map(|resource| &resource.endpoints);
    let sent: HashSet<&str> =
        endpoints.flat_map(|endpoint| &endpoint.query).map(|param| param.name.as_str()).collect();
    let params = api.params.iter().filter(|it| sent.contains(it.name.as_str())).map(|it| {
        let param = param(it);
        quote!(pub #param)
    });
    let endpoints = api.resources.iter().flat_map(|resource| {
        let module = &resource.module;
        resource.endpoints.iter().map(move |endpoint| {
            let ty = &endpoint.ty;
            quote!(crate::Entry::of::<super::#module::#ty>())
        })
    });
    quote! {
        #![doc = " The endpoint table, and the parameters that resources share."]
        #(#params)*
        /// Every endpoint of the API, in the order of the spec.
        pub static ENDPOINTS: &[crate::Entry] = &[#(#endpoints),*];
    }
}

/// What the table says of a parameter.
pub(super) fn param(param: &Param) -> TokenStream {
    let Param { name, constant, .. } = param;
    let ty = match param.ty {
        Type::Id => quote!(id(#name)),
        Type::String => quote!(string(#name)),
        Type::Int { min, max } => {
            let bound = |it| Literal::i64_unsuffixed(it).into_token_stream();
            let min = min.map_or(quote!(i64::MIN), bound);
            let max = max.map_or(quote!(i64::MAX), bound);
            quote!(int(#name, #min, #max))
        }
        Type::Bool => quote!(bool(#name)),
        Type::Fields => quote!(fields(#name)),
        Type::Cascade => quote!(cascade(#name)),
    };
    let need = match &param.need {
        Need::Required => quote!(),
        Need::Client => quote!(.from_client()),
        Need::Optional { default: None } => quote!(.optional()),
        Need::Optional { default: Some(default) } => quote!(.default(#default)),
    };
    quote! {
        const #constant: crate::Param = crate::Param::#ty #need;
    }
}
