//! Any text as the metadata of a CRM: it is refused, or becomes Rust.

#![no_main]

mod support;

use codegen::{Output, structs};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let sources = support::sources("metadata", text);
    let output = |text| vec![Output { path: "crm.rs".to_owned(), text }];
    support::check(&sources, structs(&sources).map(output));
});
