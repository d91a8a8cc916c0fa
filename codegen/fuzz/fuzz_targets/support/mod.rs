//! A text → sources, and what may come of them.

use codegen::{Error, Output, Source};
use serde_json::Value;

/// Splits a text into the files of a folder at its lines `#@ NAME`, as the tests do.
pub fn sources(folder: &str, text: &str) -> Vec<Source> {
    let files = text.split("#@ ").skip(1);
    let source = |file: &str| {
        let (name, text) = file.split_once('\n').unwrap_or((file, ""));
        Source { path: format!("{folder}/{name}"), text: text.to_owned() }
    };
    files.map(source).collect()
}

/// What was generated is Rust or JSON, and mistakes are such as can be drawn.
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
    } else {
        syn::parse_file(&output.text).expect(&output.path);
    }
}
