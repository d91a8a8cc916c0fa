//! Words of the vendor's → names in Rust, and no two of them the same.

use std::collections::HashMap;

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::Ident;

use crate::error::{Mistake, Mistakes, Place};
use crate::rust::ident;

/// `adv-query` → `AdvQuery`
pub(super) fn ty(word: &str) -> Ident {
    ident(&word.to_upper_camel_case())
}

/// `adv-query` → `adv_query`
pub(super) fn value(word: &str) -> Ident {
    ident(&word.to_snake_case())
}

/// `page_no` → `PAGE_NO`
pub(super) fn constant(word: &str) -> Ident {
    ident(&word.to_shouty_snake_case())
}

/// What to do about a name that is taken.
pub(super) const RULE: &str = "leave it out, or teach the generator another name for it";

/// What to do about a word that is unfit for a name.
pub(super) const FIT: &str = "remove it, or write it as the vendor does";

/// Whether a word can be the name of a function of the API; if not, what it should be.
pub(super) fn check(word: &str) -> Result<(), &'static str> {
    let fit = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit();
    let parts_are_fit = word.split('-').all(|part| !part.is_empty() && part.chars().all(fit));
    if word.starts_with(|it: char| it.is_ascii_lowercase()) && parts_are_fit {
        return Ok(());
    }
    Err("is no name: expected a lower-case letter, then such letters and digits, with `-` between")
}

/// Whether a word can be the name of a spec file.
pub(super) fn check_module(word: &str) -> Result<(), &'static str> {
    check(word)?;
    match word {
        "mod" | "endpoints" => Err("is the name of a generated file of another kind"),
        "attempt" | "auth" | "base-url" | "blocking" | "body" | "builder" | "call" | "carrier"
        | "cascade" | "client" | "code" | "connect" | "credentials" | "data-type"
        | "departments" | "endpoint" | "envelope" | "error" | "every-feature" | "example"
        | "expiry" | "ext" | "fields" | "filter" | "generated" | "guide" | "http-client" | "id"
        | "items" | "json" | "limiter" | "login" | "mode" | "options" | "outcome" | "page"
        | "pages" | "paging" | "pipeline" | "raw-request" | "record" | "retry" | "sandbox"
        | "scrub" | "secret" | "signed" | "sort" | "task" | "time" | "trace" | "transport"
        | "upload" | "values" => Err("is the name of a module of the client's own"),
        "clock-offset-millis" | "clone" | "learn-clock-offset" | "new" => {
            Err("is the name of a method of the client's own")
        }
        _ => Ok(()),
    }
}

/// Whether a word can be the name of a parameter.
pub(super) fn check_param(word: &str) -> Result<(), &'static str> {
    if matches!(word, "appid" | "sign" | "sign_type" | "timestamp") {
        return Err(
            "is no parameter of an endpoint: it proves who calls, and is added to every call",
        );
    }
    let fit = |it: char| it.is_ascii_alphanumeric() || it == '_';
    if word.starts_with(|it: char| it.is_ascii_alphabetic()) && word.chars().all(fit) {
        return Ok(());
    }
    Err("is no name: expected a letter, then letters, digits and `_`")
}

/// The methods of every call.
const CALL: [&str; 17] = [
    "new",
    "allow_repeat",
    "attempt_timeout",
    "extra_header",
    "extra_query",
    "items",
    "max_attempts",
    "op_user",
    "pages",
    "perform",
    "perform_raw",
    "request",
    "returning",
    "send",
    "send_raw",
    "timeout",
    "with",
];

/// The names that are taken, and by whom.
#[derive(Debug)]
pub(super) struct Names(HashMap<(Scope, Ident), Owner>);

/// What must differ from each other.
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
}

#[derive(Debug)]
enum Owner {
    Spec(Place),
    /// It is not the spec that took it, but this.
    Code(&'static str),
}

impl Names {
    pub(super) fn new(module: &str) -> Names {
        let mut names = Names(HashMap::new());
        // Generated code says these without a path, so a type of the name would stand before them.
        for prelude in ["Into", "Option", "Some", "String", "Vec"] {
            names.take(Scope::Types, ident(prelude), "Rust itself has a type of this name");
        }
        for generic in ["M", "R", "T"] {
            names.take(Scope::Types, ident(generic), "generated code has a type parameter of it");
        }
        names.take(Scope::Types, ty(module), "the resource itself has this name");
        names
    }

    pub(super) fn of_reply() -> Names {
        Names(HashMap::new())
    }

    pub(super) fn of_request() -> Names {
        let mut names = Names(HashMap::new());
        for method in CALL {
            names.take(Scope::Fields, ident(method), "every call has a method of this name");
        }
        names.take(Scope::Fields, ident("it"), "generated code calls the request by this name");
        names
    }

    fn take(&mut self, scope: Scope, name: Ident, why: &'static str) {
        self.0.insert((scope, name), Owner::Code(why));
    }

    /// Takes a name, or reports that it is taken.
    pub(super) fn claim(&mut self, scope: Scope, name: Ident, at: &Place, mistakes: &mut Mistakes) {
        let message = format!("the name `{name}` is taken in Rust");
        match self.0.get(&(scope, name.clone())) {
            None => {
                self.0.insert((scope, name), Owner::Spec(at.clone()));
            }
            Some(Owner::Code(why)) => mistakes.add(Mistake::new(at.clone(), message, *why, RULE)),
            Some(Owner::Spec(first)) => {
                let mistake = Mistake::new(at.clone(), message, "also becomes it", RULE);
                mistakes.add(mistake.other(first.clone(), "becomes it"));
            }
        }
    }
}
