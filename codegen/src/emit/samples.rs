//! Api → the vendor's samples of replies, as they are in the spec.

use heck::ToShoutySnakeCase;
use proc_macro2::Ident;

use crate::file::HEADER;
use crate::model::{Api, Endpoint};
use crate::rust::{ident, raw_text};

/// The name of the constant of a sample: `account/list` → `ACCOUNT_LIST`.
pub(super) fn constant(endpoint: &Endpoint) -> Ident {
    ident(&endpoint.path.to_shouty_snake_case())
}

/// The text of the file. It does not pass through the formatter, which would not keep the lines.
pub(super) fn samples(api: &Api) -> String {
    let mut text = format!("{HEADER}spec/*.toml. Do not edit.\n");
    text.push_str("//! The vendor's samples of replies.\n");
    for endpoint in api.endpoints() {
        let Some(sample) = &endpoint.sample else { continue };
        let (name, sample) = (constant(endpoint), raw_text(&format!("\n{}\n", sample.text)));
        text.push_str(&format!("\npub(super) const {name}: &str = {sample};\n"));
    }
    text
}
