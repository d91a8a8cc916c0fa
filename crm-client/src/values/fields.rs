//! The fields to return: a list of names, or the fields of a struct.

use std::any::type_name;
use std::borrow::Cow;
use std::fmt;

use serde::de::{self, DeserializeOwned, Deserializer, Visitor};

use super::lossy::LOSSY;
use super::wire::{QueryValue, ToQuery};

/// The internal names of the fields that a call returns.
///
/// ```
/// use crm_client::Fields;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// #[serde(rename_all = "camelCase")]
/// struct Customer {
///     account_name: String,
///     #[serde(rename = "ownerId.createdOn")]
///     owner_since: Option<String>,
/// }
///
/// assert_eq!(Fields::of::<Customer>(), Fields::from(["accountName", "ownerId.createdOn"]));
/// ```
///
/// `metadata/field` returns the names. A dotted path, such as `ownerId.createdOn`, returns a field
/// of the record that a reference field refers to. Existing programs use such paths, but the vendor
/// does not document them. The vendor does not document what the server does with an unknown name.
#[derive(Clone, PartialEq, Eq)]
pub struct Fields(Result<String, &'static str>);

/// A type that rows can be decoded into: any owned type that serde can deserialize.
///
/// ```
/// use crm_client::{Client, Error, Row};
///
/// async fn customers<T: Row>(crm: &Client) -> Result<Vec<T>, Error> {
///     Ok(crm.account().list_as::<T>().await?.data)
/// }
/// ```
pub trait Row: DeserializeOwned + Send + 'static {}

impl<T: DeserializeOwned + Send + 'static> Row for T {}

impl Fields {
    /// Returns the fields that `T` is deserialized from, with their names in serde.
    ///
    /// `T` must be a struct with named fields, or a newtype, an `Option` or a
    /// [`Lossy`](crate::Lossy) of such a struct. The aliases of a field are requested too.
    ///
    /// The fields of a struct with `#[serde(flatten)]` cannot be found. With such a type, or a type
    /// that is not a struct, the call fails before it is sent. In this case, pass the field names
    /// to the call, and decode each row with [`Record::decode`](crate::Record::decode).
    ///
    /// ```
    /// # use crm_client::Fields;
    /// #[derive(serde::Deserialize)]
    /// #[serde(rename_all = "camelCase")]
    /// struct User {
    ///     user_name: String,
    /// }
    ///
    /// assert_eq!(Fields::of::<User>(), Fields::from(["userName"]));
    /// ```
    #[must_use]
    pub fn of<T: DeserializeOwned>() -> Fields {
        let mut found = None;
        // The probe always stops with an error. Only the fields that it has found are used.
        let _ = T::deserialize(Probe { found: &mut found });
        match found {
            Some(names) if !names.is_empty() => names.into(),
            Some(_) | None => Fields(Err(type_name::<T>())),
        }
    }

    /// Returns the names, separated by commas. Returns `None` if the fields of a type could not be
    /// found.
    ///
    /// ```
    /// # use crm_client::Fields;
    /// assert_eq!(Fields::from(["accountName", "phone"]).as_str(), Some("accountName,phone"));
    /// ```
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_deref().ok()
    }

    /// Returns the names as they are sent.
    pub(crate) fn names(&self) -> Result<&str, Cow<'static, str>> {
        match &self.0 {
            Ok(names) => Ok(names),
            Err(ty) => Err(format!(
                "cannot be determined from `{ty}`, because it does not deserialize as a struct with \
                 named fields; pass the field names to the call, and decode each row with \
                 `Record::decode`"
            )
            .into()),
        }
    }

    fn join<S: AsRef<str>>(names: &[S]) -> Fields {
        names.iter().collect()
    }
}

impl ToQuery for Fields {
    fn to_query(&self) -> QueryValue<'_> {
        let names = self.names()?;
        if names.trim_start().is_empty() {
            return Err("must not be blank".into());
        }
        Ok(Some(names.into()))
    }
}

impl fmt::Debug for Fields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Ok(names) => names.fmt(f),
            Err(ty) => write!(f, "<unknown fields of `{ty}`>"),
        }
    }
}

impl<S: AsRef<str>, const N: usize> From<[S; N]> for Fields {
    fn from(names: [S; N]) -> Fields {
        Fields::join(&names)
    }
}

impl<S: AsRef<str>, const N: usize> From<&[S; N]> for Fields {
    fn from(names: &[S; N]) -> Fields {
        Fields::join(names)
    }
}

impl<S: AsRef<str>> From<&Vec<S>> for Fields {
    fn from(names: &Vec<S>) -> Fields {
        Fields::join(names)
    }
}

impl<S: AsRef<str>> From<&[S]> for Fields {
    fn from(names: &[S]) -> Fields {
        Fields::join(names)
    }
}

impl<S: AsRef<str>> From<Vec<S>> for Fields {
    fn from(names: Vec<S>) -> Fields {
        Fields::join(&names)
    }
}

/// ```
/// # use crm_client::Fields;
/// let columns = ["id", "accountName", "phone"];
/// let fields: Fields = columns.iter().filter(|it| **it != "id").collect();
/// assert_eq!(fields, Fields::from("accountName,phone"));
/// ```
impl<S: AsRef<str>> FromIterator<S> for Fields {
    fn from_iter<I: IntoIterator<Item = S>>(names: I) -> Fields {
        let mut joined = String::new();
        for (index, name) in names.into_iter().enumerate() {
            if index > 0 {
                joined.push(',');
            }
            joined.push_str(name.as_ref());
        }
        Fields(Ok(joined))
    }
}

/// Takes names that are separated by commas.
impl From<&str> for Fields {
    fn from(names: &str) -> Fields {
        Fields(Ok(names.to_owned()))
    }
}

/// Takes names that are separated by commas.
impl From<String> for Fields {
    fn from(names: String) -> Fields {
        Fields(Ok(names))
    }
}

/// A deserializer without data. It records the fields that a type requests, and stops.
struct Probe<'a> {
    found: &'a mut Option<&'static [&'static str]>,
}

/// The error with which a probe always ends. It contains nothing, because the probe records the
/// fields.
#[derive(Debug)]
struct Stop;

impl de::Error for Stop {
    fn custom<T: fmt::Display>(_: T) -> Stop {
        Stop
    }
}

impl std::error::Error for Stop {}

impl fmt::Display for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the probe for the fields has ended")
    }
}

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Stop;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Stop> {
        *self.found = Some(fields);
        Err(Stop)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Stop> {
        // A `Lossy` that is visited as a newtype reads JSON first, but a probe has no JSON.
        if name == LOSSY { visitor.visit_some(self) } else { visitor.visit_newtype_struct(self) }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Stop> {
        visitor.visit_some(self)
    }

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Stop> {
        Err(Stop)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
