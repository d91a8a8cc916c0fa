use std::collections::BTreeMap;

use serde::Deserializer;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::value::RawValue;

use super::*;
use crate::error::Error;

/// A value that an error must not show.
const DATA: &str = "13700000000";

/// Decodes JSON, in which `DATA` is replaced with its value. Returns the message and the details.
#[track_caller]
fn fails<T: DeserializeOwned>(text: &str) -> (String, String) {
    let text = text.replace("DATA", DATA);
    let error = Error::record(json::<T>(text.as_bytes()).err().expect("it fails"));
    let shown = format!("{error}{}", error.json_path().unwrap_or_default());
    assert!(!shown.contains(DATA) && !format!("{error:?}").contains(DATA), "{error:?}");
    let message = error.to_string().replacen("cannot decode the record", "", 1);
    (message, error.decode_details().unwrap_or_default())
}

#[track_caller]
fn check<T: DeserializeOwned>(text: &str, shown: &str, details: &str) {
    let (message, full) = fails::<T>(text);
    assert_eq!(message, shown);
    assert!(full.starts_with(&details.replace("DATA", DATA)), "{full}");
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(dead_code, reason = "never constructed")]
struct Strict {
    account_name: String,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default, rename = "电话")]
    phones: BTreeMap<String, u8>,
    #[serde(default, deserialize_with = "parrot")]
    parrot: (),
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "never constructed")]
enum Kind {
    One(u8),
    Two { number: u8 },
    Three(u8, u8),
    Four,
}

/// Repeats the invalid value in a message that looks like one of serde.
#[derive(Debug)]
struct Parrot;

impl<'de> Deserialize<'de> for Parrot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Parrot, D::Error> {
        parrot(deserializer).map(|()| Parrot)
    }
}

fn parrot<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
    let text = String::deserialize(deserializer)?;
    Err(D::Error::custom(format!("missing field `{text}`, expected {text}")))
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "never constructed")]
struct Flat {
    #[serde(default)]
    number: u8,
    #[serde(flatten)]
    others: BTreeMap<String, u8>,
}

#[test]
fn shows_names_of_rust_types_but_not_values() {
    let expected = "`accountName`, `kind`, `电话`, `parrot`";
    check::<Strict>(
        r#"{"DATA":1}"#,
        &format!(": unknown field, expected one of {expected}"),
        &format!("unknown field `DATA`, expected one of {expected}"),
    );
    check::<Strict>("{}", ": missing field `accountName`", "missing field `accountName`");
    check::<Strict>(
        r#"{"accountName":"a","accountName":"DATA"}"#,
        ": duplicate field `accountName`",
        "duplicate field `accountName`",
    );
    check::<Vec<Strict>>(
        r#"[{"accountName":DATA}]"#,
        " at `[0].accountName`: invalid type: integer, expected a string",
        "[0].accountName: invalid type: integer `DATA`, expected a string",
    );
    check::<[u8; 3]>(
        "[1]",
        ": invalid length 1, expected an array of length 3",
        "invalid length 1",
    );
    check::<u8>("DATA", ": invalid value: integer, expected u8", "invalid value: integer `DATA`");
    check::<bool>(
        r#""DATA, expected DATA""#,
        ": invalid type: string, expected a boolean",
        "inval",
    );
    check::<char>(r#""DATA""#, ": invalid value: string, expected a character", "invalid value");
}

#[test]
fn shows_a_custom_message_only_in_the_details() {
    check::<Vec<Parrot>>(
        r#"["DATA"]"#,
        " at `[0]`: custom error of `Parrot`; see `Error::decode_details`",
        "[0]: missing field `DATA`, expected DATA",
    );
    check::<Vec<Option<Parrot>>>(
        r#"["DATA"]"#,
        " at `[0]`: custom error of `Option<Parrot>`; see `Error::decode_details`",
        "[0]: missing field `DATA`",
    );
    check::<Vec<Strict>>(
        r#"[{"parrot":"DATA"}]"#,
        " at `[0].parrot`: custom error of `Strict`; see `Error::decode_details`",
        "[0].parrot: missing field `DATA`",
    );
    check::<Parrot>(r#""DATA""#, ": custom error; see `Error::decode_details`", "missing field");
}

#[test]
fn shows_a_key_of_the_data_only_in_the_details() {
    check::<BTreeMap<String, u8>>(
        r#"{"DATA":true}"#,
        " at `[\"…\"]`: invalid type: boolean, expected u8",
        "[\"DATA\"]: invalid type: boolean",
    );
    check::<BTreeMap<String, Strict>>(
        r#"{"zhangsan":{"电话":{"DATA":-1}}}"#,
        " at `[\"…\"].电话[\"…\"]`: invalid value: integer, expected u8",
        "[\"zhangsan\"].电话[\"DATA\"]: invalid value: integer `-1`",
    );
    check::<BTreeMap<u64, u8>>(
        r#"{"DATA":true}"#,
        " at `[\"…\"]`: invalid type: boolean, expected u8",
        "[…]: invalid type: boolean",
    );
    // A flattened type does not list its fields, so a field is recognized by its format.
    check::<Vec<Flat>>(
        r#"[{"number":300}]"#,
        " at `[0].number`: invalid value: integer, expected u8",
        "[0].number: ",
    );
    let (message, _) = fails::<Vec<Flat>>(r#"[{"DATA":300}]"#);
    assert_eq!(message, " at `[0]`: invalid value: integer, expected u8");
    let (message, _) = fails::<Vec<Flat>>(r#"[{"DATA":?}]"#);
    assert!(message.starts_with(" at `[0][\"…\"]`: invalid JSON: expected value"), "{message}");
}

#[test]
fn shows_variants_of_the_type() {
    let all = "expected one of `One`, `Two`, `Three`, `Four`";
    check::<Kind>(r#""DATA""#, &format!(": unknown variant, {all}"), "unknown variant `DATA`");
    check::<Kind>(r#"{"DATA":1}"#, &format!(": unknown variant, {all}"), "unknown variant `DATA`");
    let not_u8 = "invalid value: integer, expected u8";
    check::<Kind>(r#"{"One":300}"#, &format!(" at `One`: {not_u8}"), "One: ");
    check::<Kind>(r#"{"Two":{"number":300}}"#, &format!(" at `Two.number`: {not_u8}"), "Two.n");
    check::<Kind>(r#"{"Three":[1,300]}"#, &format!(" at `Three[1]`: {not_u8}"), "Three[1]: ");
    check::<Kind>(r#"{"Four":DATA}"#, " at `Four`: invalid type: integer, expected unit", "Four: ");
    check::<Strict>(r#"{"kind":{"One":-1}}"#, &format!(" at `kind.One`: {not_u8}"), "kind.One: ");
}

/// The second pass, which finds the path, must accept the same JSON as the first pass.
#[test]
fn decodes_the_same_value_while_tracking_the_path() {
    #[derive(Debug, Deserialize)]
    struct All<'a> {
        borrowed: &'a str,
        number: f64,
        large: u128,
        letter: char,
        flag: Option<bool>,
        unit: (),
        list: Vec<(u8, i64)>,
        map: BTreeMap<i32, String>,
        kinds: [Kind; 2],
        #[serde(borrow)]
        raw: &'a RawValue,
        kept: crate::values::Record,
    }

    let text = r#"{"borrowed":"a","number":1.5,"large":340282366920938463463374607431768211455,
        "letter":"客","flag":true,"unit":null,"list":[[1,-2]],"map":{"-7":"b\n"},
        "kinds":["Four",{"Two":{"number":1}}],"raw":[1.50],"kept":{"x":0.10},"unknown":{"a":[]}}"#;
    let first: All<'_> = serde_json::from_str(text).unwrap();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let second: All<'_> = track::deserialize(&mut deserializer).unwrap();
    assert_eq!(format!("{first:?}"), format!("{second:?}"));
    let All { borrowed, number, large, letter, flag, unit, list, map, kinds, raw, kept } = second;
    assert_eq!(
        (borrowed, number, large, letter, flag, unit),
        ("a", 1.5, u128::MAX, '客', Some(true), ())
    );
    assert_eq!((list, map[&-7].as_str(), kinds.len()), (vec![(1, -2)], "b\n", 2));
    assert_eq!((raw.get(), kept.raw("x")), ("[1.50]", Some("0.10")));
}

#[test]
fn rejects_deep_nesting() {
    let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    assert!(json::<serde_json::Value>(deep(127).as_bytes()).is_ok());
    for levels in [128, 100_000] {
        let (message, _) = fails::<serde_json::Value>(&deep(levels));
        let expected = ": more than 127 nested levels at line 1 column 128";
        assert!(message.ends_with(expected), "{message}");
    }
    assert!(json::<Box<RawValue>>(deep(100_000).as_bytes()).is_ok());
    assert!(json::<serde::de::IgnoredAny>(deep(100_000).as_bytes()).is_ok());
}
