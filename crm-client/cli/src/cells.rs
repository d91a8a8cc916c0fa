//! The fields of a record as it was received: the JSON of each one, without copying it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Finds the cells of rows, which are JSON objects.
pub(crate) struct Cells {
    names: Vec<String>,
    places: HashMap<String, usize>,
}

impl Cells {
    /// Creates cells of these columns.
    pub(crate) fn new(names: Vec<String>) -> Cells {
        let places = names.iter().enumerate().map(|(place, name)| (name.clone(), place)).collect();
        Cells { names, places }
    }

    /// Returns the JSON of each column, without copying it. A missing field has none. If a row has a
    /// field twice, the last one counts.
    pub(crate) fn of<'a>(&self, row: &'a str) -> serde_json::Result<Vec<Option<&'a str>>> {
        let mut deserializer = serde_json::Deserializer::from_str(row);
        let cells = self.deserialize(&mut deserializer)?;
        deserializer.end()?;
        Ok(cells)
    }

    /// Returns the column with this name. Rows mostly have the order of the columns, so `likely` is
    /// tried first.
    fn place(&self, name: &str, likely: usize) -> Option<usize> {
        match self.names.get(likely) {
            Some(it) if it == name => Some(likely),
            _ => self.places.get(name).copied(),
        }
    }
}

impl<'de> DeserializeSeed<'de> for &Cells {
    type Value = Vec<Option<&'de str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for &Cells {
    type Value = Vec<Option<&'de str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record as a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut cells = vec![None; self.names.len()];
        let mut likely = 0;
        while let Some(Name(name)) = map.next_key()? {
            let json = map.next_value::<&RawValue>()?.get();
            if let Some(place) = self.place(&name, likely) {
                cells[place] = Some(json);
                likely = place + 1;
            }
        }
        Ok(cells)
    }
}

/// The name of a field. It is only copied if it has escapes.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// Returns all fields of a row.
pub(crate) fn fields(row: &str) -> serde_json::Result<Vec<(String, &str)>> {
    struct Fields;

    impl<'de> Visitor<'de> for Fields {
        type Value = Vec<(String, &'de str)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a record as a JSON object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = Vec::new();
            while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                fields.push((name, value.get()));
            }
            Ok(fields)
        }
    }

    serde_json::Deserializer::from_str(row).deserialize_map(Fields)
}

/// Returns JSON as plain text: a string without quotes and escapes, null as the empty string, and any
/// other value as its JSON.
pub(crate) fn text(json: &str) -> Cow<'_, str> {
    let inner = json.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    match inner {
        Some(inner) if !inner.contains('\\') => Cow::Borrowed(inner),
        // An invalid string, such as one with a lone surrogate, is not changed.
        Some(_) => serde_json::from_str(json).map_or(Cow::Borrowed(json), Cow::Owned),
        None if json == "null" => Cow::Borrowed(""),
        None => Cow::Borrowed(json),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_cells_in_any_order() {
        let cells = Cells::new(vec!["a".to_owned(), "b".to_owned(), "上".to_owned()]);
        let row = r#"{ "b": [1, 2], "x": 0, "\u4e0a": "海", "a": 1, "b": null }"#;
        assert_eq!(cells.of(row).unwrap(), [Some("1"), Some("null"), Some(r#""海""#)]);
        assert_eq!(cells.of("{}").unwrap(), [None, None, None]);
        assert!(cells.of("[1]").is_err() && cells.of(r#"{"a":1} 2"#).is_err());
    }

    #[test]
    fn text_has_no_quotes_and_no_escapes() {
        for (json, expected) in [
            ("null", ""),
            ("1.50", "1.50"),
            (r#""上海""#, "上海"),
            (r#""a\"b\\\n""#, "a\"b\\\n"),
            (r#""\ud800""#, r#""\ud800""#),
            (r#"["a"]"#, r#"["a"]"#),
        ] {
            assert_eq!(text(json), expected, "{json}");
        }
    }
}
