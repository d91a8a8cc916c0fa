//! Api → the endpoint table, and the parameters that resources share.

use std::collections::HashSet;

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};

use crate::model::{Api, Endpoint, Need, Param, Type};

/// The file of the table.
pub(super) fn table(api: &Api) -> TokenStream {
    let endpoints = api.resources.iter().flat_map(|resource| &resource.endpoints);
    let sent: HashSet<_> = endpoints.flat_map(Endpoint::params).map(|it| &it.constant).collect();
    let params = api.params.iter().filter(|it| sent.contains(&it.constant));
    let params = params.filter_map(|it| param(it)).map(|it| quote!(pub #it));
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
        #[doc = crate::example!(
            "for entry in ENDPOINTS {",
            r#"    println!("{} {}", entry.info.path, entry.info.page);"#,
            "}"
        )]
        pub static ENDPOINTS: &[crate::Entry] = &[#(#endpoints),*];
    }
}

/// What the table says of a parameter; nothing of what never travels in a request.
pub(super) fn param(param: &Param) -> Option<TokenStream> {
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
        Type::Sort => quote!(sort(#name)),
        Type::Password => quote!(password(#name)),
        Type::Secret | Type::DataType | Type::Expiry | Type::Json | Type::List(_) => return None,
    };
    let need = match &param.need {
        Need::Required => quote!(),
        Need::Client => quote!(.from_client()),
        Need::Optional { default: None } => quote!(.optional()),
        Need::Optional { default: Some(default) } => quote!(.default(#default)),
    };
    Some(quote! {
        const #constant: crate::Param = crate::Param::#ty #need;
    })
}
