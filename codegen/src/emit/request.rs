//! Endpoint → its request, and the setters of its call.

use proc_macro2::TokenStream;
use quote::quote;

use super::docs::docs;
use super::field::{Field, Subject};
use super::types::rust_type;
use super::{PAGES, example};
use crate::model::{Endpoint, OneOf};

/// The request, what makes one, and what changes one on its way.
pub(super) fn request(subject: &Subject<'_>) -> TokenStream {
    let (definition, new, setters) = (definition(subject), new(subject), setters(subject));
    let choice = subject.endpoint.one_of.as_ref().map(|it| choice(it, subject));
    quote!(#definition #choice #new #setters)
}

fn definition(subject: &Subject<'_>) -> TokenStream {
    let Endpoint { ty, path, page, .. } = subject.endpoint;
    let doc = format!(" The request of `{path}` ([{page}]({PAGES}/{page}.html)).");
    let example = example::of_request(subject);
    let fields = subject.fields.iter().map(|Field { name, ty, doc, is_optional, .. }| {
        let ty = if *is_optional { quote!(Option<#ty>) } else { quote!(#ty) };
        quote!(#doc pub #name: #ty)
    });
    quote! {
        #[doc = #doc]
        #example
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct #ty {
            #(#fields,)*
        }
    }
}

fn choice(one_of: &OneOf, subject: &Subject<'_>) -> TokenStream {
    let OneOf { ty, params, .. } = one_of;
    let doc = format!(" Which one a [`{}`] is about.", subject.endpoint.ty);
    let example = example::of_choice(one_of, subject);
    let choices = params.iter().map(|(name, param)| {
        let (doc, ty) = (docs(&param.doc), rust_type(&param.ty));
        quote!(#doc #name(#ty))
    });
    quote! {
        #[doc = #doc]
        #example
        #[derive(Clone, Debug)]
        pub enum #ty {
            #(#choices,)*
        }
    }
}

fn new(subject: &Subject<'_>) -> TokenStream {
    let ty = &subject.endpoint.ty;
    let example = example::of_new(subject);
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
            /// The request with nothing but what it cannot do without.
            #example
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

fn setters(subject: &Subject<'_>) -> Option<TokenStream> {
    let ty = &subject.endpoint.ty;
    let optional = subject.fields.iter().filter(|it| it.is_optional);
    let setters: Vec<_> = optional.map(|it| setter(it, subject)).collect();
    (!setters.is_empty()).then(|| {
        quote! {
            impl<M, R> crate::Call<#ty, M, R> {
                #(#setters)*
            }
        }
    })
}

fn setter(field: &Field, subject: &Subject<'_>) -> TokenStream {
    let Field { name, doc, is_plain, .. } = field;
    let (argument, example) = (argument(field), example::of_setter(field, subject));
    let value = if *is_plain { quote!(#name) } else { quote!(#name.into()) };
    quote! {
        #doc
        #example
        pub fn #name(self, #argument) -> Self {
            self.with(|it| it.#name = Some(#value))
        }
    }
}

/// `name: impl Into<Type>`
pub(super) fn argument(field: &Field) -> TokenStream {
    let Field { name, ty, is_plain, .. } = field;
    if *is_plain { quote!(#name: #ty) } else { quote!(#name: impl Into<#ty>) }
}
