//! Endpoint → `impl Endpoint`: its row of the table, and the code that writes its request.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Effect, Endpoint, Method, Need, OneOf, Param, Resource};

pub(super) fn endpoint(endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let Endpoint { ty, response, .. } = endpoint;
    let reply = endpoint.returns.rust_type(response);
    let info = info(endpoint, resource);
    let written = written(endpoint);
    let parts = if written.is_empty() { quote!(_) } else { quote!(parts) };
    let has_op_user = endpoint.query.iter().any(|param| param.need == Need::Client);
    let has_op_user = has_op_user.then(|| quote!(impl crate::HasOpUser for #ty {}));
    quote! {
        impl crate::Endpoint for #ty {
            type Reply = #reply;
            const INFO: crate::Info = #info;
            fn write<'a>(&'a self, #parts: &mut crate::Parts<'a>) {
                #(#written)*
            }
        }
        #has_op_user
    }
}

/// Returns the row of the table.
fn info(endpoint: &Endpoint, resource: &Resource) -> TokenStream {
    let Endpoint { path, page, .. } = endpoint;
    let doc = endpoint.doc.join("\n");
    let method = match endpoint.method {
        Method::Get => quote!(get),
        Method::Post => quote!(post),
    };
    let effect = match (endpoint.method, endpoint.effect) {
        (Method::Get, _) | (Method::Post, Effect::Write) => None,
        (Method::Post, Effect::Read) => Some(quote!(.safe())),
        (Method::Post, Effect::Delete) => Some(quote!(.deletes())),
    };
    let since = endpoint.since.as_ref().map(|it| quote!(.since(#it)));
    let params = endpoint.query.iter().map(|param| &param.constant);
    let query = (!endpoint.query.is_empty()).then(|| quote!(.query(&[#(#params),*])));
    let one_of = endpoint.one_of.as_ref().map(|OneOf { params, .. }| {
        let params = params.iter().map(|(_, param)| &param.constant);
        quote!(.one_of(&[#(#params),*]))
    });
    let body = endpoint.body.as_ref().map(|body| {
        let kind = body.table();
        quote!(.body(#kind))
    });
    let returns = endpoint.returns.table(&resource.objects).map(|it| quote!(.returns(#it)));
    quote! {
        crate::Info::#method(#path, #page)
            .doc(#doc)
            #effect
            #since
            #query
            #one_of
            #body
            #returns
    }
}

/// Returns the statements that write each part of the request.
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
    let body = endpoint.body.iter().flat_map(|body| match body.field() {
        Some(field) => {
            let name = quote::format_ident!("{}", field.name);
            vec![quote!(parts.body(&self.#name);)]
        }
        None => body.params().iter().map(|it| field(it)).collect(),
    });
    query.chain(one_of).chain(body).collect()
}

fn field(param: &Param) -> TokenStream {
    let Param { name, field, .. } = param;
    quote!(parts.field(#name, &self.#field);)
}
