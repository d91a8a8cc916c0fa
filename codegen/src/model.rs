//! The checked spec: every name is resolved and valid in Rust.

use std::rc::Rc;

use proc_macro2::Ident;

use crate::facts::Facts;
use crate::json::Json;
use crate::kinds::{Bounds, Kind};

/// The API.
#[derive(Debug)]
pub(crate) struct Api {
    pub(crate) facts: Facts,
    /// The parameters that resources share.
    pub(crate) params: Vec<Rc<Param>>,
    pub(crate) resources: Vec<Resource>,
}

impl Api {
    pub(crate) fn endpoints(&self) -> impl Iterator<Item = &Endpoint> {
        self.resources.iter().flat_map(|resource| &resource.endpoints)
    }
}

/// The endpoints whose paths begin with the same word.
#[derive(Debug)]
pub(crate) struct Resource {
    /// The first half of the paths, which is also the name of the spec file.
    pub(crate) name: String,
    /// The module, and the method of the client.
    pub(crate) module: Ident,
    /// The type that the method of the client returns.
    pub(crate) ty: Ident,
    /// The vendor's page about most of the endpoints.
    pub(crate) page: String,
    pub(crate) doc: Doc,
    /// The parameters that only this resource has.
    pub(crate) params: Vec<Rc<Param>>,
    pub(crate) enums: Vec<Rc<Enum>>,
    pub(crate) objects: Vec<Rc<Object>>,
    pub(crate) endpoints: Vec<Endpoint>,
}

/// A parameter of a request, or a field of a reply.
#[derive(Debug)]
pub(crate) struct Param {
    /// The name on the wire.
    pub(crate) name: String,
    /// The name as a field, an argument and a method in Rust.
    pub(crate) field: Ident,
    /// The name as a constant of the endpoint table.
    pub(crate) constant: Ident,
    pub(crate) ty: Type,
    pub(crate) need: Need,
    /// How a reply states that there is no value.
    pub(crate) absence: Absence,
    /// The product version that introduced it.
    pub(crate) since: Option<String>,
    /// An example of a value on the wire; a password in clear text.
    pub(crate) example: Option<String>,
    pub(crate) doc: Doc,
}

impl Param {
    /// Returns whether the server needs a value, as the vendor documents it.
    pub(crate) fn is_required(&self) -> bool {
        match self.need {
            Need::Required { by_vendor } => by_vendor,
            Need::Client => true,
            Need::Optional { .. } => false,
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) enum Type {
    Scalar(&'static Kind, Bounds),
    Enum(Rc<Enum>),
    List(ObjectName),
}

impl Type {
    /// Returns whether a value must not be shown.
    pub(crate) fn is_secret(&self) -> bool {
        self.kind().is_some_and(|it| it.is_secret)
    }

    /// Returns whether a value names the fields that a call returns.
    pub(crate) fn chooses_fields(&self) -> bool {
        self.kind().is_some_and(Kind::chooses_fields)
    }

    pub(crate) fn is_number(&self) -> bool {
        self.kind().is_some_and(Kind::is_number)
    }

    pub(crate) fn kind(&self) -> Option<&'static Kind> {
        if let Type::Scalar(kind, _) = self { Some(kind) } else { None }
    }
}

/// An enumeration with documented values. Further values may exist.
#[derive(Debug)]
pub(crate) struct Enum {
    /// The name in Rust.
    pub(crate) ty: Ident,
    pub(crate) doc: Doc,
    pub(crate) values: Vec<EnumValue>,
}

#[derive(Debug)]
pub(crate) struct EnumValue {
    /// The value on the wire.
    pub(crate) value: i64,
    /// The name in the spec.
    pub(crate) name: String,
    /// The name in Rust.
    pub(crate) variant: Ident,
    pub(crate) doc: Doc,
}

/// A named object: the type of the items of a list.
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) name: ObjectName,
    pub(crate) doc: Doc,
    pub(crate) fields: Vec<Rc<Param>>,
}

/// The name of an object of the same resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ObjectName {
    /// In the spec.
    pub(crate) word: String,
    /// In Rust.
    pub(crate) ty: Ident,
}

/// How a reply states that a field has no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    /// The field always has a value.
    Never,
    /// The field is null or missing.
    Null,
    /// The field has this number.
    Number(i64),
}

/// Who sets a parameter.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// The caller must set it. `by_vendor` is false if the vendor documents it as optional.
    Required { by_vendor: bool },
    /// The caller can set it. Otherwise the server uses the default, if one is documented.
    Optional { default: Option<String> },
    /// The client sets it, unless the caller does.
    Client,
}

#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) path: String,
    /// The type of the request.
    pub(crate) ty: Ident,
    /// The type of the reply, if it is an object.
    pub(crate) response: Ident,
    /// The method of the resource.
    pub(crate) call: Ident,
    /// The method of the resource for rows of the caller's type.
    pub(crate) call_as: Ident,
    pub(crate) method: Method,
    pub(crate) effect: Effect,
    /// The product version that introduced it.
    pub(crate) since: Option<String>,
    /// The vendor's page.
    pub(crate) page: String,
    pub(crate) doc: Doc,
    pub(crate) query: Vec<Rc<Param>>,
    pub(crate) one_of: Option<OneOf>,
    pub(crate) body: Option<Body>,
    pub(crate) body_sample: Option<Sample>,
    pub(crate) returns: Returns,
    pub(crate) sample: Option<Sample>,
}

impl Endpoint {
    /// Returns all parameters of the request, in the query string and in the body.
    pub(crate) fn params(&self) -> impl Iterator<Item = &Rc<Param>> {
        let one_of = self.one_of.iter().flat_map(|it| it.params.iter().map(|(_, param)| param));
        let body = match &self.body {
            Some(Body::Object(params)) => params.as_slice(),
            Some(_) | None => &[],
        };
        self.query.iter().chain(one_of).chain(body)
    }
}

/// A sample from the vendor's documentation.
#[derive(Debug)]
pub(crate) struct Sample {
    /// The JSON as the spec has it, without surrounding blank lines.
    pub(crate) text: String,
    pub(crate) json: Json,
}

/// Parameters of which exactly one is sent.
#[derive(Debug)]
pub(crate) struct OneOf {
    /// The type of the choice.
    pub(crate) ty: Ident,
    /// The field of the request.
    pub(crate) field: Ident,
    /// Each with its name as a variant.
    pub(crate) params: Vec<(Ident, Rc<Param>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
}

/// What a call does to the data of the CRM.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    Read,
    Write,
    Delete,
}

/// The body of a `POST`. What differs between the kinds is in `shapes/body.rs`.
#[derive(Debug)]
pub(crate) enum Body {
    /// A JSON object: internal field name → value.
    Record,
    /// The conditions of an advanced query.
    Filter,
    /// Bytes.
    File,
    /// A JSON object with these fields.
    Object(Vec<Rc<Param>>),
}

/// The `data` of a reply. What differs between the shapes is in `shapes/reply.rs`.
#[derive(Debug)]
pub(crate) enum Returns {
    /// An object: internal field name → value.
    Record,
    /// An array of such objects, with the totals next to it.
    Page,
    /// An object with these fields.
    Object(Vec<Rc<Param>>),
    /// An array of such objects.
    List(ObjectName),
    /// No data.
    Nothing,
}

/// Text for the reader of the generated code, one line each.
pub(crate) type Doc = Vec<String>;
