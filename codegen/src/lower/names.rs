//! Words of the spec → unique names in Rust.

use std::collections::HashMap;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::Ident;

use crate::error::{Mistake, Mistakes, Place};
use crate::rust::{RESERVED, ident};

/// Returns the name of a type: `adv-query` → `AdvQuery`.
pub(super) fn ty(word: &str) -> Ident {
    ident(&word.to_upper_camel_case())
}

/// Returns the name of a method or a field: `adv-query` → `adv_query`.
pub(super) fn value(word: &str) -> Ident {
    ident(&snake(word))
}

/// Returns the name of a method or a field, without an underscore after keywords.
pub(super) fn snake(word: &str) -> String {
    word.to_snake_case()
}

/// Returns the name of a constant: `page_no` → `PAGE_NO`.
pub(super) fn constant(word: &str) -> Ident {
    ident(&word.to_shouty_snake_case())
}

/// The remedy if the headers of two parameters give the same Rust name.
pub(super) const SAME_HEADER: &str =
    "rename one of the headers, and set `name` to the name on the wire";

/// The remedy for an invalid name of the vendor.
pub(super) const FIT: &str = "remove it, or spell it as the vendor does";

/// Checks the name of a function, an object or an enumeration; the error continues "it …".
pub(super) fn check(word: &str) -> Result<(), &'static str> {
    let fit = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let parts_are_fit = word.split('-').all(|part| !part.is_empty() && part.chars().all(fit));
    if !word.starts_with(|it: char| it.is_ascii_lowercase()) || !parts_are_fit {
        return Err("must be lower-case letters and digits, with `-` between words");
    }
    if RESERVED.contains(&word) {
        return Err("is reserved by Rust");
    }
    Ok(())
}

/// Checks the name of a spec file; the error continues "it …".
pub(super) fn check_module(word: &str) -> Result<(), &'static str> {
    check(word)?;
    match word {
        "mod" | "endpoints" | "params" | "samples" => Err("is the name of another generated file"),
        "auth" | "blocking" | "client" | "endpoint" | "error" | "every-feature" | "ext"
        | "facts" | "filter" | "generated" | "guide" | "paging" | "pipeline" | "sandbox"
        | "transport" | "values" => Err("is the name of a hand-written module of the client"),
        "base-url"
        | "builder"
        | "call"
        | "clock-offset-millis"
        | "clone"
        | "learn-clock-offset"
        | "new" => Err("is the name of a hand-written method of the client"),
        _ => Ok(()),
    }
}

/// Checks the name of a parameter; the error continues "it …".
pub(super) fn check_param(word: &str) -> Result<(), &'static str> {
    let fit = |it: char| it.is_ascii_alphanumeric() || it == '_';
    if word.starts_with(|it: char| it.is_ascii_alphabetic()) && word.chars().all(fit) {
        return Ok(());
    }
    Err("must begin with a letter, and contain only letters, digits and `_`")
}

/// Checks the Rust name that a spec gives to a parameter; the error continues "it …".
pub(super) fn check_rust_name(word: &str) -> Result<(), &'static str> {
    check_param(word)?;
    if word.to_snake_case() != word {
        return Err("must be in snake case");
    }
    if ident(word) != word {
        return Err("is a keyword of Rust");
    }
    Ok(())
}

/// The methods of every call.
const CALL: [&str; 19] = [
    "new",
    "allow_repeat",
    "attempt_timeout",
    "extra_header",
    "extra_query",
    "items",
    "max_attempts",
    "max_response_bytes",
    "op_user",
    "pages",
    "perform",
    "perform_raw",
    "request",
    "returning",
    "send",
    "send_raw",
    "timeout",
    "wait_for_quota",
    "with",
];

/// The names that are taken, each with its owner.
#[derive(Debug)]
pub(super) struct Names(HashMap<(Scope, Ident), Owner>);

/// A group of names that must differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Scope {
    /// The types of a module.
    Types,
    /// The methods of a resource.
    Methods,
    /// The fields of a request, which are also setters of its call.
    Fields,
    /// The fields of a reply.
    Reply,
    /// The variants of an enumeration or of a choice.
    Variants,
}

impl Scope {
    /// Returns the remedy for a name that is already taken.
    fn remedy(self) -> &'static str {
        match self {
            Scope::Fields | Scope::Reply => "set another `rust_name` for the parameter",
            Scope::Types | Scope::Methods | Scope::Variants => {
                "rename it; for a name of the vendor, add a rule to `codegen/src/lower/names.rs`"
            }
        }
    }
}

#[derive(Debug)]
enum Owner {
    Spec(Place),
    /// Generated code or Rust itself, as described here.
    Code(&'static str),
}

impl Names {
    /// Returns the names of a module. Names that generated code uses without a path are taken.
    pub(super) fn of_module(module: &str) -> Names {
        let mut names = Names::empty();
        for prelude in ["From", "Into", "Option", "Some", "String", "Vec"] {
            names.take(Scope::Types, prelude, "Rust itself has a type of this name");
        }
        for generic in ["M", "R", "T"] {
            names.take(Scope::Types, generic, "generated code has a type parameter of this name");
        }
        names.take(Scope::Types, &ty(module).to_string(), "the resource itself has this name");
        names
    }

    pub(super) fn empty() -> Names {
        Names(HashMap::new())
    }

    /// Returns the names of the fields of a request, which must differ from the methods of its call.
    pub(super) fn of_request() -> Names {
        let mut names = Names::empty();
        for method in CALL {
            names.take(Scope::Fields, method, "every call has a method of this name");
        }
        names
    }

    /// Returns the names of the variants of an enumeration.
    pub(super) fn of_variants() -> Names {
        let mut names = Names::empty();
        names.take(Scope::Variants, "Other", "every enumeration has a variant of this name");
        names
    }

    fn take(&mut self, scope: Scope, name: &str, why: &'static str) {
        self.0.insert((scope, ident(name)), Owner::Code(why));
    }

    /// Takes a name, or reports that it is already taken.
    pub(super) fn claim(&mut self, scope: Scope, name: Ident, at: &Place, mistakes: &mut Mistakes) {
        let message = format!("the Rust name `{name}` is already taken");
        match self.0.get(&(scope, name.clone())) {
            None => {
                self.0.insert((scope, name), Owner::Spec(at.clone()));
            }
            Some(Owner::Code(why)) => {
                mistakes.add(Mistake::new(at.clone(), message, *why, scope.remedy()));
            }
            Some(Owner::Spec(first)) => {
                let mistake = Mistake::new(at.clone(), message, "second use", scope.remedy());
                mistakes.add(mistake.other(first.clone(), "first use"));
            }
        }
    }
}
