//! Checks of generated files and reports.

use std::collections::HashSet;

use codegen::{Error, Output, Source};
use serde_json::Value;
use syn::{File, Ident, ImplItem, Item};

/// Checks that generated files are valid Rust or JSON, or that all mistakes have valid positions.
pub fn check(sources: &[Source], generated: Result<Vec<Output>, Error>) {
    match generated {
        Ok(outputs) => outputs.iter().for_each(parses),
        Err(error) => {
            assert!(!error.mistakes().is_empty());
            for mistake in error.mistakes() {
                let other = mistake.other.as_ref().map(|(place, _)| place);
                for place in [Some(&mistake.place), other].into_iter().flatten() {
                    let text = &sources[place.file].text;
                    assert!(text.get(place.span.clone()).is_some(), "{mistake:?}");
                }
            }
            assert!(error.to_string().contains("error: "));
        }
    }
}

fn parses(output: &Output) {
    if output.text.starts_with('{') {
        serde_json::from_str::<Value>(&output.text).expect(&output.path);
        return;
    }
    let file = syn::parse_file(&output.text).expect(&output.path);
    names_differ(&file);
    // The parser accepts these characters, but the compiler does not.
    let turns = |it| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!output.text.contains(turns), "{} changes the direction of text", output.path);
}

/// Checks that names are unique, because the parser accepts duplicates.
fn names_differ(file: &File) {
    let types = file.items.iter().filter_map(|it| match it {
        Item::Struct(it) => Some(&it.ident),
        Item::Enum(it) => Some(&it.ident),
        _ => None,
    });
    differ(types);
    differ(file.items.iter().filter_map(|it| match it {
        Item::Const(it) => Some(&it.ident),
        Item::Mod(it) => Some(&it.ident),
        _ => None,
    }));
    for item in &file.items {
        match item {
            Item::Struct(it) => differ(it.fields.iter().filter_map(|it| it.ident.as_ref())),
            Item::Enum(it) => differ(it.variants.iter().map(|it| &it.ident)),
            Item::Impl(it) => differ(it.items.iter().filter_map(|it| match it {
                ImplItem::Const(it) => Some(&it.ident),
                ImplItem::Fn(it) => Some(&it.sig.ident),
                _ => None,
            })),
            _ => {}
        }
    }
}

fn differ<'a>(names: impl Iterator<Item = &'a Ident>) {
    let mut seen = HashSet::new();
    for name in names {
        assert!(seen.insert(name), "duplicate name `{name}`");
    }
}
