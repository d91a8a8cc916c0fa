//! The spec as written: the content of its files, each word with its position.

use std::ops::Range;

use toml::Spanned;

/// A word of the spec with its position.
pub(crate) type Word = Spanned<String>;

/// The name of the file with the parameters that resources share.
pub(crate) const COMMON: &str = "common";
/// The name of the file with the facts about the whole API.
pub(crate) const API: &str = "api";

/// One file about a resource, or the common one.
#[derive(Debug)]
pub(crate) struct File {
    /// The index of the source.
    pub(crate) index: usize,
    /// The file name without folders and extension.
    pub(crate) name: String,
    pub(crate) page: Option<Word>,
    pub(crate) doc: Option<Word>,
    pub(crate) params: Section<Param>,
    pub(crate) enums: Section<Enum>,
    pub(crate) objects: Section<Object>,
    pub(crate) endpoints: Section<Endpoint>,
}

/// The entries of one kind in a file.
#[derive(Debug)]
pub(crate) struct Section<T> {
    pub(crate) entries: Vec<T>,
    /// Whether every entry could be read. If not, a name that is not here may still exist.
    pub(crate) is_complete: bool,
}

impl<T> Section<T> {
    /// Returns a section of which nothing could be read.
    pub(crate) fn unread() -> Section<T> {
        Section { entries: Vec::new(), is_complete: false }
    }
}

/// `[param.NAME]`
///
/// A required key is `None` if it is missing or invalid, which is then reported. The same holds for
/// the other tables.
#[derive(Debug)]
pub(crate) struct Param {
    /// The name in the spec.
    pub(crate) key: Word,
    /// The name on the wire, if it differs.
    pub(crate) name: Option<Word>,
    /// The name in Rust, if it is not derived from the name on the wire.
    pub(crate) rust_name: Option<Word>,
    pub(crate) ty: Option<Shape>,
    pub(crate) doc: Option<Word>,
    pub(crate) since: Option<Word>,
    pub(crate) from: Option<Word>,
    pub(crate) optional: Option<Spanned<bool>>,
    pub(crate) vendor_optional: Option<Spanned<bool>>,
    pub(crate) nullable: Option<Spanned<bool>>,
    pub(crate) none: Option<Spanned<i64>>,
    pub(crate) default: Option<Spanned<Literal>>,
    pub(crate) example: Option<Spanned<Literal>>,
    pub(crate) min: Option<Spanned<i64>>,
    pub(crate) max: Option<Spanned<i64>>,
}

/// A value in the spec: a default or an example.
#[derive(Debug)]
pub(crate) enum Literal {
    String(String),
    Int(i64),
    Bool(bool),
}

impl Literal {
    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Literal::String(it) = self { Some(it) } else { None }
    }

    pub(crate) fn as_int(&self) -> Option<i64> {
        if let Literal::Int(it) = self { Some(*it) } else { None }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Literal::Bool(it) = self { Some(*it) } else { None }
    }
}

/// `[enum.NAME]`
#[derive(Debug)]
pub(crate) struct Enum {
    pub(crate) name: Word,
    pub(crate) doc: Option<Word>,
    /// The valid values. Invalid ones are reported already.
    pub(crate) values: Option<Vec<EnumValue>>,
}

/// One of the `values` of an enumeration.
#[derive(Debug)]
pub(crate) struct EnumValue {
    pub(crate) value: Spanned<i64>,
    pub(crate) name: Word,
    pub(crate) doc: Word,
}

/// `[object.NAME]`
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) name: Word,
    pub(crate) doc: Option<Word>,
    pub(crate) fields: Option<Vec<Word>>,
}

/// `[[endpoint]]`
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) path: Option<Word>,
    pub(crate) method: Option<Word>,
    pub(crate) safe: Option<Spanned<bool>>,
    pub(crate) deletes: Option<Spanned<bool>>,
    pub(crate) since: Option<Word>,
    pub(crate) page: Option<Word>,
    pub(crate) doc: Option<Word>,
    /// Empty if the key is missing; `None` if it is invalid.
    pub(crate) query: Option<Vec<Word>>,
    /// Empty if the key is missing; `None` if it is invalid.
    pub(crate) one_of: Option<Vec<Word>>,
    pub(crate) body: Option<Shape>,
    pub(crate) body_sample: Option<Word>,
    pub(crate) returns: Option<Shape>,
    pub(crate) sample: Option<Word>,
}

/// The value of a key that takes a word or a table: `"WORD"`, `{ object = ["PARAM", ..] }`,
/// `{ list = "OBJECT" }` or `{ enum = "ENUM" }`.
#[derive(Debug)]
pub(crate) enum Shape {
    Word(Word),
    Object(Spanned<Vec<Word>>),
    List(Word),
    Enum(Word),
}

impl Shape {
    pub(crate) fn span(&self) -> Range<usize> {
        match self {
            Shape::Word(word) | Shape::List(word) | Shape::Enum(word) => word.span(),
            Shape::Object(words) => words.span(),
        }
    }
}

/// The file with the facts about the whole API.
#[derive(Debug)]
pub(crate) struct Api {
    /// The index of the source.
    pub(crate) index: usize,
    pub(crate) facts: Section<Fact>,
    pub(crate) operators: Section<Operator>,
    pub(crate) codes: Section<Code>,
}

/// `[fact.NAME]`
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) name: Word,
    pub(crate) value: Spanned<Literal>,
    pub(crate) doc: Word,
}

/// `[[operator]]`
#[derive(Debug)]
pub(crate) struct Operator {
    pub(crate) word: Word,
    pub(crate) name: Word,
    pub(crate) method: Word,
    pub(crate) doc: Word,
}

/// `[[code]]`
#[derive(Debug)]
pub(crate) struct Code {
    pub(crate) value: Spanned<i64>,
    pub(crate) name: Word,
    pub(crate) meaning: Word,
    pub(crate) advice: Word,
    pub(crate) example: Option<Word>,
}
