//! Types of the spec → types in Rust.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Absence, Param, Type};

/// Returns the type of a value.
pub(super) fn rust_type(ty: &Type) -> TokenStream {
    match ty {
        Type::Scalar(kind, bounds) => {
            let path: syn::Type =
                syn::parse_str((kind.rust)(*bounds)).expect("a kind names a type");
            quote!(#path)
        }
        Type::Enum(it) => {
            let ty = &it.ty;
            quote!(#ty)
        }
        Type::List(object) => {
            let ty = &object.ty;
            quote!(Vec<#ty>)
        }
    }
}

/// Returns the type of a field of a reply.
pub(super) fn reply_type(param: &Param) -> TokenStream {
    let ty = rust_type(&param.ty);
    match param.absence {
        Absence::Never => ty,
        Absence::Null => quote!(Option<#ty>),
        Absence::Number(_) => quote!(Option<i64>),
    }
}

/// Returns whether an argument has the type itself, instead of `impl Into` of it.
pub(super) fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Scalar(kind, _) => kind.is_plain,
        Type::Enum(_) => true,
        Type::List(_) => false,
    }
}
