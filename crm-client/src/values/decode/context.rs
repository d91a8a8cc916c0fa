//! The context of a value, and of an error while the format passes it on.

use std::cell::RefCell;

use super::fault::{Fault, Known};

/// A deserializer, visitor or seed whose errors are tracked.
pub(super) struct Track<'a, X> {
    pub(super) inner: X,
    pub(super) context: Context<'a>,
}

/// The context of a value.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    /// The context of an error while the format passes it on.
    pub(super) aside: &'a RefCell<Option<Known>>,
    /// Receives the value, if it is a key.
    pub(super) key: Option<&'a RefCell<Option<Key>>>,
    /// Whether the keys are names of a Rust type, and not data.
    pub(super) is_identifier: bool,
    /// The fields or variants of the Rust type, if they are known.
    pub(super) names: Option<&'static [&'static str]>,
}

/// A key that was read.
pub(super) struct Key {
    pub(super) name: String,
    pub(super) is_identifier: bool,
}

impl<'a> Context<'a> {
    pub(super) fn value(aside: &'a RefCell<Option<Known>>) -> Context<'a> {
        Context { aside, key: None, is_identifier: false, names: None }
    }

    pub(super) fn key(
        aside: &'a RefCell<Option<Known>>,
        key: &'a RefCell<Option<Key>>,
    ) -> Context<'a> {
        Context { key: Some(key), ..Context::value(aside) }
    }

    /// Returns the error of the format, and stores its context.
    pub(super) fn put_aside<T, E>(self, result: Result<T, Fault<E>>) -> Result<T, E> {
        result.map_err(|Fault { error, known }| {
            self.aside.replace(Some(known));
            error
        })
    }

    /// Combines an error that the format returned with its stored context.
    pub(super) fn take_back<T, E>(self, result: Result<T, E>) -> Result<T, Fault<E>> {
        result.map_err(|error| Fault { error, known: self.aside.take().unwrap_or_default() })
    }

    /// Stores the name of the key, if the value is a key.
    pub(super) fn write_down(self, name: &str) {
        if let Some(key) = self.key {
            let is_identifier = self.is_identifier;
            key.replace(Some(Key { name: name.to_owned(), is_identifier }));
        }
    }
}
