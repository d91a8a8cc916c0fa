//! A small spec with a few random changes: it is rejected, or becomes valid Rust and JSON.

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

/// Specs that together use every feature. They are small, so that a run is fast.
const BASES: [&str; 4] = [
    include_str!("../../tests/bases/body.toml"),
    include_str!("../../tests/bases/query.toml"),
    include_str!("../../tests/bases/reply.toml"),
    include_str!("../../tests/bases/resources.toml"),
];

/// A base after some mutations.
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

/// Shows the text itself, so that the report of a failure is readable.
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
        // A spec with several mistakes rarely becomes interesting by one more mutation.
        let mistakes = generated.as_ref().map_or_else(|error| error.mistakes().len(), |_| 0);
        check(&sources, generated);
        if mistakes < 2 { Corpus::Keep } else { Corpus::Reject }
    }
);
