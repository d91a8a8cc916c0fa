//! A TOML table while it is read: known keys are taken one by one, and the remaining keys are reported.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Mistake, Mistakes, Place, nearest};
use crate::spec::{Literal, Word};

pub(super) struct Table<'i, 'm> {
    file: usize,
    /// The name of the kind of table with its article, for messages.
    what: &'static str,
    /// The position to report if a key is missing.
    span: Range<usize>,
    root: DeTable<'i>,
    asked: Vec<&'static str>,
    /// The keys with a value of the wrong type. They must not be reported as missing, too.
    spoilt: Vec<&'static str>,
    pub(super) mistakes: &'m mut Mistakes,
}

impl<'i, 'm> Table<'i, 'm> {
    pub(super) fn new(
        file: usize,
        what: &'static str,
        span: Range<usize>,
        root: DeTable<'i>,
        mistakes: &'m mut Mistakes,
    ) -> Table<'i, 'm> {
        Table { file, what, span, root, asked: Vec::new(), spoilt: Vec::new(), mistakes }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.root.contains_key(key)
    }

    pub(super) fn take(&mut self, key: &'static str) -> Option<(Range<usize>, DeValue<'i>)> {
        self.asked.push(key);
        self.root.remove(key).map(|value| (value.span(), value.into_inner()))
    }

    pub(super) fn string(&mut self, key: &'static str) -> Option<Word> {
        self.typed(key, "a string", |value| value.as_str().map(str::to_owned))
    }

    pub(super) fn boolean(&mut self, key: &'static str) -> Option<Spanned<bool>> {
        self.typed(key, "`true` or `false`", DeValue::as_bool)
    }

    pub(super) fn integer(&mut self, key: &'static str) -> Option<Spanned<i64>> {
        self.typed(key, "a 64-bit integer", integer)
    }

    pub(super) fn literal(&mut self, key: &'static str) -> Option<Spanned<Literal>> {
        self.typed(key, "a string, an integer or a boolean", |value| match value {
            DeValue::String(it) => Some(Literal::String(it.to_string())),
            DeValue::Boolean(it) => Some(Literal::Bool(*it)),
            other => integer(other).map(Literal::Int),
        })
    }

    pub(super) fn words(&mut self, key: &'static str) -> Option<Vec<Word>> {
        const EXPECTED: &str = "an array of strings";
        let (span, value) = self.take(key)?;
        let DeValue::Array(items) = value else {
            self.wrong_type(key, EXPECTED, span, &value);
            return None;
        };
        let mut words = Vec::new();
        for item in items {
            let span = item.span();
            match item.into_inner() {
                DeValue::String(word) => words.push(Spanned::new(span, word.into_owned())),
                other => self.wrong_type(key, EXPECTED, span, &other),
            }
        }
        Some(words)
    }

    /// Takes a required string, or reports that it is missing.
    pub(super) fn required_string(&mut self, key: &'static str) -> Option<Word> {
        let value = self.string(key);
        self.required(key, value)
    }

    /// Takes the tables `[KEY.NAME]`, in the order of the text.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<(Word, Spanned<DeValue<'i>>)> {
        match self.take(key) {
            None => Vec::new(),
            Some((_, DeValue::Table(tables))) => {
                let mut tables: Vec<_> =
                    tables.into_iter().map(|(key, it)| (owned(key), it)).collect();
                tables.sort_by_key(|(name, _)| name.span().start);
                tables
            }
            Some((span, other)) => {
                self.wrong_type(key, "a table of tables", span, &other);
                Vec::new()
            }
        }
    }

    /// Takes the tables `[[KEY]]`, or an array of inline tables.
    pub(super) fn array_of_tables(&mut self, key: &'static str) -> Vec<Spanned<DeValue<'i>>> {
        match self.take(key) {
            None => Vec::new(),
            Some((_, DeValue::Array(tables))) => tables.into_iter().collect(),
            Some((span, _)) => {
                let message = format!("`{key}` must be an array of tables");
                let label = format!("single brackets define one table, not an entry of `{key}`");
                let help = format!("write the header with double brackets: `[[{key}]]`");
                self.mistakes.add(Mistake::new(self.place(span), message, label, help));
                self.spoil(key);
                Vec::new()
            }
        }
    }

    /// Begins to read a nested table. `span` is the position to report if a key is missing in it.
    pub(super) fn child(
        &mut self,
        what: &'static str,
        span: Range<usize>,
        value: Spanned<DeValue<'i>>,
    ) -> Option<Table<'i, '_>> {
        let place = self.place(value.span());
        match value.into_inner() {
            DeValue::Table(root) => Some(Table::new(self.file, what, span, root, self.mistakes)),
            other => {
                let message = format!("{what} must be a table, not {}", article(&other));
                let help = "write the keys under a header of the table";
                self.mistakes.add(Mistake::new(place, message, "expected a table", help));
                None
            }
        }
    }

    fn typed<T>(
        &mut self,
        key: &'static str,
        expected: &str,
        convert: impl FnOnce(&DeValue<'i>) -> Option<T>,
    ) -> Option<Spanned<T>> {
        let (span, value) = self.take(key)?;
        let converted = convert(&value);
        if converted.is_none() {
            self.wrong_type(key, expected, span.clone(), &value);
        }
        converted.map(|it| Spanned::new(span, it))
    }

    pub(super) fn wrong_type(
        &mut self,
        key: &'static str,
        expected: &str,
        span: Range<usize>,
        value: &DeValue<'i>,
    ) {
        let message = format!("`{key}` must be {expected}, not {}", article(value));
        let label = format!("expected {expected}");
        let help = format!("write {expected} after `{key} =`");
        self.mistakes.add(Mistake::new(self.place(span), message, label, help));
        self.spoil(key);
    }

    /// Records that a key is present, although its value cannot be used.
    pub(super) fn spoil(&mut self, key: &'static str) {
        self.spoilt.push(key);
    }

    /// Returns the value; reports the key if there is no value.
    pub(super) fn required<T>(&mut self, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.is_lost(key) {
            let message = format!("{} needs `{key}`", self.what);
            let help = match key {
                "endpoint" => "add an `[[endpoint]]`".to_owned(),
                "page" => "add `page = …` with the name of the vendor's page, like `api-account`"
                    .to_owned(),
                _ => format!("add `{key} = …`"),
            };
            let place = self.place(self.span.clone());
            self.mistakes.add(Mistake::new(place, message, "missing here", help));
        }
        value
    }

    /// Returns whether a key without a value is present nevertheless: with a value of the wrong type, or
    /// misspelt. Both are reported at their position.
    pub(super) fn is_lost(&self, key: &str) -> bool {
        self.spoilt.contains(&key)
            || self.root.keys().any(|it| nearest(it.get_ref(), &[key]).is_some())
    }

    /// Reports the remaining, unknown keys.
    pub(super) fn finish(self) {
        for key in self.root.keys() {
            let place = Place { file: self.file, span: key.span() };
            let known = self.asked.iter().copied();
            self.mistakes.add(Mistake::unknown(place, "key", key.get_ref(), known));
        }
    }

    pub(super) fn place(&self, span: Range<usize>) -> Place {
        Place { file: self.file, span }
    }
}

fn owned(key: Spanned<Cow<'_, str>>) -> Word {
    Spanned::new(key.span(), key.into_inner().into_owned())
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let it = value.as_integer()?;
    i64::from_str_radix(it.as_str(), it.radix()).ok()
}

/// Returns the type of a value with its article.
fn article(value: &DeValue<'_>) -> String {
    let ty = value.type_str();
    let vowel = ty.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {ty}", if vowel { "an" } else { "a" })
}
