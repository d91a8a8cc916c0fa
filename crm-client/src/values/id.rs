//! The id of a record.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::wire::{QueryValue, ToQuery};
use crate::facts::{ID_LENGTH, ID_SEPARATOR};

/// The id of a record: a three-digit entity code, `-`, and 36 more characters.
///
/// ```
/// use crm_client::Id;
///
/// let id = Id::from("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d");
/// assert_eq!(id.entity_code(), Some(3));
/// ```
///
/// The tail is usually a UUID, but not always, and ids of one entity can differ in it. What the
/// server sends is kept as it is; what goes out as a parameter is checked for its length and its
/// `-` before it is sent. See [the vendor's page](https://www.wisecrm.com/help/apidoc/api-metadata.html)
/// for the codes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// The id as text.
    ///
    /// ```
    /// # use crm_client::Id;
    /// let id = Id::from("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d");
    /// assert!(id.as_str().starts_with("003-"));
    /// ```
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code of the entity that the record belongs to, where the id begins with one.
    ///
    /// ```
    /// # use crm_client::Id;
    /// let area = Id::from("017-000000000000000000000000000000000086");
    /// assert_eq!(area.entity_code(), Some(17));
    /// ```
    #[must_use]
    pub fn entity_code(&self) -> Option<u16> {
        let (code, _) = self.0.split_once('-')?;
        if code.len() == 3 { code.parse().ok() } else { None }
    }

    /// Whether a text has the format that all ids have.
    pub(crate) fn is_well_formed(text: &str) -> bool {
        let is_blank = |it: char| it.is_whitespace() || it.is_control();
        let mut length = 0;
        for it in text.chars() {
            if is_blank(it) || (length == ID_SEPARATOR && it != '-') {
                return false;
            }
            length += 1;
        }
        length == ID_LENGTH
    }
}

/// A blank id names nothing, which is something else than not to name one.
impl ToQuery for Id {
    fn to_query(&self) -> QueryValue<'_> {
        if self.as_str().trim_start().is_empty() {
            return Err("must not be blank".into());
        }
        Ok(Some(self.as_str().into()))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl PartialEq<str> for Id {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Id {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<String> for Id {
    fn from(text: String) -> Id {
        Id(text)
    }
}

impl From<&str> for Id {
    fn from(text: &str) -> Id {
        Id(text.to_owned())
    }
}

impl From<&String> for Id {
    fn from(text: &String) -> Id {
        Id(text.clone())
    }
}

impl From<&Id> for Id {
    fn from(id: &Id) -> Id {
        id.clone()
    }
}

impl From<&Id> for String {
    fn from(id: &Id) -> String {
        id.0.clone()
    }
}

impl From<Id> for String {
    fn from(id: Id) -> String {
        id.0
    }
}

#[test]
fn an_id_is_forty_characters_of_which_the_fourth_is_a_dash() {
    for (text, expected) in [
        ("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", true),
        ("016-000000000000000000000000000000000000", true),
        ("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78", false),
        ("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d0", false),
        ("0003e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", false),
        ("003-e7cb7ac6-9ccd 437c-a803-a0ff90bfd78d", false),
        ("", false),
    ] {
        assert_eq!(Id::is_well_formed(text), expected, "{text}");
    }
}
