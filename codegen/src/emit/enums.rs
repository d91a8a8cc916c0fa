//! Enumeration → an open enum: values that are not documented are kept as numbers.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::docs;
use crate::model::{Enum, EnumValue};

pub(super) fn enumeration(it: &Enum) -> TokenStream {
    let Enum { ty, doc, values } = it;
    let doc = docs(doc);
    let number = |it: &EnumValue| Literal::i64_unsuffixed(it.value);
    let variants = values.iter().map(|it| {
        let (doc, variant) = (docs(&it.doc), &it.variant);
        quote!(#doc #variant)
    });
    let rows = values.iter().map(|it| {
        let (value, name, doc) = (number(it), &it.name, it.doc.join("\n"));
        quote!(crate::EnumValue::new(#value, #name, #doc))
    });
    let known = values.iter().map(|it| {
        let (value, variant) = (number(it), &it.variant);
        quote!(#value => #ty::#variant)
    });
    let numbers = values.iter().map(|it| {
        let (value, variant) = (number(it), &it.variant);
        quote!(#ty::#variant => #value)
    });
    quote! {
        #doc
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, serde::Serialize)]
        #[serde(from = "i64", into = "i64")]
        #[non_exhaustive]
        pub enum #ty {
            #(#variants,)*
            /// A value that the vendor does not document.
            Other(i64),
        }
        impl #ty {
            /// The documented values.
            pub const VALUES: &'static [crate::EnumValue] = &[#(#rows),*];
        }
        impl crate::ToQuery for #ty {
            fn to_query(&self) -> crate::QueryValue<'_> {
                Ok(Some(crate::number(i64::from(*self))))
            }
        }
        impl From<i64> for #ty {
            fn from(value: i64) -> #ty {
                match value {
                    #(#known,)*
                    other => #ty::Other(other),
                }
            }
        }
        impl From<#ty> for i64 {
            fn from(value: #ty) -> i64 {
                match value {
                    #(#numbers,)*
                    #ty::Other(other) => other,
                }
            }
        }
    }
}
