//! Facts about the API → constants for the lower layers of the client.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::model::{Auth, Facts, Limits, Paging};

/// The names, limits and operators.
pub(super) fn facts(facts: &Facts) -> TokenStream {
    let Facts { id_length, id_separator, auth, paging, limits, operators, .. } = facts;
    let Auth { app_id, app_key, sign, sign_type, timestamp } = auth;
    let Paging { number, size, .. } = paging;
    let Limits { conditions, file_bytes, signature_seconds } = limits;
    let (length, separator) = (grouped(*id_length), grouped(*id_separator));
    let (conditions, file_bytes) = (grouped(*conditions), grouped(*file_bytes));
    let signature_seconds = grouped(*signature_seconds);
    let operators = operators.iter().map(|it| {
        let (doc, variant, word) = (format!(" The field {}.", it.doc), &it.variant, &it.word);
        quote! {
            #[doc = #doc]
            #[serde(rename = #word)]
            #variant
        }
    });
    quote! {
        //! Facts about the whole API.

        /// The number of characters of an id.
        pub(crate) const ID_LENGTH: usize = #length;
        /// The index of the `-` in an id.
        pub(crate) const ID_SEPARATOR: usize = #separator;

        /// The parameter with the id of the application.
        pub(crate) const APP_ID: &str = #app_id;
        /// The name of the key in the text that is signed. It is never sent.
        pub(crate) const APP_KEY: &str = #app_key;
        /// The parameter with the signature, or with the key.
        pub(crate) const SIGN: &str = #sign;
        /// The parameter with the name of the hash.
        pub(crate) const SIGN_TYPE: &str = #sign_type;
        /// The parameter with the time of the signature.
        pub(crate) const TIMESTAMP: &str = #timestamp;

        /// The parameter, and the member of a reply, with the number of a page.
        pub(crate) const PAGE_NO: &str = #number;
        /// The parameter, and the member of a reply, with the number of records per page.
        pub(crate) const PAGE_SIZE: &str = #size;

        /// The largest number of conditions of an advanced query.
        pub(crate) const MAX_CONDITIONS: usize = #conditions;
        /// The largest size of an upload in bytes.
        pub(crate) const MAX_FILE_BYTES: usize = #file_bytes;
        /// The lifetime of a signature in seconds.
        pub(crate) const SIGNATURE_SECONDS: u64 = #signature_seconds;

        /// An operator of an advanced query.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
        pub(crate) enum Operator {
            #(#operators,)*
        }
    }
}

/// A number with its digits in groups of three, which clippy asks for.
fn grouped(number: usize) -> Literal {
    let digits = number.to_string();
    let groups: Vec<_> = digits.as_bytes().rchunks(3).rev().map(String::from_utf8_lossy).collect();
    let text = if digits.len() > 4 { groups.join("_") } else { digits.clone() };
    text.parse().unwrap_or_else(|_| Literal::usize_unsuffixed(number))
}

/// The documented error codes.
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
