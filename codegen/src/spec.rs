//! The spec as written: what stands in its files, each word with its place.

use std::ops::Range;

use toml::Spanned;

/// A word of the spec, and where it stands.
pub(crate) type Word = Spanned<String>;

/// The name of the file that holds what resources share.
pub(crate) const COMMON: &str = "common";

/// One file.
#[derive(Debug)]
pub(crate) struct File {
    /// Which of the sources it is.
    pub(crate) index: usize,
    /// Its name without folders and ending.
    pub(crate) name: String,
    pub(crate) page: Option<Word>,
    pub(crate) doc: Option<Word>,
    pub(crate) params: Vec<Param>,
    pub(crate) objects: Vec<Object>,
    pub(crate) endpoints: Vec<Endpoint>,
    /// Whether every parameter is here, so that one that is not does not exist.
    pub(crate) params_complete: bool,
    /// Whether every object is here, so that one that is not does not exist.
    pub(crate) objects_complete: bool,
    /// Whether all of every endpoint could be read, so that what none of them names is not used.
    pub(crate) endpoints_complete: bool,
}

impl File {
    /// A file of which nothing could be read.
    pub(crate) fn unread(index: usize, name: String) -> File {
        File {
            index,
            name,
            page: None,
            doc: None,
            params: Vec::new(),
            objects: Vec::new(),
            endpoints: Vec::new(),
            params_complete: false,
            objects_complete: false,
            endpoints_complete: false,
        }
    }
}

/// `[param.NAME]`
///
/// A key that must be there is `None` where it is not, or cannot be read; then that is reported.
#[derive(Debug)]
pub(crate) struct Param {
    /// How the spec calls it.
    pub(crate) key: Word,
    /// How the vendor calls it, where that is something else.
    pub(crate) name: Option<Word>,
    pub(crate) ty: Option<Shape>,
    pub(crate) doc: Option<Word>,
    pub(crate) since: Option<Word>,
    pub(crate) from: Option<Word>,
    pub(crate) optional: Option<Spanned<bool>>,
    pub(crate) nullable: Option<Spanned<bool>>,
    pub(crate) none: Option<Spanned<i64>>,
    pub(crate) default: Option<Spanned<Literal>>,
    pub(crate) example: Option<Spanned<Literal>>,
    pub(crate) min: Option<Spanned<i64>>,
    pub(crate) max: Option<Spanned<i64>>,
}

/// A value of a parameter: its default, or an example.
#[derive(Debug)]
pub(crate) enum Literal {
    String(String),
    Int(i64),
    Bool(bool),
}

/// `[object.NAME]`
#[derive(Debug)]
pub(crate) struct Object {
    pub(crate) name: Word,
    pub(crate) doc: Option<Word>,
    pub(crate) fields: Option<Vec<Word>>,
}

/// `[[endpoint]]`
///
/// A key that must be there is `None` where it is not, or cannot be read; then that is reported.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) path: Option<Word>,
    pub(crate) method: Option<Word>,
    pub(crate) safe: Option<Spanned<bool>>,
    pub(crate) since: Option<Word>,
    pub(crate) page: Option<Word>,
    pub(crate) doc: Option<Word>,
    /// Empty where there is none.
    pub(crate) query: Option<Vec<Word>>,
    /// Empty where there is none.
    pub(crate) one_of: Option<Vec<Word>>,
    pub(crate) body: Option<Shape>,
    pub(crate) body_sample: Option<Word>,
    pub(crate) returns: Option<Shape>,
    pub(crate) sample: Option<Word>,
}

/// What a key holds that is written as a word or as a table: `"WORD"`, `{ object = ["PARAM", ..] }` or
/// `{ list = "OBJECT" }`
#[derive(Debug)]
pub(crate) enum Shape {
    Word(Word),
    Object(Spanned<Vec<Word>>),
    List(Word),
}

impl Shape {
    /// Where it stands.
    pub(crate) fn span(&self) -> Range<usize> {
        match self {
            Shape::Word(word) | Shape::List(word) => word.span(),
            Shape::Object(words) => words.span(),
        }
    }
}
