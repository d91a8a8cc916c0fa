//! What generating costs beside parsing and printing the same code, for 500 and 2,000 endpoints.
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

/// Ten endpoints a resource, like those of the real spec.
fn spec(endpoints: usize) -> Vec<Source> {
    let shared = [
        ("api", include_str!("../tests/spec/api.toml")),
        ("common", include_str!("../tests/spec/common.toml")),
    ];
    let account = include_str!("../tests/spec/account.toml");
    let resource = |number: usize| {
        let name = format!("module{number}");
        // Each file has the five calls of the real one, and the same five under other names.
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

/// The whole of it: spec in, text of every file out.
#[divan::bench(args = SIZES)]
fn generated(bencher: Bencher<'_, '_>, endpoints: usize) {
    let sources = spec(endpoints);
    bencher.bench(|| generate(divan::black_box(&sources)).unwrap());
}

/// `syn` and `prettyplease` alone, and `serde_json` for the OpenAPI document, from the text of the same
/// files to the same text.
#[divan::bench(args = SIZES)]
fn parsed_and_printed(bencher: Bencher<'_, '_>, endpoints: usize) {
    let outputs = generate(&spec(endpoints)).unwrap();
    bencher.bench(|| divan::black_box(&outputs).iter().map(printed).collect::<Vec<_>>());
}

/// The Rust of it, which is most of it, and nothing else.
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
