//! Whatever happens to the real spec, it is refused where it is wrong, or becomes Rust.

use std::fs;
use std::path::Path;

use codegen::{Source, generate};
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// One thing that can happen to a text.
#[derive(Debug, Clone)]
enum Mutation {
    /// A part is lost.
    Cut(Index, usize),
    /// A part comes again elsewhere, which may be in another file.
    Copy(Index, usize, Index),
    /// Something is typed.
    Insert(Index, &'static str),
    /// A line is lost.
    CutLine(Index),
    /// A word becomes another one of the same text.
    Swap(Index, Index),
}

/// What can be typed: the punctuation of TOML, its values, words of the spec and of Rust.
const TYPED: &[&str] = &[
    "\"",
    "'",
    "'''",
    "\"\"\"",
    "[",
    "]",
    "[[",
    "{",
    "}",
    "=",
    ",",
    ".",
    "#",
    "\n",
    "\r",
    "\t",
    "\\",
    "\\r",
    "\\u0000",
    "\\u202e",
    "\u{feff}",
    "客",
    "é",
    "\0",
    "0",
    "-1",
    "1e9",
    "99999999999999999999",
    "true",
    "nan",
    "1979-05-27",
    "type",
    "list",
    "object",
    "one_of",
    "nullable",
    "none",
    "safe",
    "since",
    "filter",
    "file",
    "self",
    "Self",
    "crate",
    "async",
    "_",
    "id",
    "int",
    "string",
    "fields",
    "page",
    "record",
    "object",
    "common",
    "/",
    "a/b",
    "r#",
    "//!",
    "```",
    "$",
    "*/",
    "\u{202e}",
    "[param.x]\ntype = \"int\"\ndoc = \".\"\n",
    "[[endpoint]]\n",
    "optional = true\n",
];

fn mutation() -> impl Strategy<Value = Mutation> {
    let index = any::<Index>;
    prop_oneof![
        (index(), 1..40usize).prop_map(|(at, length)| Mutation::Cut(at, length)),
        (index(), 1..200usize, index()).prop_map(|(at, length, to)| Mutation::Copy(at, length, to)),
        (index(), select(TYPED)).prop_map(|(at, text)| Mutation::Insert(at, text)),
        index().prop_map(Mutation::CutLine),
        (index(), index()).prop_map(|(one, other)| Mutation::Swap(one, other)),
    ]
}

fn apply(text: &mut String, mutation: &Mutation) {
    if text.is_empty() {
        return;
    }
    let boundary = |text: &str, at: usize| (0..=at).rev().find(|it| text.is_char_boundary(*it));
    let at = |text: &str, index: &Index| boundary(text, index.index(text.len())).unwrap();
    let part = |text: &str, index: &Index, length: usize| {
        let start = at(text, index);
        start..boundary(text, (start + length).min(text.len())).unwrap().max(start)
    };
    match mutation {
        Mutation::Cut(index, length) => {
            let part = part(text, index, *length);
            text.replace_range(part, "");
        }
        Mutation::Copy(index, length, to) => {
            let copy = text[part(text, index, *length)].to_owned();
            text.insert_str(at(text, to), &copy);
        }
        Mutation::Insert(index, typed) => text.insert_str(at(text, index), typed),
        Mutation::CutLine(index) => {
            let mut lines: Vec<&str> = text.lines().collect();
            lines.remove(index.index(lines.len()));
            *text = lines.join("\n");
        }
        Mutation::Swap(one, other) => {
            let words: Vec<&str> = text.split_whitespace().collect();
            if let (false, one, other) = (words.is_empty(), one, other) {
                let (one, other) = (one.get(&words).to_string(), other.get(&words).to_string());
                *text = text.replacen(&one, &other, 1);
            }
        }
    }
}

/// The files that between them have all that a spec can have.
const FILES: [&str; 6] = ["common", "account", "entity", "file", "metadata", "user"];

fn spec() -> Vec<Source> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let source = |name: &str| Source {
        path: format!("spec/{name}.toml"),
        text: fs::read_to_string(folder.join(name).with_extension("toml")).unwrap(),
    };
    FILES.map(source).into()
}

fn check(sources: &[Source]) -> Result<(), TestCaseError> {
    match generate(sources) {
        Ok(outputs) => {
            for output in outputs {
                let parsed = syn::parse_file(&output.text);
                prop_assert!(parsed.is_ok(), "{}: {:?}", output.path, parsed.err());
            }
        }
        Err(error) => {
            prop_assert!(!error.mistakes().is_empty());
            for mistake in error.mistakes() {
                let places = [Some(&mistake.place), mistake.other.as_ref().map(|(it, _)| it)];
                for place in places.into_iter().flatten() {
                    let text = &sources[place.file].text;
                    prop_assert!(text.get(place.span.clone()).is_some(), "{mistake:?}");
                }
            }
            prop_assert!(error.to_string().contains("error: "));
        }
    }
    Ok(())
}

#[test]
fn the_spec_itself_is_right() {
    generate(&spec()).unwrap();
    check(&spec()).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_mutated_spec_is_refused_or_becomes_rust(
        mutations in prop::collection::vec((any::<Index>(), mutation()), 1..6),
    ) {
        let mut sources = spec();
        for (file, mutation) in &mutations {
            let file = file.index(sources.len());
            apply(&mut sources[file].text, mutation);
        }
        check(&sources)?;
    }
}
