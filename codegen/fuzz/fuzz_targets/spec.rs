//! Any text as a spec: it is refused, or becomes Rust and JSON.

#![no_main]

mod support;

use codegen::generate;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let sources = support::sources("spec", text);
    support::check(&sources, generate(&sources));
});
