//! What can happen to a file, and what may come of it.

use codegen::{Error, Output, Source};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

/// One thing that can happen to a text.
#[derive(Debug, Clone)]
pub enum Mutation {
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

/// One thing, of which what is typed is one of these.
pub fn mutation(typed: &'static [&str]) -> impl Strategy<Value = Mutation> {
    let index = any::<Index>;
    prop_oneof![
        (index(), 1..40usize).prop_map(|(at, length)| Mutation::Cut(at, length)),
        (index(), 1..200usize, index()).prop_map(|(at, length, to)| Mutation::Copy(at, length, to)),
        (index(), select(typed)).prop_map(|(at, text)| Mutation::Insert(at, text)),
        index().prop_map(Mutation::CutLine),
        (index(), index()).prop_map(|(one, other)| Mutation::Swap(one, other)),
    ]
}

/// Lets it happen.
pub fn apply(text: &mut String, mutation: &Mutation) {
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

/// What was generated is Rust or JSON, and mistakes are such as can be drawn.
pub fn check(
    sources: &[Source],
    generated: Result<Vec<Output>, Error>,
) -> Result<(), TestCaseError> {
    match generated {
        Ok(outputs) => {
            for output in outputs {
                let problem = if output.text.starts_with('{') {
                    serde_json::from_str::<Value>(&output.text).err().map(|it| it.to_string())
                } else {
                    syn::parse_file(&output.text).err().map(|it| it.to_string())
                };
                prop_assert!(problem.is_none(), "{}: {problem:?}", output.path);
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
