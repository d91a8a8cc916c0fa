//! Facts about the API → constants for the lower layers of the client.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::docs::docs;
use crate::facts::{FactValue, Facts};

/// Returns the file of the numbers, the strings and the operators.
pub(super) fn facts(facts: &Facts) -> TokenStream {
    let values = facts.values.iter().map(|it| {
        let (doc, constant) = (docs(&it.doc), &it.constant);
        let value = match &it.value {
            FactValue::Number(it) => {
                let number = grouped(*it);
                quote!(usize = #number)
            }
            FactValue::String(it) => quote!(&str = #it),
        };
        quote!(#doc pub(crate) const #constant: #value;)
    });
    let operators = facts.operators.iter().map(|it| {
        let (doc, variant, word) = (format!(" The field {}.", it.doc), &it.variant, &it.word);
        quote! {
            #[doc = #doc]
            #[serde(rename = #word)]
            #variant
        }
    });
    quote! {
        //! Facts about the whole API.

        #(#values)*

        /// An operator of an advanced query.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
        pub(crate) enum Operator {
            #(#operators,)*
        }
    }
}

/// Returns a number with its digits in groups of three, as clippy requires.
fn grouped(number: u32) -> Literal {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    let text = if digits.len() > 4 { groups.join("_") } else { digits.clone() };
    text.parse().unwrap_or_else(|_| Literal::u32_unsuffixed(number))
}

/// Returns the file of the documented error codes.
pub(super) fn codes(facts: &Facts) -> TokenStream {
    let constants = facts.codes.iter().map(|it| {
        let (doc, constant) = (format!(" {}: {}.", it.value, it.meaning), &it.constant);
        let value = Literal::i64_unsuffixed(it.value);
        quote! {
            #[doc = #doc]
            pub const #constant: Code = Code(#value);
        }
    });
    let arms = facts.codes.iter().map(|it| {
        let (constant, meaning, advice) = (&it.constant, &it.meaning, &it.advice);
        quote!(Code::#constant => Some((#meaning, #advice)))
    });
    quote! {
        //! The documented error codes.

        use super::code::Code;

        impl Code {
            #(#constants)*
            /// Returns the meaning and the vendor's advice of a documented code.
            pub(super) fn documented(self) -> Option<(&'static str, &'static str)> {
                match self {
                    #(#arms,)*
                    _ => None,
                }
            }
        }
    }
}
