//! Any string as the metadata of a CRM: it is rejected, or becomes valid Rust.

#![no_main]

#[path = "../../tests/support/mod.rs"]
mod support;

use codegen::{Output, StructsCommand, structs};
use libfuzzer_sys::fuzz_target;
use support::outcome::check;
use support::sources;

fuzz_target!(|text: &str| {
    let sources = sources("metadata", text);
    let output = |text| vec![Output { path: "crm.rs".to_owned(), text }];
    check(&sources, structs(&sources, StructsCommand::Xtask).map(output));
});
