//! The words of the command line that is completed.

use std::ffi::OsString;

/// The words of the command line.
pub(super) struct Line(Vec<String>);

impl Line {
    /// Creates the line.
    pub(super) fn new(words: &[OsString]) -> Line {
        Line(words.iter().map(|it| it.to_string_lossy().into_owned()).collect())
    }

    /// Returns whether an option is given, with or without a value.
    pub(super) fn has(&self, option: &str) -> bool {
        self.0.iter().any(|it| {
            it.strip_prefix(option).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        })
    }

    /// Returns the value of an option.
    pub(super) fn value(&self, option: &str) -> Option<&str> {
        let next = |index: usize| self.0.get(index + 1).map(String::as_str);
        self.0.iter().enumerate().find_map(|(index, word)| match word.strip_prefix(option)? {
            "" => next(index),
            rest => rest.strip_prefix('='),
        })
    }

    /// Returns the words that are not options.
    pub(super) fn plain(&self) -> impl Iterator<Item = &str> {
        self.0.iter().skip(1).map(String::as_str).filter(|it| !it.starts_with('-'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_options_and_words() {
        let words = "crm --sandbox=x.json query Account --profile test --entity=c__lead";
        let line = Line::new(&words.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(line.has("--sandbox") && !line.has("--sand") && !line.has("--output"));
        assert_eq!(line.value("--profile"), Some("test"));
        assert_eq!(line.value("--entity"), Some("c__lead"));
        assert_eq!(line.plain().collect::<Vec<_>>(), ["query", "Account", "test"]);
    }
}
