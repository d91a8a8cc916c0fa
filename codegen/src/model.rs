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
    pub(crate) doc: Doc,
    /// The parameters that only this resource has.
    pub(crate) params: Vec<Rc<Param>>,
    pub(crate) objects: Vec<Object>,
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
    /// How a reply says that it has no value.
    pub(crate) absence: Absence,
    /// The version of the product that brought it.
    pub(crate) since: Option<String>,
    /// A value that it could have, as it would travel; a password as it is.
    pub(crate) example: Option<String>,
    pub(crate) doc: Doc,
}

/// An object of a reply that has a name, since lists of it are returned.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) name: ObjectName,
    pub(crate) doc: Doc,
    pub(crate) fields: Vec<Rc<Param>>,
}

/// The name of an object that its resource has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObjectName {
    /// In the spec.
    pub(crate) word: String,
    /// In Rust.
    pub(crate) ty: Ident,
}

#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::enum_variant_names, reason = "`data_type` is the vendor's word")]
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
    Sort,
    Password,
    Secret,
    DataType,
    Expiry,
    Json,
    List(ObjectName),
}

/// How a reply says that a field has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    /// It always has one.
    Never,
    /// By a null, or by leaving it out.
    Null,
    /// By this number.
    Number(i64),
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
    /// Whether it changes nothing, so that it may be sent twice.
    pub(crate) safe: bool,
    /// The version of the product that brought it.
    pub(crate) since: Option<String>,
    /// The vendor's page.
    pub(crate) page: String,
    pub(crate) doc: Doc,
    pub(crate) query: Vec<Rc<Param>>,
    pub(crate) one_of: Option<OneOf>,
    pub(crate) body: Option<Body>,
    /// The vendor's sample of the body, without white space.
    pub(crate) body_sample: Option<String>,
    pub(crate) returns: Returns,
    /// The vendor's sample of a reply, without white space.
    pub(crate) sample: Option<String>,
}

impl Endpoint {
    /// All parameters of the request, wherever they travel.
    pub(crate) fn params(&self) -> impl Iterator<Item = &Rc<Param>> {
        let one_of = self.one_of.iter().flat_map(|it| it.params.iter().map(|(_, param)| param));
        let body = self.body.iter().flat_map(Body::params);
        self.query.iter().chain(one_of).chain(body)
    }
}

/// Parameters of which one must be given.
#[derive(Debug)]
pub(crate) struct OneOf {
    /// The type of the choice.
    pub(crate) ty: Ident,
    /// What the request calls it.
    pub(crate) field: Ident,
    /// Each with its name as a choice.
    pub(crate) params: Vec<(Ident, Rc<Param>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
}

/// The operators of conditions, each with the name of the client's method for it.
pub(crate) const OPERATORS: [(&str, &str); 8] = [
    ("=", "eq"),
    ("<>", "ne"),
    (">", "gt"),
    ("<", "lt"),
    ("cl", "contains"),
    ("nc", "not_contains"),
    ("$NULL$", "is_empty"),
    ("$NOT_NULL$", "is_not_empty"),
];

/// What a `POST` carries.
#[derive(Debug)]
pub(crate) enum Body {
    /// A JSON object, field → value.
    Record,
    /// The conditions of a query.
    Filter,
    /// Bytes.
    File,
    /// A JSON object with these fields.
    Object(Vec<Rc<Param>>),
}

impl Body {
    /// The fields that it is declared to have.
    pub(crate) fn params(&self) -> &[Rc<Param>] {
        match self {
            Body::Record | Body::Filter | Body::File => &[],
            Body::Object(params) => params,
        }
    }
}

#[derive(Debug)]
pub(crate) enum Returns {
    /// An object, field → value.
    Record,
    /// An array of such objects, with the totals beside it.
    Page,
    /// An object with these fields.
    Object(Vec<Rc<Param>>),
    /// An array of such objects.
    List(ObjectName),
    /// No more than that it succeeded.
    Nothing,
}

/// Text for the reader of the generated code, a line each.
pub(crate) type Doc = Vec<String>;
