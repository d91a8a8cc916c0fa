//! The time to generate 500 and 2,000 endpoints, and to only parse and print the same code.
//!
//! ```sh
//! cargo bench -p codegen
//! ```

use codegen::{Output, Source, generate};
use divan::Bencher;

fn main() {
    divan::main();
}

const SIZES: [usize; 2] = [500, 2_000];

/// Returns a spec with ten endpoints per resource, copied from the real spec.
fn spec(endpoints: usize) -> Vec<Source> {
    let shared = [
        ("api", include_str!("../tests/spec/api.toml")),
        ("common", include_str!("../tests/spec/common.toml")),
    ];
    let account = include_str!("../tests/spec/account.toml");
    let resource = |number: usize| {
        let name = format!("module{number}");
        // Each file has the five calls of `account`, and copies of them with other names.
        let (head, calls) = account.split_once("[[endpoint]]").unwrap();
        let calls = format!("[[endpoint]]{calls}");
        let again =
            ["add", "get", "list", "update", "delete"].iter().fold(calls.clone(), |text, call| {
                text.replace(&format!("account/{call}"), &format!("account/{call}-again"))
            });
        let text = format!("{head}{calls}{again}").replace("account/", &format!("{name}/"));
        Source { path: format!("spec/{name}.toml"), text }
    };
    let shared = shared
        .map(|(name, text)| Source { path: format!("spec/{name}.toml"), text: text.to_owned() });
    shared.into_iter().chain((0..endpoints / 10).map(resource)).collect()
}

/// The whole generator: from the spec to the text of every file.
#[divan::bench(args = SIZES)]
fn generated(bencher: Bencher<'_, '_>, endpoints: usize) {
    let sources = spec(endpoints);
    bencher.bench(|| generate(divan::black_box(&sources)).unwrap());
}

/// Parses and prints the same files without the generator: with `syn` and `prettyplease`, and the
/// OpenAPI document with `serde_json`.
#[divan::bench(args = SIZES)]
fn parsed_and_printed(bencher: Bencher<'_, '_>, endpoints: usize) {
    let outputs = generate(&spec(endpoints)).unwrap();
    bencher.bench(|| divan::black_box(&outputs).iter().map(printed).collect::<Vec<_>>());
}

/// The same for the Rust files only, which are the largest part.
#[divan::bench(args = SIZES)]
fn rust_parsed_and_printed(bencher: Bencher<'_, '_>, endpoints: usize) {
    let mut outputs = generate(&spec(endpoints)).unwrap();
    outputs.retain(is_rust);
    bencher.bench(|| divan::black_box(&outputs).iter().map(printed).collect::<Vec<_>>());
}

fn is_rust(it: &Output) -> bool {
    it.text.starts_with("//")
}

fn printed(it: &Output) -> String {
    if is_rust(it) {
        return prettyplease::unparse(&syn::parse_file(&it.text).unwrap());
    }
    let value: serde_json::Value = serde_json::from_str(&it.text).unwrap();
    serde_json::to_string_pretty(&value).unwrap()
}
