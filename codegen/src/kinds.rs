//! The scalar types of a spec, one row each. A row contains all that the generator knows about a type.
//!
//! To add a type, add a row to [`KINDS`], and to the client the Rust type that it names, and a
//! constructor of its name to `endpoint::Param`.

use serde_json::{Value, json};

use crate::facts::Facts;
use crate::json::Json;
use crate::spec::Literal;

/// A scalar type.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "they are independent of each other")]
pub(crate) struct Kind {
    /// The name of the type in a spec, and of the constructor of `crate::Param`.
    pub(crate) word: &'static str,
    /// The Rust type, for a number within these bounds.
    pub(crate) rust: fn(Bounds) -> &'static str,
    /// Whether an argument is declared as the type itself, instead of as `impl Into` of it.
    pub(crate) is_plain: bool,
    /// The parts of an endpoint that can have a value of this type.
    pub(crate) allowed: Allowed,
    /// The JSON Schema of a value in a request.
    pub(crate) sent: fn(Bounds) -> Value,
    /// A sentence for the OpenAPI document about the format of a value in a request.
    pub(crate) sent_note: &'static str,
    /// The JSON Schema of a value in a reply.
    pub(crate) received: fn() -> Value,
    /// A sentence for the OpenAPI document about the format of a value in a reply.
    pub(crate) received_note: &'static str,
    /// Whether a JSON value of a sample has this type.
    pub(crate) is_json: fn(&Json, Bounds) -> bool,
    /// Reads a value in the spec: returns the value on the wire, or `None` if it is invalid. A type without
    /// this has neither a default nor an example.
    pub(crate) literal: Option<ReadLiteral>,
    /// A description of the valid values in the spec.
    pub(crate) expected: fn(&Facts) -> String,
    /// Whether a parameter of this type can have a default.
    pub(crate) has_default: bool,
    /// Whether the values in the vendor's samples are valid ones.
    pub(crate) is_sampled: bool,
    /// Rust code for an example: of a given value on the wire, or of any value.
    pub(crate) example: fn(Option<&str>) -> String,
    /// Whether the Rust type can be printed with `{}`.
    pub(crate) is_display: bool,
    /// Whether a value must not be shown.
    pub(crate) is_secret: bool,
}

/// Reads a value in the spec.
type ReadLiteral = fn(&Literal, Bounds, &Facts) -> Option<String>;

/// The bounds of a number, both inclusive. Other types have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Bounds {
    pub(crate) min: Option<i64>,
    pub(crate) max: Option<i64>,
}

/// The parts of an endpoint that can have a value of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Allowed {
    Anywhere,
    /// In the query string only.
    Query,
    /// In replies only.
    Reply,
}

/// All scalar types, in the order in which a message lists them.
pub(crate) static KINDS: [Kind; 12] = [
    Kind {
        rust: |_| "crate::Id",
        sent: |_| json!({ "$ref": "#/components/schemas/Id" }),
        literal: Some(|it, _, facts| it.as_str().filter(|it| is_id(it, facts)).map(str::to_owned)),
        expected: |facts| {
            let (length, separator) = (facts.number("id_length"), facts.number("id_separator"));
            format!("an id: {length} characters, with `-` after the first {separator}")
        },
        // The samples have `xxx`, and the first digits of an id name its entity: nothing is made up.
        is_sampled: false,
        example: |it| it.map_or_else(|| "id".to_owned(), quoted),
        ..Kind::text("id")
    },
    Kind { has_default: true, ..Kind::text("string") },
    Kind {
        rust: |bounds| if bounds.fit_u32() { "u32" } else { "i64" },
        is_plain: true,
        sent: integer_schema,
        received: || json!({ "type": "integer" }),
        is_json: |it, bounds| it.integer().is_some() && !(bounds.min >= Some(0) && is_negative(it)),
        literal: Some(|it, bounds, _| {
            it.as_int().filter(|it| bounds.contain(*it)).map(|it| it.to_string())
        }),
        expected: |_| "an integer".to_owned(),
        has_default: true,
        example: |it| it.unwrap_or("1").to_owned(),
        ..Kind::text("int")
    },
    Kind {
        rust: |_| "bool",
        is_plain: true,
        sent: |_| json!({ "type": "boolean" }),
        received: || json!({ "type": "boolean" }),
        is_json: |it, _| it.boolean().is_some(),
        literal: Some(|it, _, _| it.as_bool().map(|it| it.to_string())),
        expected: |_| "`true` or `false`".to_owned(),
        has_default: true,
        example: |it| it.unwrap_or("true").to_owned(),
        ..Kind::text("bool")
    },
    Kind {
        rust: |_| "crate::Fields",
        allowed: Allowed::Query,
        sent_note: "Separate the names with `,`.",
        literal: Some(|it, _, _| it.as_str().filter(|it| are_names(it)).map(str::to_owned)),
        expected: |_| "names of fields, separated by `,`".to_owned(),
        example: |it| {
            let names = it.unwrap_or("name").split(',').map(|it| quoted(it.trim()));
            format!("[{}]", names.collect::<Vec<_>>().join(", "))
        },
        is_display: false,
        ..Kind::text("fields")
    },
    Kind {
        rust: |_| "crate::Cascade",
        allowed: Allowed::Query,
        sent: |_| json!({ "type": "string", "contentMediaType": "application/json" }),
        sent_note: "The value is the text of a JSON object, such as `{\"SalesOrder\": [\"accountId\"]}`.",
        literal: None,
        example: |_| r#"[("SalesOrder", ["accountId"])]"#.to_owned(),
        is_display: false,
        ..Kind::text("cascade")
    },
    Kind {
        rust: |_| "crate::Sort",
        allowed: Allowed::Query,
        sent_note: "Write `fieldName`, `fieldName:asc` or `fieldName:desc`, and separate several with \
                    `,`. The default direction is not documented.",
        literal: None,
        example: |_| r#"crm_client::Sort::desc("createdOn")"#.to_owned(),
        is_display: false,
        ..Kind::text("sort")
    },
    Kind {
        rust: |_| "crate::Password",
        allowed: Allowed::Query,
        sent: |_| json!({ "type": "string", "pattern": "^[0-9a-f]{32}$" }),
        sent_note: "Send the MD5 hash of the password in lower-case hexadecimal.",
        is_secret: true,
        is_display: false,
        ..Kind::text("password")
    },
    Kind {
        rust: |_| "crate::Secret",
        allowed: Allowed::Reply,
        literal: None,
        is_secret: true,
        is_display: false,
        ..Kind::text("secret")
    },
    Kind {
        rust: |_| "crate::DataType",
        allowed: Allowed::Reply,
        literal: None,
        is_display: false,
        ..Kind::text("data-type")
    },
    Kind {
        rust: |_| "crate::Expiry",
        allowed: Allowed::Reply,
        received: || json!({ "type": "integer" }),
        received_note: "The value is the remaining time in seconds.",
        is_json: |it, _| it.integer().is_some() && !is_negative(it),
        literal: None,
        is_display: false,
        ..Kind::text("expiry")
    },
    Kind {
        rust: |_| "crate::Json",
        allowed: Allowed::Reply,
        received: || json!({}),
        is_json: |_, _| true,
        literal: None,
        is_display: false,
        ..Kind::text("json")
    },
];

impl Kind {
    /// Returns a type that is a plain string. The other rows state how they differ.
    const fn text(word: &'static str) -> Kind {
        Kind {
            word,
            rust: |_| "String",
            is_plain: false,
            allowed: Allowed::Anywhere,
            sent: |_| json!({ "type": "string" }),
            sent_note: "",
            received: || json!({ "type": "string" }),
            received_note: "",
            is_json: |it, _| it.string().is_some(),
            literal: Some(|it, _, _| it.as_str().map(str::to_owned)),
            expected: |_| "a string".to_owned(),
            has_default: false,
            is_sampled: true,
            example: |it| quoted(it.unwrap_or("text")),
            is_display: true,
            is_secret: false,
        }
    }

    /// Returns the type with this name.
    pub(crate) fn of(word: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|it| it.word == word)
    }

    /// Returns whether the type has bounds.
    pub(crate) fn is_number(&self) -> bool {
        self.word == "int"
    }

    /// Returns whether a value names the fields that a call returns.
    pub(crate) fn chooses_fields(&self) -> bool {
        self.word == "fields"
    }
}

impl Bounds {
    fn contain(self, it: i64) -> bool {
        self.min.is_none_or(|min| min <= it) && self.max.is_none_or(|max| it <= max)
    }

    fn fit_u32(self) -> bool {
        self.min >= Some(0) && self.max.is_none_or(|it| it <= u32::MAX.into())
    }
}

fn integer_schema(bounds: Bounds) -> Value {
    let mut schema = json!({ "type": "integer" });
    for (key, bound) in [("minimum", bounds.min), ("maximum", bounds.max)] {
        if let Some(bound) = bound {
            schema[key] = json!(bound);
        }
    }
    schema
}

fn is_negative(number: &Json) -> bool {
    number.integer().is_some_and(i64::is_negative)
}

fn is_id(text: &str, facts: &Facts) -> bool {
    let number = |name| usize::try_from(facts.number(name)).unwrap_or_default();
    text.chars().count() == number("id_length")
        && text.chars().nth(number("id_separator")) == Some('-')
}

fn are_names(text: &str) -> bool {
    text.split(',').all(|it| !it.trim().is_empty())
}

/// Returns a string literal for an example.
pub(crate) fn quoted(text: &str) -> String {
    format!("{text:?}")
}
