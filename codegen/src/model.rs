//! The spec as meant: every name resolved and fit for Rust, every rule kept.

use std::rc::Rc;

use proc_macro2::Ident;

/// The API.
#[derive(Debug)]
pub(crate) struct Api {
    /// The parameters that resources share.
    pub(crate) params: Vec<Rc<Param>>,
    pub(crate) resources: Vec<Resource>,
}

/// The endpoints that share the first half of their paths.
#[derive(Debug)]
pub(crate) struct Resource {
    /// The first half of the paths, which also names the spec file and the generated one.
    pub(crate) name: String,
    /// The module, and the client's method.
    pub(crate) module: Ident,
    /// The type that the client's method returns.
    pub(crate) ty: Ident,
    /// The vendor's page.
    pub(crate) page: String,
    pub(crate) doc: Doc,
    /// The parameters that only this resource has.
    pub(crate) params: Vec<Rc<Param>>,
    pub(crate) endpoints: Vec<Endpoint>,
}

/// A parameter of a call, or a field of a reply.
#[derive(Debug)]
pub(crate) struct Param {
    /// Its name on the wire.
    pub(crate) name: String,
    /// Its name as a Rust field, argument and method.
    pub(crate) field: Ident,
    /// Its name in the endpoint table.
    pub(crate) constant: Ident,
    pub(crate) ty: Type,
    pub(crate) need: Need,
    pub(crate) doc: Doc,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Type {
    Id,
    String,
    /// A whole number, both bounds included.
    Int {
        min: Option<i64>,
        max: Option<i64>,
    },
    Bool,
    Fields,
    Cascade,
}

/// Who gives a parameter its value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// The caller must.
    Required,
    /// The caller may; else the server takes the default, where one is known.
    Optional { default: Option<String> },
    /// The client does, unless the caller does.
    Client,
}

#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) path: String,
    /// The request's type.
    pub(crate) ty: Ident,
    /// The type of the reply's object, where the reply is one.
    pub(crate) response: Ident,
    /// The method on the resource.
    pub(crate) call: Ident,
    /// The method for the user's own rows.
    pub(crate) call_as: Ident,
    pub(crate) method: Method,
    pub(crate) doc: Doc,
    pub(crate) query: Vec<Rc<Param>>,
    pub(crate) body: Option<Body>,
    pub(crate) returns: Returns,
    /// The vendor's sample of a reply, without white space.
    pub(crate) sample: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
}

/// What a `POST` carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Body {
    /// A JSON object, field → value.
    Record,
}

#[derive(Debug)]
pub(crate) enum Returns {
    /// An object, field → value.
    Record,
    /// An array of such objects, with the totals beside it.
    Page,
    /// An object with these fields.
    Object(Vec<Rc<Param>>),
}

/// Text for the reader of the generated code, a line each.
pub(crate) type Doc = Vec<String>;
