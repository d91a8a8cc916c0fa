//! Endpoint → a request, the setters of its call, what the runtime must know, and the response.

use std::rc::Rc;

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::ext::IdentExt;

use crate::model::{Body, Doc, Endpoint, Method, Need, Param, Resource, Returns, Type};

/// Where the vendor's pages stand.
const PAGES: &str = "https://www.wisecrm.com/help/apidoc";

/// All that one endpoint needs.
pub(super) fn request(endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let request = definition(endpoint, resource);
    let new = new(endpoint);
    let setters = setters(endpoint);
    let implementation = implementation(endpoint, resource);
    let response = response(endpoint);
    quote!(#request #new #setters #implementation #response)
}

fn definition(endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let Endpoint { ty, path, .. } = endpoint;
    let page = &resource.page;
    let doc = format!(" The request of `{path}` ([{page}]({PAGES}/{page}.html)).");
    let fields = given(endpoint).map(|param| {
        let (field, ty) = (&param.field, rust_type(param.ty));
        let doc = param_docs(param);
        match param.need {
            Need::Optional { .. } => quote!(#doc pub #field: Option<#ty>),
            Need::Required | Need::Client => quote!(#doc pub #field: #ty),
        }
    });
    let body = endpoint.body.map(|body| match body {
        Body::Record => quote! {
            /// The record: field → value.
            pub record: crate::Body
        },
    });
    let fields = fields.chain(body);
    quote! {
        #[doc = #doc]
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct #ty {
            #(#fields,)*
        }
    }
}

fn new(endpoint: &Endpoint) -> TokenStream {
    let ty = &endpoint.ty;
    let parameters = parameters(endpoint);
    let fields = given(endpoint).map(|param| {
        let field = &param.field;
        match param.need {
            Need::Optional { .. } => quote!(#field: None),
            Need::Required | Need::Client => initial(param),
        }
    });
    let body = endpoint.body.map(|body| match body {
        Body::Record => quote!(record: record.into()),
    });
    let fields = fields.chain(body);
    quote! {
        impl #ty {
            /// The request with nothing but what it cannot do without.
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#fields),* }
            }
        }
    }
}

fn setters(endpoint: &Endpoint) -> Option<TokenStream> {
    let ty = &endpoint.ty;
    let setters: Vec<_> = given(endpoint)
        .filter(|param| matches!(param.need, Need::Optional { .. }))
        .map(|param| setter(param))
        .collect();
    if setters.is_empty() {
        return None;
    }
    Some(quote! {
        impl<R> crate::Call<#ty, R> {
            #(#setters)*
        }
    })
}

fn setter(param: &Param) -> TokenStream {
    let Param { field, .. } = param;
    let doc = param_docs(param);
    let argument = argument(param);
    let value = into(param);
    quote! {
        #doc
        pub fn #field(self, #argument) -> Self {
            self.with(|it| it.#field = Some(#value))
        }
    }
}

fn implementation(endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let Endpoint { ty, response, .. } = endpoint;
    let reply = match &endpoint.returns {
        Returns::Record => quote!(crate::Record),
        Returns::Page => quote!(crate::Page<crate::Record>),
        Returns::Object(_) => quote!(#response),
    };
    let info = info(endpoint, resource);
    let sample = endpoint.sample.as_deref().map(raw_string);
    let sample = sample.map(|it| quote!(const SAMPLE: &'static str = #it;));
    let query = given(endpoint).map(|param| {
        let Param { name, field, .. } = &**param;
        quote!(parts.query(#name, &self.#field);)
    });
    let body = endpoint.body.map(|body| match body {
        Body::Record => quote!(parts.body(&self.record);),
    });
    let written: Vec<_> = query.chain(body).collect();
    let parts = if written.is_empty() { quote!(_) } else { quote!(parts) };
    quote! {
        impl crate::Endpoint for #ty {
            type Reply = #reply;
            const INFO: crate::Info = #info;
            #sample
            fn write<'a>(&'a self, #parts: &mut crate::Parts<'a>) {
                #(#written)*
            }
        }
    }
}

/// The endpoint's row of the table.
fn info(endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let (path, page) = (&endpoint.path, &resource.page);
    let method = match endpoint.method {
        Method::Get => quote!(get),
        Method::Post => quote!(post),
    };
    let params = endpoint.query.iter().map(|param| &param.constant);
    let body = endpoint.body.map(|body| match body {
        Body::Record => quote!(.body(crate::BodyKind::Record)),
    });
    // A record is what an endpoint returns unless it says otherwise.
    let returns = match &endpoint.returns {
        Returns::Record => None,
        Returns::Page => Some(quote!(.returns(crate::Returns::Page))),
        Returns::Object(fields) => {
            let names = fields.iter().map(|it| &it.name);
            Some(quote!(.returns(crate::Returns::Object(&[#(#names),*]))))
        }
    };
    quote! {
        crate::Info::#method(#path, #page)
            .query(&[#(#params),*])
            #body
            #returns
    }
}

fn response(endpoint: &Endpoint) -> Option<TokenStream> {
    let Endpoint { response, ty, .. } = endpoint;
    let Returns::Object(fields) = &endpoint.returns else { return None };
    let doc = format!(" The reply to [`{ty}`].");
    let fields = fields.iter().map(|param| {
        let (field, ty) = (&param.field, rust_type(param.ty));
        let doc = docs(&param.doc);
        let name = &param.name;
        let rename = (field.unraw() != *name).then(|| quote!(#[serde(rename = #name)]));
        quote!(#doc #rename pub #field: #ty)
    });
    Some(quote! {
        #[doc = #doc]
        #[derive(Clone, Debug, PartialEq, serde::Deserialize)]
        #[non_exhaustive]
        pub struct #response {
            #(#fields,)*
        }
    })
}

/// The parameters that are the request's own; the others are the call's.
fn given(endpoint: &Endpoint) -> impl Iterator<Item = &Rc<Param>> {
    endpoint.query.iter().filter(|param| param.need != Need::Client)
}

/// The parameters without which a request cannot be.
pub(super) fn required(endpoint: &Endpoint) -> impl Iterator<Item = &Rc<Param>> {
    endpoint.query.iter().filter(|param| param.need == Need::Required)
}

/// The parameters of a request's `new`, and of the method that makes the call.
pub(super) fn parameters(endpoint: &Endpoint) -> Vec<TokenStream> {
    let body = endpoint.body.map(|body| match body {
        Body::Record => quote!(record: impl Into<crate::Body>),
    });
    required(endpoint).map(|param| argument(param)).chain(body).collect()
}

/// Their names alone.
pub(super) fn required_names(endpoint: &Endpoint) -> Vec<TokenStream> {
    let body = endpoint.body.map(|body| match body {
        Body::Record => quote!(record),
    });
    let names = required(endpoint).map(|param| {
        let field = &param.field;
        quote!(#field)
    });
    names.chain(body).collect()
}

/// `name: impl Into<Type>`
fn argument(param: &Param) -> TokenStream {
    let (field, ty) = (&param.field, rust_type(param.ty));
    if is_plain(param.ty) { quote!(#field: #ty) } else { quote!(#field: impl Into<#ty>) }
}

fn initial(param: &Param) -> TokenStream {
    let field = &param.field;
    if is_plain(param.ty) { quote!(#field) } else { quote!(#field: #field.into()) }
}

fn into(param: &Param) -> TokenStream {
    let field = &param.field;
    if is_plain(param.ty) { quote!(#field) } else { quote!(#field.into()) }
}

/// Whether a value is given as it is, and not as anything that becomes it.
fn is_plain(ty: Type) -> bool {
    match ty {
        Type::Int { .. } | Type::Bool => true,
        Type::Id | Type::String | Type::Fields | Type::Cascade => false,
    }
}

/// A number that can be neither negative nor large has a type to match.
fn rust_type(ty: Type) -> TokenStream {
    match ty {
        Type::Id => quote!(crate::Id),
        Type::String => quote!(String),
        Type::Int { min: Some(0..), max } if max.is_none_or(|it| it <= u32::MAX.into()) => {
            quote!(u32)
        }
        Type::Int { .. } => quote!(i64),
        Type::Bool => quote!(bool),
        Type::Fields => quote!(crate::Fields),
        Type::Cascade => quote!(crate::Cascade),
    }
}

/// What the spec says of a parameter, with its default and its largest value.
fn param_docs(param: &Param) -> TokenStream {
    let default = match &param.need {
        Need::Optional { default: Some(default) } => format!(" Default: `{default}`."),
        Need::Optional { default: None } | Need::Required | Need::Client => String::new(),
    };
    let max = match param.ty {
        Type::Int { max: Some(max), .. } => format!(" At most `{max}`."),
        Type::Int { max: None, .. }
        | Type::Id
        | Type::String
        | Type::Bool
        | Type::Fields
        | Type::Cascade => String::new(),
    };
    let mut doc = param.doc.clone();
    if let Some(last) = doc.last_mut() {
        *last += &(default + &max);
    }
    docs(&doc)
}

/// One attribute a line, each with the space that a person would write.
pub(super) fn docs(doc: &Doc) -> TokenStream {
    let lines = doc.iter().map(|line| spaced(line));
    quote!(#(#[doc = #lines])*)
}

/// The same for the module that a file is.
pub(super) fn module_docs(doc: &Doc) -> TokenStream {
    let lines = doc.iter().map(|line| spaced(line));
    quote!(#(#![doc = #lines])*)
}

fn spaced(line: &str) -> String {
    if line.is_empty() { String::new() } else { format!(" {line}") }
}

/// `r#"…"#`, with as many `#` as the text calls for.
fn raw_string(text: &str) -> Literal {
    let mut hashes = String::from("#");
    while text.contains(&format!("\"{hashes}")) {
        hashes.push('#');
    }
    format!("r{hashes}\"{text}\"{hashes}").parse().unwrap_or_else(|_| Literal::string(text))
}
