//! The id of a record.

use std::borrow::Borrow;
use std::error::Error as StdError;
use std::fmt;
use std::str::FromStr;

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
/// The last part is often a UUID. The ids of one entity can have different formats of the last
/// part. See [the vendor's page](https://www.wisecrm.com/help/apidoc/api-metadata.html) for the
/// entity codes.
///
/// [`str::parse`] checks the format. `From` and [`Deserialize`] accept any string. A call checks
/// the ids in its parameters before it is sent.
///
/// ```
/// # use crm_client::Id;
/// let id: Id = "003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d".parse()?;
/// assert!("4711".parse::<Id>().is_err());
/// assert!(!Id::from("4711").is_valid());
/// # Ok::<(), crm_client::ParseIdError>(())
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Id(String);

impl Id {
    /// Returns the id as a string.
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

    /// Returns the code of the record's entity, if the id begins with a code.
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

    /// Returns whether the id has the format of all ids: 40 characters, `-` as the fourth
    /// character, and no white space or control characters.
    ///
    /// It does not check whether the record exists.
    ///
    /// ```
    /// # use crm_client::Id;
    /// assert!(Id::from("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d").is_valid());
    /// assert!(!Id::from("").is_valid());
    /// ```
    #[must_use]
    pub fn is_valid(&self) -> bool {
        Id::check(&self.0).is_ok()
    }

    /// Checks the format that all ids have.
    pub(crate) fn check(text: &str) -> Result<(), ParseIdError> {
        let problem = if text.contains(|it: char| it.is_whitespace() || it.is_control()) {
            Problem::Blank
        } else {
            match text.chars().count() {
                ID_LENGTH if text.chars().nth(ID_SEPARATOR) == Some('-') => return Ok(()),
                ID_LENGTH => Problem::Separator,
                length => Problem::Length(length),
            }
        };
        Err(ParseIdError(problem))
    }
}

/// The error of parsing an [`Id`].
///
/// ```
/// use crm_client::Id;
///
/// let error = "4711".parse::<Id>().unwrap_err();
/// let expected = "expected 40 characters with `-` after the first 3";
/// assert_eq!(error.to_string(), format!("invalid id: it has 4 characters; {expected}"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseIdError(Problem);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Problem {
    Length(usize),
    Separator,
    Blank,
}

impl fmt::Display for ParseIdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid id: ")?;
        match self.0 {
            Problem::Length(1) => f.write_str("it has 1 character")?,
            Problem::Length(length) => write!(f, "it has {length} characters")?,
            Problem::Separator => {
                write!(f, "there is no `-` after the first {ID_SEPARATOR} characters")?;
            }
            Problem::Blank => f.write_str("it contains white space or a control character")?,
        }
        write!(f, "; expected {ID_LENGTH} characters with `-` after the first {ID_SEPARATOR}")
    }
}

impl StdError for ParseIdError {}

/// Checks the format, see [`Id::is_valid`].
impl FromStr for Id {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Id, ParseIdError> {
        Id::check(text).map(|()| Id(text.to_owned()))
    }
}

/// Rejects a blank id. To leave the parameter out, use `None`.
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

impl PartialEq<String> for Id {
    fn eq(&self, other: &String) -> bool {
        self.0 == *other
    }
}

impl PartialEq<Id> for str {
    fn eq(&self, other: &Id) -> bool {
        self == other.0
    }
}

impl PartialEq<Id> for &str {
    fn eq(&self, other: &Id) -> bool {
        *self == other.0
    }
}

impl PartialEq<Id> for String {
    fn eq(&self, other: &Id) -> bool {
        *self == other.0
    }
}

/// Allows a lookup by string in a map or set of ids.
impl Borrow<str> for Id {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Id {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Accepts any string. A call checks the format before it is sent, see [`Id::is_valid`].
impl From<String> for Id {
    fn from(text: String) -> Id {
        Id(text)
    }
}

/// Accepts any string. A call checks the format before it is sent, see [`Id::is_valid`].
impl From<&str> for Id {
    fn from(text: &str) -> Id {
        Id(text.to_owned())
    }
}

/// Accepts any string. A call checks the format before it is sent, see [`Id::is_valid`].
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
fn requires_forty_characters_and_a_hyphen_as_the_fourth() {
    for (text, expected) in [
        ("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", true),
        ("016-000000000000000000000000000000000000", true),
        ("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78", false),
        ("003-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d0", false),
        ("0003e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", false),
        ("客户甲-e7cb7ac6-9ccd-437c-a803-a0ff90bfd78d", true),
        ("003-e7cb7ac6-9ccd 437c-a803-a0ff90bfd78d", false),
        ("", false),
    ] {
        assert_eq!(Id::from(text).is_valid(), expected, "{text}");
        assert_eq!(text.parse::<Id>().is_ok(), expected, "{text}");
    }
}
