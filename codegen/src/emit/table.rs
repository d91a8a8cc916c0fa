//! Api → the endpoint table, and the constants of its parameters.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};

use super::samples;
use crate::model::{Api, Need, Param, Resource, Type};

/// Returns the file of the tables.
pub(super) fn endpoints(api: &Api) -> TokenStream {
    let rows = api.resources.iter().flat_map(|resource| {
        let module = &resource.module;
        resource.endpoints.iter().map(move |endpoint| {
            let ty = &endpoint.ty;
            let constant = samples::constant(endpoint);
            let sample = endpoint.sample.is_some().then(|| quote!(samples::#constant));
            let sample = sample.unwrap_or(quote!(""));
            quote!(crate::Entry::of::<super::#module::#ty>(#sample))
        })
    });
    let resources = api.resources.iter().map(|resource| {
        let (name, doc) = (&resource.name, resource.doc.join("\n"));
        quote!(crate::Resource::new(#name, #doc))
    });
    quote! {
        //! The endpoint table, and the table of resources.

        use super::samples;

        /// Every endpoint of the API, in the order of the spec.
        ///
        /// ```
        /// for entry in crm_client::ENDPOINTS {
        ///     println!("{} {}", entry.info.path, entry.info.doc);
        /// }
        /// ```
        pub static ENDPOINTS: &[crate::Entry] = &[#(#rows),*];

        /// Every resource of the API, in the order of [`ENDPOINTS`].
        ///
        /// ```
        /// for resource in crm_client::RESOURCES {
        ///     println!("{}: {}", resource.name, resource.doc);
        /// }
        /// ```
        pub static RESOURCES: &[crate::Resource] = &[#(#resources),*];
    }
}

/// Returns the file of the parameters that resources share.
pub(super) fn shared(api: &Api) -> TokenStream {
    let used: BTreeSet<&Ident> = api.resources.iter().flat_map(used).collect();
    let params = api.params.iter().filter(|it| used.contains(&it.constant));
    let params = params.map(|it| param(it)).map(|it| quote!(pub(super) #it));
    quote! {
        //! The parameters that resources share.

        #(#params)*
    }
}

/// Returns the constants of the parameters that only this resource has.
pub(super) fn own(resource: &Resource) -> Vec<TokenStream> {
    let used = used(resource);
    let params = resource.params.iter().filter(|it| used.contains(&it.constant));
    params.map(|it| param(it)).collect()
}

/// Returns the import of the shared parameters that a resource uses.
pub(super) fn imports(resource: &Resource) -> Option<TokenStream> {
    let mut constants = used(resource);
    for own in &resource.params {
        constants.remove(&own.constant);
    }
    let constants = constants.into_iter();
    (constants.len() > 0).then(|| quote!(use super::params::{#(#constants),*};))
}

/// Returns the constants of the parameters in the rows of a resource.
fn used(resource: &Resource) -> BTreeSet<&Ident> {
    let endpoints = resource.endpoints.iter();
    let params = endpoints.flat_map(|it| it.params().chain(it.returns.fields(&resource.objects)));
    params.map(|it| &it.constant).collect()
}

/// Returns the constant of a parameter.
fn param(param: &Param) -> TokenStream {
    let Param { name, constant, .. } = param;
    let doc = param.doc.join("\n");
    let ty = match &param.ty {
        Type::Scalar(kind, bounds) if kind.is_number() => {
            let bound = |it| Literal::i64_unsuffixed(it).into_token_stream();
            let min = bounds.min.map_or(quote!(i64::MIN), bound);
            let max = bounds.max.map_or(quote!(i64::MAX), bound);
            quote!(int(#name, #min, #max))
        }
        Type::Scalar(kind, _) => {
            let constructor = format_ident!("{}", kind.word.replace('-', "_"));
            quote!(#constructor(#name))
        }
        Type::Enum(it) => {
            let ty = &it.ty;
            quote!(choice(#name, #ty::VALUES))
        }
        Type::List(_) => quote!(list(#name)),
    };
    let need = match &param.need {
        Need::Required { by_vendor: true } => quote!(),
        Need::Required { by_vendor: false } => quote!(.vendor_optional()),
        Need::Client => quote!(.from_client()),
        Need::Optional { default: None } => quote!(.optional()),
        Need::Optional { default: Some(default) } => quote!(.default(#default)),
    };
    quote! {
        const #constant: crate::Param = crate::Param::#ty #need.doc(#doc);
    }
}
