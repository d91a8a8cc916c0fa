//! Endpoint → its request, and the setters of its call.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::PAGES;
use super::docs::{docs, param_docs};
use super::types::{is_plain, rust_type};
use crate::model::{Body, Endpoint, Need, OneOf, Param, Type};

/// A field of a request, which is also an argument of what makes one, or a setter of its call.
pub(super) struct Field {
    pub(super) name: Ident,
    ty: TokenStream,
    doc: TokenStream,
    /// Whether a request can be without it.
    is_optional: bool,
    /// Whether it is given as it is, and not as anything that becomes it.
    is_plain: bool,
    /// Whether it says which fields to return.
    pub(super) is_fields: bool,
}

/// What a request is made of. The user it is made for is not the request's, but the call's.
fn fields(endpoint: &Endpoint) -> Vec<Field> {
    let given = |param: &&std::rc::Rc<Param>| param.need != Need::Client;
    let query = endpoint.query.iter().filter(given).map(|it| of_param(it));
    let one_of = endpoint.one_of.iter().map(of_choice);
    let body = endpoint.body.iter().flat_map(of_body);
    query.chain(one_of).chain(body).collect()
}

/// Those without which a request cannot be.
pub(super) fn required(endpoint: &Endpoint) -> Vec<Field> {
    fields(endpoint).into_iter().filter(|it| !it.is_optional).collect()
}

fn of_param(param: &Param) -> Field {
    Field {
        name: param.field.clone(),
        ty: rust_type(&param.ty),
        doc: param_docs(param),
        is_optional: matches!(param.need, Need::Optional { .. }),
        is_plain: is_plain(&param.ty),
        is_fields: param.ty == Type::Fields,
    }
}

fn of_choice(one_of: &OneOf) -> Field {
    let OneOf { ty, field, .. } = one_of;
    let doc = docs(&vec!["Which one it is about.".to_owned()]);
    let (name, ty) = (field.clone(), quote!(#ty));
    Field { name, ty, doc, is_optional: false, is_plain: true, is_fields: false }
}

fn of_body(body: &Body) -> Vec<Field> {
    let (name, ty, doc) = match body {
        Body::Record => ("record", quote!(crate::Body), "The record: field → value."),
        Body::Filter => ("filter", quote!(crate::Filter), "Which records to return."),
        Body::File => ("file", quote!(crate::Upload), "What is in the file."),
        Body::Object(params) => return params.iter().map(|it| of_param(it)).collect(),
    };
    let (name, doc) = (format_ident!("{name}"), docs(&vec![doc.to_owned()]));
    vec![Field { name, ty, doc, is_optional: false, is_plain: false, is_fields: false }]
}

/// The request, what makes one, and what changes one on its way.
pub(super) fn request(endpoint: &Endpoint) -> TokenStream {
    let fields = fields(endpoint);
    let definition = definition(endpoint, &fields);
    let choice = endpoint.one_of.as_ref().map(|it| choice(it, endpoint));
    let new = new(endpoint, &fields);
    let setters = setters(endpoint, &fields);
    quote!(#definition #choice #new #setters)
}

fn definition(endpoint: &Endpoint, fields: &[Field]) -> TokenStream {
    let Endpoint { ty, path, page, .. } = endpoint;
    let doc = format!(" The request of `{path}` ([{page}]({PAGES}/{page}.html)).");
    let fields = fields.iter().map(|Field { name, ty, doc, is_optional, .. }| {
        let ty = if *is_optional { quote!(Option<#ty>) } else { quote!(#ty) };
        quote!(#doc pub #name: #ty)
    });
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct #ty {
            #(#fields,)*
        }
    }
}

fn choice(one_of: &OneOf, endpoint: &Endpoint) -> TokenStream {
    let OneOf { ty, params, .. } = one_of;
    let doc = format!(" Which one a [`{}`] is about.", endpoint.ty);
    let choices = params.iter().map(|(name, param)| {
        let (doc, ty) = (docs(&param.doc), rust_type(&param.ty));
        quote!(#doc #name(#ty))
    });
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug)]
        pub enum #ty {
            #(#choices,)*
        }
    }
}

fn new(endpoint: &Endpoint, fields: &[Field]) -> TokenStream {
    let ty = &endpoint.ty;
    let parameters = fields.iter().filter(|it| !it.is_optional).map(argument);
    let values = fields.iter().map(|Field { name, is_optional, is_plain, .. }| {
        match (is_optional, is_plain) {
            (true, _) => quote!(#name: None),
            (false, true) => quote!(#name),
            (false, false) => quote!(#name: #name.into()),
        }
    });
    quote! {
        impl #ty {
            /// The request with nothing but what it cannot do without.
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

fn setters(endpoint: &Endpoint, fields: &[Field]) -> Option<TokenStream> {
    let ty = &endpoint.ty;
    let setters: Vec<_> = fields.iter().filter(|it| it.is_optional).map(setter).collect();
    (!setters.is_empty()).then(|| {
        quote! {
            impl<M, R> crate::Call<#ty, M, R> {
                #(#setters)*
            }
        }
    })
}

fn setter(field: &Field) -> TokenStream {
    let Field { name, doc, is_plain, .. } = field;
    let argument = argument(field);
    let value = if *is_plain { quote!(#name) } else { quote!(#name.into()) };
    quote! {
        #doc
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
