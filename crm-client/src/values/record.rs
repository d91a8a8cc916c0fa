//! A record as the server sent it.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;

use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::decode;
use super::json::{Size, plain};
use crate::error::{Error, Problem};

/// The fields of one record: all fields in the order of the server, with unchanged values.
///
/// ```
/// use crm_client::Record;
///
/// let record: Record = serde_json::from_str(r#"{"subject":"100用户","amount":99999.00}"#)?;
/// assert_eq!(record.get::<String>("subject")?, "100用户");
/// assert_eq!(record.get::<f64>("amount")?, 99999.0);
/// assert_eq!(record.raw("amount"), Some("99999.00"));
/// assert_eq!(record.get::<Option<String>>("note")?, None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// If two fields have the same name, the last one counts. [`Debug`](fmt::Debug) shows only names
/// and sizes.
#[derive(Clone, Default)]
pub struct Record(Vec<(String, Box<RawValue>)>);

impl Record {
    /// Decodes a field into a `T`. A missing field is decoded like a null.
    ///
    /// This compares `name` with the name of each field. To read all fields, use
    /// [`iter`](Record::iter) or [`decode`](Record::decode).
    ///
    /// ```
    /// # use crm_client::Record;
    /// # let json = r#"{"subject":"100用户","amount":99999.00}"#;
    /// # let record: Record = serde_json::from_str(json)?;
    /// let amount: f64 = record.get("amount")?;
    /// let note: Option<String> = record.get("note")?;
    /// assert!(record.get::<bool>("amount").is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails if the field cannot be decoded into a `T`, or if it is missing and a `T` cannot be
    /// null.
    pub fn get<'a, T: Deserialize<'a>>(&'a self, name: &str) -> Result<T, Error> {
        let json = self.raw(name).unwrap_or("null");
        decode::json(json.as_bytes()).map_err(|problem| {
            let problem = match self.raw(name) {
                Some(_) => problem,
                None => Problem::new("", "the field is missing"),
            };
            Error::record(problem.within(name))
        })
    }

    /// Returns the JSON of a field, or `None` if it is missing.
    ///
    /// ```
    /// # use crm_client::Record;
    /// # let json = r#"{"subject":"100用户","amount":99999.00}"#;
    /// # let record: Record = serde_json::from_str(json)?;
    /// assert_eq!(record.raw("amount"), Some("99999.00"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.field(name).map(RawValue::get)
    }

    /// Returns a field as plain text, see [`Json::to_plain_string`](super::Json::to_plain_string);
    /// `None` if it is missing.
    ///
    /// Use it to write fields whose type you do not know, such as dates, to a CSV file.
    ///
    /// ```
    /// # use crm_client::Record;
    /// let json = r#"{"subject":"100用户","createdOn":"2024-05-01 09:30:00","note":null}"#;
    /// let record: Record = serde_json::from_str(json)?;
    /// let row = ["createdOn", "subject", "note", "amount"]
    ///     .map(|field| record.plain_string(field).unwrap_or_default());
    /// assert_eq!(row.join(";"), "2024-05-01 09:30:00;100用户;;");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn plain_string(&self, name: &str) -> Option<String> {
        self.raw(name).map(plain)
    }

    /// Returns the fields in the order of the server, each with its JSON.
    ///
    /// ```
    /// # use crm_client::Record;
    /// # let json = r#"{"subject":"100用户","amount":99999.00}"#;
    /// # let record: Record = serde_json::from_str(json)?;
    /// for (field, json) in record.iter() {
    ///     println!("{field} = {json}");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.get()))
    }

    /// Returns all fields as a JSON object. It contains the values, unlike [`Debug`](fmt::Debug).
    ///
    /// ```
    /// # use crm_client::Record;
    /// let json = r#"{"subject":"100用户","amount":99999.00}"#;
    /// let record: Record = serde_json::from_str(json)?;
    /// assert_eq!(record.to_json(), json);
    /// assert_eq!(format!("{record:?}"), "Record { subject: 11 bytes, amount: 8 bytes }");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut json = String::from("{");
        for (index, (name, value)) in self.iter().enumerate() {
            if index > 0 {
                json.push(',');
            }
            json.push_str(&serde_json::Value::from(name).to_string());
            json.push(':');
            json.push_str(value);
        }
        json.push('}');
        json
    }

    /// Writes the names and sizes of the fields, like the fields of a struct with this name.
    pub(super) fn fmt_named(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut fields = f.debug_struct(name);
        for (name, value) in self.iter() {
            fields.field(&name.escape_debug().to_string(), &Size(value.len()));
        }
        fields.finish()
    }

    /// Returns the raw value of a field.
    pub(crate) fn field(&self, name: &str) -> Option<&RawValue> {
        let mut fields = self.0.iter().rev();
        fields.find(|(it, _)| it == name).map(|(_, value)| &**value)
    }

    /// Sets a field. The value must serialize as JSON without errors.
    #[cfg(feature = "sandbox")]
    pub(crate) fn put(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        if let Ok(value) = serde_json::value::to_raw_value(value) {
            self.replace(name, value);
        }
    }

    /// Adds a field that the record does not have yet.
    #[cfg(feature = "sandbox")]
    pub(crate) fn push(&mut self, name: &str, value: &(impl Serialize + ?Sized)) {
        if let Ok(value) = serde_json::value::to_raw_value(value) {
            self.0.push((name.to_owned(), value));
        }
    }

    /// Adds a field that the record does not have yet, with its JSON.
    #[cfg(feature = "sandbox")]
    pub(crate) fn push_raw(&mut self, name: &str, value: &RawValue) {
        self.0.push((name.to_owned(), value.to_owned()));
    }

    /// Returns the fields whose names `keep` accepts. If fields have the same name, the last one
    /// counts.
    #[cfg(feature = "sandbox")]
    pub(crate) fn filtered(&self, keep: impl Fn(&str) -> bool) -> Record {
        let fields = self.distinct().into_iter().filter(|(name, _)| keep(name));
        Record(fields.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// Sets all fields of another record.
    #[cfg(feature = "sandbox")]
    pub(crate) fn merge(&mut self, other: &Record) {
        // A record can have many fields, so a map finds them instead of a linear search.
        let names = self.0.iter().enumerate().map(|(place, (name, _))| (name.clone(), place));
        let mut places: HashMap<String, usize> = names.collect();
        for (name, value) in &other.0 {
            match places.entry(name.clone()) {
                Entry::Occupied(place) => self.0[*place.get()].1 = value.clone(),
                Entry::Vacant(place) => {
                    place.insert(self.0.len());
                    self.0.push((name.clone(), value.clone()));
                }
            }
        }
    }

    /// Sets a field. If two fields have this name, sets the last one, which counts.
    pub(crate) fn replace(&mut self, name: &str, value: Box<RawValue>) {
        match self.0.iter_mut().rev().find(|(it, _)| it == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// Returns the number of fields.
    ///
    /// ```
    /// # use crm_client::Record;
    /// # let json = r#"{"subject":"100用户","amount":99999.00}"#;
    /// # let record: Record = serde_json::from_str(json)?;
    /// assert_eq!(record.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether the record has no fields.
    ///
    /// ```
    /// # use crm_client::Record;
    /// # let json = r#"{"subject":"100用户","amount":99999.00}"#;
    /// # let record: Record = serde_json::from_str(json)?;
    /// assert!(!record.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Decodes the whole record into a `T`, like `get_as` and `list_as`.
    ///
    /// ```
    /// use crm_client::Record;
    /// use serde::Deserialize;
    ///
    /// #[derive(Deserialize)]
    /// struct Order {
    ///     subject: String,
    ///     amount: f64,
    /// }
    ///
    /// let record: Record = serde_json::from_str(r#"{"subject":"100用户","amount":99999.00}"#)?;
    /// let order: Order = record.decode()?;
    /// assert_eq!((order.subject.as_str(), order.amount), ("100用户", 99999.0));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// A `#[serde(flatten)]` field can be a map of [`serde_json::Value`], but not another `Record`.
    ///
    /// # Errors
    ///
    /// Fails if the record cannot be decoded into a `T`; the error names the field.
    pub fn decode<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let mut json = Vec::new();
        let written = serde_json::Serializer::new(&mut json).collect_map(self.distinct());
        written.map_err(|error| Error::record(Problem::new("", error.to_string())))?;
        decode::json(&json).map_err(Error::record)
    }

    /// Returns the last field of each name, because serde rejects duplicate fields.
    fn distinct(&self) -> Vec<(&str, &RawValue)> {
        let mut fields: Vec<(&str, &RawValue)> = Vec::with_capacity(self.len());
        let mut places: HashMap<&str, usize> = HashMap::with_capacity(self.len());
        for (name, value) in &self.0 {
            match places.entry(name.as_str()) {
                Entry::Occupied(place) => fields[*place.get()].1 = value,
                Entry::Vacant(place) => {
                    place.insert(fields.len());
                    fields.push((name, value));
                }
            }
        }
        fields
    }
}

/// Two records are equal if they have the same fields in the same order, with the same JSON
/// strings.
impl PartialEq for Record {
    fn eq(&self, other: &Record) -> bool {
        self.iter().eq(other.iter())
    }
}

/// Shows the names of the fields and the sizes of their JSON, because records are often logged by
/// accident: `Record { accountName: 9 bytes, phone: 14 bytes }`. To show the values, use
/// [`to_json`](Record::to_json).
impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_named("Record", f)
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Record, D::Error> {
        struct Fields;

        impl<'de> Visitor<'de> for Fields {
            type Value = Record;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a record as a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Record(fields))
            }
        }

        deserializer.deserialize_map(Fields)
    }
}

#[cfg(all(test, feature = "sandbox"))]
mod tests {
    use super::*;

    fn record(json: &str) -> Record {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn sets_the_last_of_two_fields_with_the_same_name() {
        let mut put = record(r#"{"a":1,"b":2,"a":3}"#);
        put.put("a", &4);
        put.put("c", &5);
        assert_eq!(put, record(r#"{"a":1,"b":2,"a":4,"c":5}"#));
        let mut merged = record(r#"{"a":1,"b":2,"a":3}"#);
        merged.merge(&record(r#"{"a":4,"c":0,"c":5}"#));
        assert_eq!(merged, put);
    }

    /// A linear search for each field would compare 20 billion names.
    #[test]
    fn merging_takes_linear_time() {
        let all = |range: std::ops::Range<u32>| {
            let fields = range.map(|it| (format!("{it:08}"), RawValue::NULL.to_owned()));
            Record(fields.collect())
        };
        let mut merged = all(0..200_000);
        merged.merge(&all(100_000..300_000));
        assert!(merged == all(0..300_000));
    }
}
