//! Random metadata: any names of entities, fields and labels become unique Rust identifiers, and files
//! with random changes are rejected or become valid Rust.

mod support;

use std::collections::HashSet;

use codegen::{Error, Output, Source, StructsCommand, structs};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use support::metadata;
use support::mutation::{BYTES, Mutation};
use support::outcome::check;
use syn::{Fields, ImplItem, Item, Type};

/// The strings that a mutation inserts: punctuation and values of JSON, and parts of names.
const TYPED: &[&str] = &[
    "\"",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\\",
    "\\u202e",
    "\\ud83d",
    "\\n",
    "\u{feff}",
    "\0",
    "\n",
    "0",
    "-1",
    "1e999",
    "99999999999999999999",
    "true",
    "null",
    "客户",
    "é",
    "_",
    "self",
    "Option",
    "type",
    "```",
    "{\"value\":7,\"label\":\"客户\"},",
    "\"data_type\":\"picklist\",",
    "\"error_code\":1,",
];

/// Words that are similar to each other, and to names in the generated file.
const WORDS: &[&str] = &[
    "a_b",
    "a-b",
    "a.b",
    "aB",
    "AB",
    "a_b_1",
    "a_b_2",
    "a_b_1_2",
    "_",
    "__",
    "-",
    "1",
    "2nd",
    "_2nd",
    "self",
    "Self",
    "self_",
    "crate",
    "super",
    "type",
    "r#type",
    "gen",
    "async",
    "Option",
    "Option2",
    "String",
    "Into",
    "Serialize",
    "Account",
    "account",
    "NewAccount",
    "AccountChanges",
    "new",
    "Account_a_b",
    "AccountAB",
    "changes",
    "value",
    "VALUE",
    "VALUE_1",
    "客户",
    "客户状态",
    "状态",
    "客_户",
    "Ａ",
    "ａ",
    "é",
    "ß",
    "ſ",
    "ǅ",
    "K",
    "Å",
    "가",
    "ㄱ",
    "ไทย",
    "①",
    "²",
    "🦀",
    "\u{301}e",
    "\u{f900}",
    "\u{202e}",
    "\u{0}",
    "\n",
    "\t",
    "\"",
    "\\",
    "*/",
    "//",
    "{",
    "}",
    "#",
    "```",
    "  x",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(WORDS).prop_map(str::to_owned),
        1 => any::<String>(),
        1 => (select(WORDS), select(WORDS)).prop_map(|(one, other)| format!("{one}{other}")),
    ]
}

/// Returns a name that is valid for a file, and for a field in a request.
fn name() -> impl Strategy<Value = String> {
    word().prop_filter("a valid field name", |it| !it.trim().is_empty() && !it.contains([',', '/']))
}

/// A field: its display name, data type and flags, and picklist items, which only a picklist uses.
type Field = (String, &'static str, [bool; 3], Vec<(i64, String)>);

fn field() -> impl Strategy<Value = Field> {
    let data_type = select(&["string", "reference", "picklist", "picklist", "money"][..]);
    (word(), data_type, any::<[bool; 3]>(), prop::collection::vec((-2..4i64, word()), 0..6))
}

/// Returns a row of `metadata/field` and a row of `metadata/picklist`.
fn rows((name, field): (&String, &Field)) -> (String, String) {
    let (title, data_type, [nullable, creatable, updatable], items) = field;
    let (name, title) = (json(name), json(title));
    let item =
        |(value, label): &(i64, String)| format!(r#"{{"value":{value},"label":{}}}"#, json(label));
    let items = items.iter().map(item).collect::<Vec<_>>().join(",");
    let field = format!(
        r#"{{"field":{name},"name":{title},"data_type":"{data_type}","reference_to":{title},
        "nullable":{nullable},"creatable":{creatable},"updatable":{updatable}}}"#
    );
    (field, format!(r#"{{"field":{name},"values":[{items}]}}"#))
}

fn json(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

fn reply(rows: &[String]) -> String {
    format!(r#"{{"error_code":0,"data":[{}]}}"#, rows.join(","))
}

fn output(sources: &[Source]) -> Result<Vec<Output>, Error> {
    structs(sources, StructsCommand::Crm)
        .map(|text| vec![Output { path: "crm.rs".to_owned(), text }])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn any_names_become_unique_identifiers(
        entities in prop::collection::btree_map(
            name(),
            (word(), prop::collection::btree_map(name(), field(), 1..8)),
            1..6,
        ),
    ) {
        let (mut entity, mut sources) = (Vec::new(), Vec::new());
        for (name, (title, fields)) in &entities {
            entity.push(format!(r#"{{"entity":{},"name":{}}}"#, json(name), json(title)));
            let (fields, picklists): (Vec<_>, Vec<_>) = fields.iter().map(rows).unzip();
            let source = |kind, rows| {
                Source { path: format!("{kind}/{name}.json"), text: reply(rows) }
            };
            sources.extend([source("field", &fields), source("picklist", &picklists)]);
        }
        sources.push(Source { path: "entity.json".to_owned(), text: reply(&entity) });
        let generated = output(&sources);
        if let Err(error) = &generated {
            prop_assert!(false, "{error}");
        }
        distinct(&generated.as_ref().unwrap()[0].text)?;
        check(&sources, generated);
    }

    #[test]
    fn mutated_metadata_is_rejected_or_becomes_valid_rust(
        mutations in prop::collection::vec((any::<Index>(), any::<[u8; BYTES]>().prop_map(Mutation::from)), 1..6),
    ) {
        let mut sources = metadata();
        for (file, mutation) in &mutations {
            let file = file.index(sources.len());
            mutation.apply(&mut sources[file].text, TYPED);
        }
        check(&sources, output(&sources));
    }
}

/// Checks that types, fields and constants have unique names, and that no argument has the name of a
/// tuple struct.
fn distinct(text: &str) -> Result<(), TestCaseError> {
    let file = syn::parse_file(text).unwrap();
    let mut types = HashSet::from(["Option", "String", "Into"].map(str::to_owned));
    let mut constants = HashSet::new();
    let tuple = |it: &Item| match it {
        Item::Struct(it) if matches!(it.fields, Fields::Unnamed(_)) => Some(it.ident.to_string()),
        _ => None,
    };
    let tuples: HashSet<String> = file.items.iter().filter_map(tuple).collect();
    for item in &file.items {
        match item {
            Item::Struct(item) => {
                prop_assert!(types.insert(item.ident.to_string()), "{}", item.ident);
                let mut fields = HashSet::new();
                for field in item.fields.iter().filter_map(|it| it.ident.as_ref()) {
                    prop_assert!(fields.insert(field.to_string()), "{field}");
                    prop_assert!(!tuples.contains(&field.to_string()), "{field}");
                }
            }
            Item::Impl(item) => {
                let Type::Path(ty) = &*item.self_ty else { panic!("expected a named type") };
                for item in &item.items {
                    if let ImplItem::Const(it) = item {
                        let name =
                            (ty.path.require_ident().unwrap().to_string(), it.ident.to_string());
                        prop_assert!(constants.insert(name), "{}", it.ident);
                    }
                }
            }
            _ => prop_assert!(false, "expected structs and impls only"),
        }
    }
    Ok(())
}
