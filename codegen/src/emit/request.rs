//! Endpoint → its request, and the setters of its call.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};

use super::docs::{docs, param_docs};
use super::example::value;
use super::types::{is_plain, rust_type};
use super::{PAGES, example};
use crate::model::{Body, Endpoint, Need, OneOf, Param, Resource, Type};

/// A field of a request, which is also an argument of what makes one, or a setter of its call.
pub(super) struct Field {
    pub(super) name: Ident,
    ty: TokenStream,
    doc: TokenStream,
    /// How a caller would write a value of it.
    pub(super) example: String,
    /// Whether a request can be without it.
    pub(super) is_optional: bool,
    /// Whether it is given as it is, and not as anything that becomes it.
    pub(super) is_plain: bool,
    /// Whether it says which fields to return.
    pub(super) is_fields: bool,
}

/// What a request is made of. The user it is made for is not the request's, but the call's.
pub(super) fn fields(endpoint: &Endpoint, resource: &Resource) -> Vec<Field> {
    let given = |param: &&std::rc::Rc<Param>| param.need != Need::Client;
    let query = endpoint.query.iter().filter(given).map(|it| of_param(it, endpoint, resource));
    let one_of = endpoint.one_of.iter().map(|it| of_choice(it, endpoint, resource));
    let body = endpoint.body.iter().flat_map(|it| of_body(it, endpoint, resource));
    query.chain(one_of).chain(body).collect()
}

/// Those without which a request cannot be.
pub(super) fn required(endpoint: &Endpoint, resource: &Resource) -> Vec<Field> {
    fields(endpoint, resource).into_iter().filter(|it| !it.is_optional).collect()
}

fn of_param(param: &Param, endpoint: &Endpoint, resource: &Resource) -> Field {
    Field {
        name: param.field.clone(),
        ty: rust_type(&param.ty),
        doc: param_docs(param),
        example: value::of_param(param, endpoint, resource),
        is_optional: matches!(param.need, Need::Optional { .. }),
        is_plain: is_plain(&param.ty),
        is_fields: param.ty == Type::Fields,
    }
}

fn of_choice(one_of: &OneOf, endpoint: &Endpoint, resource: &Resource) -> Field {
    let OneOf { ty, field, .. } = one_of;
    let doc = docs(&vec!["Which one it is about.".to_owned()]);
    let (name, ty) = (field.clone(), quote!(#ty));
    let example = value::of_one_of(one_of, endpoint, resource);
    Field { name, ty, doc, example, is_optional: false, is_plain: true, is_fields: false }
}

fn of_body(body: &Body, endpoint: &Endpoint, resource: &Resource) -> Vec<Field> {
    let (name, ty, doc) = match body {
        Body::Record => ("record", quote!(crate::Body), "The record: field → value."),
        Body::Filter => ("filter", quote!(crate::Filter), "Which records to return."),
        Body::File => ("file", quote!(crate::Upload), "What is in the file."),
        Body::Object(params) => {
            return params.iter().map(|it| of_param(it, endpoint, resource)).collect();
        }
    };
    let (name, doc) = (format_ident!("{name}"), docs(&vec![doc.to_owned()]));
    let example = value::of_body(body, endpoint, resource);
    vec![Field { name, ty, doc, example, is_optional: false, is_plain: false, is_fields: false }]
}

/// The request, what makes one, and what changes one on its way.
pub(super) fn request(endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let fields = fields(endpoint, resource);
    let definition = definition(endpoint, resource, &fields);
    let choice = endpoint.one_of.as_ref().map(|it| choice(it, endpoint, resource));
    let new = new(endpoint, resource, &fields);
    let setters = setters(endpoint, resource, &fields);
    quote!(#definition #choice #new #setters)
}

fn definition(endpoint: &Endpoint, resource: &Resource, fields: &[Field]) -> TokenStream {
    let Endpoint { ty, path, page, .. } = endpoint;
    let doc = format!(" The request of `{path}` ([{page}]({PAGES}/{page}.html)).");
    let example = example::of_request(endpoint, resource);
    let fields = fields.iter().map(|Field { name, ty, doc, is_optional, .. }| {
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

fn choice(one_of: &OneOf, endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let OneOf { ty, params, .. } = one_of;
    let doc = format!(" Which one a [`{}`] is about.", endpoint.ty);
    let example = example::of_choice(one_of, endpoint, resource);
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

fn new(endpoint: &Endpoint, resource: &Resource, fields: &[Field]) -> TokenStream {
    let ty = &endpoint.ty;
    let example = example::of_new(endpoint, resource);
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
            #example
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
        }
    }
}

fn setters(endpoint: &Endpoint, resource: &Resource, fields: &[Field]) -> Option<TokenStream> {
    let ty = &endpoint.ty;
    let optional = fields.iter().filter(|it| it.is_optional);
    let setters: Vec<_> = optional.map(|it| setter(it, endpoint, resource)).collect();
    (!setters.is_empty()).then(|| {
        quote! {
            impl<M, R> crate::Call<#ty, M, R> {
                #(#setters)*
            }
        }
    })
}

fn setter(field: &Field, endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let Field { name, doc, is_plain, .. } = field;
    let (argument, example) = (argument(field), example::of_setter(field, endpoint, resource));
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
