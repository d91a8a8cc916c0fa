//! Api → the vendor's samples of replies, as they are in the spec.

use heck::ToShoutySnakeCase;
use proc_macro2::Ident;

use crate::file::HEADER;
use crate::model::{Api, Endpoint};
use crate::rust::{ident, raw_text};

/// Returns the name of the constant of a sample: `account/list` → `ACCOUNT_LIST`.
pub(super) fn constant(endpoint: &Endpoint) -> Ident {
    ident(&endpoint.path.to_shouty_snake_case())
}

/// Returns the text of the file. It bypasses the formatter, which would not keep the lines of the samples.
pub(super) fn samples(api: &Api) -> String {
    let samples = api.endpoints().filter_map(|it| Some((it, it.sample.as_ref()?)));
    let constants = samples.map(|(endpoint, sample)| {
        let sample = raw_text(&format!("\n{}\n", sample.text));
        format!("\npub(super) const {}: &str = {sample};\n", constant(endpoint))
    });
    let constants: Vec<_> = constants.collect();
    let header =
        format!("{HEADER}spec/*.toml. Do not edit.\n//! The vendor's samples of replies.\n");
    header + &constants.concat()
}
