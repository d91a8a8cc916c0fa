//! A small spec to which a few things happen: it is refused, or becomes Rust and JSON.

#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use std::fmt;

use codegen::generate;
use libfuzzer_sys::arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::{Corpus, fuzz_target};
use support::mutation::{BYTES, Mutation};
use support::outcome::check;
use support::sources;
use support::words::WORDS;

/// Specs that between them have all that a spec can have; small ones, for each run prints one.
const BASES: [&str; 4] = [
    include_str!("../../tests/bases/body.toml"),
    include_str!("../../tests/bases/query.toml"),
    include_str!("../../tests/bases/reply.toml"),
    include_str!("../../tests/bases/resources.toml"),
];

/// What came of one of them.
struct Mutated(String);

impl Arbitrary<'_> for Mutated {
    fn arbitrary(bytes: &mut Unstructured<'_>) -> Result<Mutated> {
        let mut text = (*bytes.choose(&BASES)?).to_owned();
        while !bytes.is_empty() {
            let mutation: [u8; BYTES] = bytes.arbitrary()?;
            Mutation::from(mutation).apply(&mut text, WORDS);
        }
        Ok(Mutated(text))
    }
}

/// The text as it is, for a report of what failed.
impl fmt::Debug for Mutated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fuzz_target!(
    init: for base in BASES {
        generate(&sources("spec", base)).unwrap();
    },
    |spec: Mutated| -> Corpus {
        let sources = sources("spec", &spec.0);
        let generated = generate(&sources);
        // Few that have several mistakes become right, or wrong in another way, by one more thing.
        let mistakes = generated.as_ref().map_or_else(|error| error.mistakes().len(), |_| 0);
        check(&sources, generated);
        if mistakes < 2 { Corpus::Keep } else { Corpus::Reject }
    }
);
