//! Endpoint → what the runtime must know of it: its row of the table, and how it is written.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Body, Endpoint, Method, Need, OneOf, Param, Resource, Returns};
use crate::rust::raw_string;

/// `impl crate::Endpoint`
pub(super) fn endpoint(endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let Endpoint { ty, response, .. } = endpoint;
    let reply = match &endpoint.returns {
        Returns::Record => quote!(crate::Record),
        Returns::Page => quote!(crate::Page<crate::Record>),
        Returns::Object(_) => quote!(#response),
        Returns::List(object) => {
            let ty = &object.ty;
            quote!(Vec<#ty>)
        }
        Returns::Nothing => quote!(crate::Done),
    };
    let info = info(endpoint, resource);
    let sample = endpoint.sample.as_deref().map(raw_string);
    let sample = sample.map(|it| quote!(const SAMPLE: &'static str = #it;));
    let written = written(endpoint);
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
    let Endpoint { path, page, .. } = endpoint;
    let (method, safe) = match (endpoint.method, endpoint.safe) {
        (Method::Get, _) => (quote!(get), None),
        (Method::Post, true) => (quote!(post), Some(quote!(.safe()))),
        (Method::Post, false) => (quote!(post), None),
    };
    let params = endpoint.query.iter().map(|param| &param.constant);
    let query = (!endpoint.query.is_empty()).then(|| quote!(.query(&[#(#params),*])));
    let one_of = endpoint.one_of.as_ref().map(|OneOf { params, .. }| {
        let params = params.iter().map(|(_, param)| &param.constant);
        quote!(.one_of(&[#(#params),*]))
    });
    let body = endpoint.body.as_ref().map(|body| match body {
        Body::Record => quote!(.body(crate::BodyKind::Record)),
        Body::Filter => quote!(.body(crate::BodyKind::Filter)),
        Body::File => quote!(.body(crate::BodyKind::File)),
        Body::Object(params) => {
            let params = params.iter().map(|param| &param.constant);
            quote!(.body(crate::BodyKind::Object(&[#(#params),*])))
        }
    });
    let names = |params: &[std::rc::Rc<Param>]| {
        let names = params.iter().map(|it| &it.name);
        quote!(&[#(#names),*])
    };
    // A record is what an endpoint returns unless it says otherwise.
    let returns = match &endpoint.returns {
        Returns::Record => None,
        Returns::Page => Some(quote!(Page)),
        Returns::Object(fields) => {
            let names = names(fields);
            Some(quote!(Object(#names)))
        }
        Returns::List(object) => {
            let object = resource.objects.iter().find(|it| it.name == *object);
            let names = names(object.map_or(&[], |it| &it.fields));
            Some(quote!(List(#names)))
        }
        Returns::Nothing => Some(quote!(Nothing)),
    };
    let returns = returns.map(|it| quote!(.returns(crate::Returns::#it)));
    let since = endpoint.since.as_ref().map(|it| quote!(.since(#it)));
    quote! {
        crate::Info::#method(#path, #page)
            #safe
            #since
            #query
            #one_of
            #body
            #returns
    }
}

/// What writes each part of the request.
fn written(endpoint: &Endpoint) -> Vec<TokenStream> {
    let given = endpoint.query.iter().filter(|param| param.need != Need::Client);
    let query = given.map(|param| {
        let Param { name, field, .. } = &**param;
        quote!(parts.query(#name, &self.#field);)
    });
    let one_of = endpoint.one_of.iter().map(|OneOf { ty, field, params }| {
        let arms = params.iter().map(|(choice, param)| {
            let name = &param.name;
            quote!(#ty::#choice(it) => parts.query(#name, it))
        });
        quote!(match &self.#field { #(#arms,)* })
    });
    let body = endpoint.body.iter().flat_map(|body| match body {
        Body::Record => vec![quote!(parts.body(&self.record);)],
        Body::Filter => vec![quote!(parts.body(&self.filter);)],
        Body::File => vec![quote!(parts.body(&self.file);)],
        Body::Object(params) => params.iter().map(|it| field(it)).collect(),
    });
    query.chain(one_of).chain(body).collect()
}

fn field(param: &Param) -> TokenStream {
    let Param { name, field, .. } = param;
    quote!(parts.field(#name, &self.#field);)
}
