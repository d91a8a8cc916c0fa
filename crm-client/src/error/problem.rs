//! A problem with a JSON value, and the path of the value.

use std::fmt;

use super::text::{one_line, scrub_and_shorten};

/// A problem with a JSON value, and the path of the value.
pub(crate) struct Problem {
    /// The path of JSON keys and indices. It is empty for the outermost value.
    pub(crate) path: String,
    pub(crate) what: String,
    details: Option<Details>,
}

/// The parts of a problem that can contain values of records.
struct Details {
    /// The path, including the keys of maps.
    path: String,
    message: String,
}

impl Problem {
    pub(crate) fn new(path: impl Into<String>, what: impl Into<String>) -> Problem {
        Problem { path: path.into(), what: what.into(), details: None }
    }

    /// Adds the details, which `Display` and `Debug` do not show.
    pub(crate) fn with_details(self, path: String, message: String) -> Problem {
        Problem { details: Some(Details { path, message }), ..self }
    }

    /// Prepends a key or an index to the path.
    pub(crate) fn within(mut self, outer: &str) -> Problem {
        let paths = [Some(&mut self.path), self.details.as_mut().map(|it| &mut it.path)];
        for path in paths.into_iter().flatten() {
            *path = match path.as_str() {
                "" => outer.to_owned(),
                inner if inner.starts_with('[') => format!("{outer}{inner}"),
                inner => format!("{outer}.{inner}"),
            };
        }
        self
    }

    /// Removes secrets from all strings of the server and the transport, and then truncates long
    /// strings.
    pub(crate) fn scrub(&mut self, scrub: impl Fn(&mut String)) {
        scrub(&mut self.path);
        scrub(&mut self.what);
        if let Some(Details { path, message }) = &mut self.details {
            for text in [path, message] {
                scrub_and_shorten(text, &scrub);
            }
        }
    }

    /// Returns the full path and the full message.
    pub(crate) fn details(&self) -> String {
        let Problem { path, what, details } = self;
        let (path, message) = match details {
            Some(Details { path, message }) => (path, message),
            None => (path, what),
        };
        if path.is_empty() { message.clone() } else { format!("{path}: {message}") }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = one_line(&self.what);
        match self.path.as_str() {
            "" => write!(f, ": {what}"),
            path => write!(f, " at `{}`: {what}", one_line(path)),
        }
    }
}

/// Does not show the details.
impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Problem{self}")
    }
}
