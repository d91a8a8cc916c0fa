//! A problem with a JSON value, and its path.

use std::fmt;

/// A problem with a JSON value, and its path.
#[derive(Debug)]
pub(crate) struct Problem {
    /// The path of JSON keys and indices; empty for the whole.
    pub(crate) path: String,
    pub(crate) what: String,
}

impl Problem {
    pub(crate) fn new(path: impl Into<String>, what: impl Into<String>) -> Problem {
        Problem { path: path.into(), what: what.into() }
    }

    /// The same problem one level further out.
    pub(crate) fn within(mut self, outer: &str) -> Problem {
        self.path = match self.path.as_str() {
            "" => outer.to_owned(),
            inner if inner.starts_with('[') => format!("{outer}{inner}"),
            inner => format!("{outer}.{inner}"),
        };
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = one_line(&self.what);
        match self.path.as_str() {
            "" => write!(f, ": {what}"),
            // A key can be any text at all, and this is one line.
            path => write!(f, " at `{}`: {what}", path.escape_debug()),
        }
    }
}

/// A text from outside, for an error that says what it says in one line.
pub(crate) fn one_line(text: &str) -> String {
    text.split(|it: char| it.is_whitespace() || it.is_control())
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
