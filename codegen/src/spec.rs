//! The spec as written: what stands in its files, each word with its place.

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
    pub(crate) endpoints: Vec<Endpoint>,
    /// Whether every parameter is here, so that one that is not does not exist.
    pub(crate) params_complete: bool,
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
            endpoints: Vec::new(),
            params_complete: false,
            endpoints_complete: false,
        }
    }
}

/// `[param.NAME]`
///
/// A key that must be there is `None` where it is not, or cannot be read; then that is reported.
#[derive(Debug)]
pub(crate) struct Param {
    pub(crate) name: Word,
    pub(crate) ty: Option<Word>,
    pub(crate) doc: Option<Word>,
    pub(crate) from: Option<Word>,
    pub(crate) optional: Option<Spanned<bool>>,
    pub(crate) default: Option<Spanned<Literal>>,
    pub(crate) min: Option<Spanned<i64>>,
    pub(crate) max: Option<Spanned<i64>>,
}

/// A value that a parameter can default to.
#[derive(Debug)]
pub(crate) enum Literal {
    String(String),
    Int(i64),
    Bool(bool),
}

/// `[[endpoint]]`
///
/// A key that must be there is `None` where it is not, or cannot be read; then that is reported.
#[derive(Debug)]
pub(crate) struct Endpoint {
    pub(crate) path: Option<Word>,
    pub(crate) method: Option<Word>,
    pub(crate) doc: Option<Word>,
    /// Empty where there is none.
    pub(crate) query: Option<Vec<Word>>,
    pub(crate) body: Option<Word>,
    pub(crate) returns: Option<Returns>,
    pub(crate) sample: Option<Word>,
}

/// `returns = "WORD"` or `returns = { object = ["PARAM", ..] }`
#[derive(Debug)]
pub(crate) enum Returns {
    Word(Word),
    Object(Vec<Word>),
}
