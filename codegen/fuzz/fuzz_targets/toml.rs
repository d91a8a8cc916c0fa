//! Any string as a spec: it is rejected, or becomes valid Rust and JSON.

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
