//! The shapes of replies. To add one, add a variant to `model::Returns` and an arm to every match here.

use std::rc::Rc;

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::{Value, json};

use super::sample::{self, Known};
use crate::error::list;
use crate::facts::Facts;
use crate::json::Json;
use crate::model::{Absence, Endpoint, Object, ObjectName, Param, Returns};

/// The reply of an endpoint in the OpenAPI document.
pub(crate) enum Component<'a> {
    /// A component that many endpoints share.
    Shared {
        name: &'static str,
        /// The schema of `data`, if there is any.
        data: Option<Value>,
        description: &'static str,
        /// Whether the totals of a page are next to the data.
        has_totals: bool,
    },
    /// A reply whose data is an object with these fields.
    Object(&'a [Rc<Param>]),
    /// A reply whose data is a list of these objects.
    List(&'a ObjectName),
}

/// How an example shows a reply.
pub(crate) struct Shown {
    /// The name of the reply, or of its items.
    pub(crate) binding: &'static str,
    /// A statement that uses that name; `None` if there is nothing to show.
    pub(crate) statement: Option<String>,
    /// Whether the statement is run for each item.
    pub(crate) is_loop: bool,
}

impl Returns {
    /// The words for replies in a spec. A reply that is made of fields lists them instead.
    pub(crate) const WORDS: [&'static str; 3] = ["record", "page", "nothing"];

    /// Returns the shape that a word of the spec names.
    pub(crate) fn of(word: &str) -> Option<Returns> {
        Some(match word {
            "record" => Returns::Record,
            "page" => Returns::Page,
            "nothing" => Returns::Nothing,
            _ => return None,
        })
    }

    /// Returns the type of the reply.
    pub(crate) fn rust_type(&self, response: &Ident) -> TokenStream {
        match self {
            Returns::Record => quote!(crate::Record),
            Returns::Page => quote!(crate::Page<crate::Record>),
            Returns::Object(_) => quote!(#response),
            Returns::List(ObjectName { ty, .. }) => quote!(Vec<#ty>),
            Returns::Nothing => quote!(crate::Done),
        }
    }

    /// Returns the type of the reply for rows of the caller's type `T`, if the reply has such rows.
    pub(crate) fn row_type(&self) -> Option<TokenStream> {
        match self {
            Returns::Record => Some(quote!(T)),
            Returns::Page => Some(quote!(crate::Page<T>)),
            Returns::Object(_) | Returns::List(_) | Returns::Nothing => None,
        }
    }

    /// Returns the fields of the struct that only this reply has.
    pub(crate) fn own_fields(&self) -> Option<&[Rc<Param>]> {
        if let Returns::Object(fields) = self { Some(fields) } else { None }
    }

    /// Returns whether the reply is one page of several.
    pub(crate) fn is_page(&self) -> bool {
        matches!(self, Returns::Page)
    }

    /// Returns the documented fields of the data: of the object, or of each item of the list.
    pub(crate) fn fields<'a>(&'a self, objects: &'a [Rc<Object>]) -> &'a [Rc<Param>] {
        match self {
            Returns::Object(fields) => fields,
            Returns::List(name) => {
                objects.iter().find(|it| it.name == *name).map_or(&[], |it| &it.fields)
            }
            Returns::Record | Returns::Page | Returns::Nothing => &[],
        }
    }

    /// Returns the reply in the endpoint table; `None` for the default.
    pub(crate) fn table(&self, objects: &[Rc<Object>]) -> Option<TokenStream> {
        let constants = self.fields(objects).iter().map(|it| &it.constant);
        let returns = match self {
            Returns::Record => return None,
            Returns::Page => quote!(Page),
            Returns::Object(_) => quote!(Object(&[#(#constants),*])),
            Returns::List(_) => quote!(List(&[#(#constants),*])),
            Returns::Nothing => quote!(Nothing),
        };
        Some(quote!(crate::Returns::#returns))
    }

    /// Checks a sample of the whole reply, and returns the first difference.
    pub(crate) fn check(&self, reply: &Json, known: &Known<'_>) -> Result<(), String> {
        sample::object(reply, "it")?;
        match reply.get("error_code").and_then(Json::integer) {
            Some(0) => {}
            Some(code) => return Err(format!("`error_code` is {code}, which is a failure")),
            None => return Err("`error_code` is missing or not an integer".to_owned()),
        }
        let data = reply.get("data").ok_or("`data` is missing");
        match self {
            Returns::Record => sample::object(data?, "`data`").map(|_| ()),
            Returns::Page => page(reply, data?, known.facts),
            Returns::Object(params) => sample::received(data?, params, "data", known),
            Returns::List(name) => sample::items(data?, name, "data", known),
            Returns::Nothing => Ok(()),
        }
    }

    /// Returns how an example shows the reply of an endpoint.
    pub(crate) fn shown(&self, endpoint: &Endpoint, objects: &[Rc<Object>]) -> Shown {
        let once = |binding, statement: String| Shown {
            binding,
            statement: Some(statement),
            is_loop: false,
        };
        match self {
            Returns::Record => {
                let sample = endpoint.sample.as_ref();
                let data = sample.and_then(|it| it.json.get("data")?.object()).unwrap_or_default();
                let field = data.first().map_or("name", |(name, _)| name);
                once("record", format!("println!(\"{{:?}}\", record.raw({field:?}));"))
            }
            Returns::Page => {
                let statement = "println!(\"{} of {:?}\", page.data.len(), page.total_size);";
                once("page", statement.to_owned())
            }
            Returns::Object(fields) => once("reply", println("reply", fields)),
            Returns::List(_) => {
                let statement = println("item", self.fields(objects));
                Shown { binding: "item", statement: Some(statement), is_loop: true }
            }
            Returns::Nothing => Shown { binding: "", statement: None, is_loop: false },
        }
    }

    /// Returns the reply in the OpenAPI document.
    pub(crate) fn component(&self) -> Component<'_> {
        let record = || json!({ "$ref": "#/components/schemas/Record" });
        match self {
            Returns::Record => Component::Shared {
                name: "RecordReply",
                data: Some(record()),
                description: "A reply with a record in `data`.",
                has_totals: false,
            },
            Returns::Page => Component::Shared {
                name: "PageReply",
                data: Some(json!({ "type": "array", "items": record() })),
                description: "A reply with one page of records in `data`, and the totals next to it.",
                has_totals: true,
            },
            Returns::Nothing => Component::Shared {
                name: "DoneReply",
                data: None,
                description: "A reply without data.",
                has_totals: false,
            },
            Returns::Object(fields) => Component::Object(fields),
            Returns::List(name) => Component::List(name),
        }
    }

    /// Returns the description of the returned data, as a part of a sentence.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Returns::Record => "the requested fields of the record".to_owned(),
            Returns::Page => "one page of records".to_owned(),
            Returns::Object(fields) => {
                let names: Vec<_> = fields.iter().map(|it| it.name.as_str()).collect();
                list(&names, "and")
            }
            Returns::List(_) => "a list".to_owned(),
            Returns::Nothing => "no data".to_owned(),
        }
    }
}

/// The number of fields that an example prints.
const SHOWN: usize = 3;

/// Returns a statement that prints the first fields of a value, without its secrets.
fn println(value: &str, fields: &[Rc<Param>]) -> String {
    let fields: Vec<_> = fields.iter().filter(|it| !it.ty.is_secret()).take(SHOWN).collect();
    if fields.is_empty() {
        return format!("println!(\"{{{value}:?}}\");");
    }
    let is_display =
        |it: &Param| it.absence == Absence::Never && it.ty.kind().is_some_and(|it| it.is_display);
    let places = fields.iter().map(|it| if is_display(it) { "{}" } else { "{:?}" });
    let places: Vec<_> = places.collect();
    let arguments: Vec<_> = fields.iter().map(|it| format!("{value}.{}", it.field)).collect();
    format!("println!(\"{}\", {});", places.join(" "), arguments.join(", "))
}

/// Checks a page: an array of records, with the totals next to it.
fn page(reply: &Json, data: &Json, facts: &Facts) -> Result<(), String> {
    for total in ["total_size", "page_size", "page_no"].map(|it| facts.text(it)) {
        match reply.get(total) {
            Some(it) if it.integer().is_none_or(i64::is_negative) => {
                return Err(format!(
                    "`{total}` must be an integer of at least 0, not {}",
                    it.kind()
                ));
            }
            Some(_) | None => {}
        }
    }
    let rows =
        data.array().ok_or_else(|| format!("`data` must be an array, not {}", data.kind()))?;
    let mut rows = rows.iter().enumerate();
    rows.try_for_each(|(index, row)| sample::object(row, &format!("`data[{index}]`")).map(|_| ()))
}
