//! Endpoint → its request, and the setters of its call.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::{clause, docs, uncapitalized};
use super::field::{Field, Subject};
use super::types::rust_type;
use crate::model::{Endpoint, OneOf};

/// Returns the request, its constructor, and the setters of its call.
pub(super) fn request(subject: &Subject<'_>) -> TokenStream {
    let (definition, new, setters) = (definition(subject), new(subject), setters(subject));
    let choice = subject.endpoint.one_of.as_ref().map(|it| choice(it, subject));
    quote!(#definition #choice #new #setters)
}

fn definition(subject: &Subject<'_>) -> TokenStream {
    let Endpoint { ty, call, doc, .. } = subject.endpoint;
    let handle = &subject.resource.ty;
    let doc = uncapitalized(&clause(doc));
    let doc = format!("The request of [`{handle}::{call}`]: {doc}.");
    let doc = docs(&[doc]);
    let fields = subject.fields.iter().map(|Field { name, ty, doc, is_optional, .. }| {
        let doc = docs(doc);
        let ty = if *is_optional { quote!(Option<#ty>) } else { quote!(#ty) };
        quote!(#doc pub #name: #ty)
    });
    quote! {
        #doc
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct #ty {
            #(#fields,)*
        }
    }
}

fn choice(one_of: &OneOf, subject: &Subject<'_>) -> TokenStream {
    let OneOf { ty, params, .. } = one_of;
    let doc =
        format!("The alternatives of [`{}`]. Exactly one of them is sent.", subject.endpoint.ty);
    let doc = docs(&[doc]);
    let choices = params.iter().map(|(name, param)| {
        let (doc, ty) = (docs(&param.doc), rust_type(&param.ty));
        quote!(#doc #name(#ty))
    });
    quote! {
        #doc
        #[derive(Clone, Debug)]
        pub enum #ty {
            #(#choices,)*
        }
    }
}

fn new(subject: &Subject<'_>) -> TokenStream {
    let ty = &subject.endpoint.ty;
    let parameters = subject.required().map(argument);
    let values = subject.fields.iter().map(|Field { name, is_optional, is_plain, .. }| {
        match (is_optional, is_plain) {
            (true, _) => quote!(#name: None),
            (false, true) => quote!(#name),
            (false, false) => quote!(#name: #name.into()),
        }
    });
    quote! {
        impl #ty {
            /// Creates a request with only the required parameters.
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

fn setters(subject: &Subject<'_>) -> Option<TokenStream> {
    let ty = &subject.endpoint.ty;
    let setters: Vec<_> = subject.optional().map(|it| setter(it, subject)).collect();
    (!setters.is_empty()).then(|| {
        quote! {
            impl<M, R> crate::Call<#ty, M, R> {
                #(#setters)*
            }
        }
    })
}

fn setter(field: &Field, subject: &Subject<'_>) -> TokenStream {
    let Field { name, summary, is_plain, .. } = field;
    let summary = uncapitalized(&clause(summary));
    let doc = docs(&[format!("Sets [`{}::{name}`]: {summary}.", subject.endpoint.ty)]);
    let argument = argument(field);
    let value = if *is_plain { quote!(#name) } else { quote!(#name.into()) };
    quote! {
        #doc
        pub fn #name(self, #argument) -> Self {
            self.with(|request| request.#name = Some(#value))
        }
    }
}

/// Returns an argument: `name: impl Into<Type>`.
pub(super) fn argument(field: &Field) -> TokenStream {
    let Field { name, ty, is_plain, .. } = field;
    if *is_plain { quote!(#name: #ty) } else { quote!(#name: impl Into<#ty>) }
}
