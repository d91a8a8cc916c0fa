//! Any text as a spec: it is refused, or becomes Rust and JSON.

#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use codegen::generate;
use libfuzzer_sys::fuzz_target;
use support::outcome::check;
use support::sources;

fuzz_target!(|text: &str| {
    let sources = sources("spec", text);
    check(&sources, generate(&sources));
});
