//! Types of the spec → types in Rust.

use proc_macro2::TokenStream;
use quote::quote;

use crate::model::{Absence, Param, Type};

/// The type of a value. A number that can be neither negative nor large has a type to match.
pub(super) fn rust_type(ty: &Type) -> TokenStream {
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
        Type::Sort => quote!(crate::Sort),
        Type::Password => quote!(crate::Password),
        Type::Secret => quote!(crate::Secret),
        Type::DataType => quote!(crate::DataType),
        Type::Expiry => quote!(crate::Expiry),
        Type::Json => quote!(crate::Json),
        Type::List(object) => {
            let ty = &object.ty;
            quote!(Vec<#ty>)
        }
    }
}

/// The type of a field of a reply.
pub(super) fn reply_type(param: &Param) -> TokenStream {
    let ty = rust_type(&param.ty);
    match param.absence {
        Absence::Never => ty,
        Absence::Null => quote!(Option<#ty>),
        Absence::Number(_) => quote!(Option<i64>),
    }
}

/// Whether a value is given as it is, and not as anything that becomes it.
pub(super) fn is_plain(ty: &Type) -> bool {
    match ty {
        Type::Int { .. } | Type::Bool => true,
        Type::Id
        | Type::String
        | Type::Fields
        | Type::Cascade
        | Type::Sort
        | Type::Password
        | Type::Secret
        | Type::DataType
        | Type::Expiry
        | Type::Json
        | Type::List(_) => false,
    }
}
