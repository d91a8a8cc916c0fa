//! Model → files. Nothing here can fail.

mod client;
mod docs;
mod endpoint;
mod enums;
mod example;
mod facts;
mod field;
mod openapi;
mod reply;
mod request;
mod root;
mod samples;
mod table;
mod types;
mod value;

use crate::file::{HEADER, Output};
use crate::model::Api;
use crate::text;

/// The folder of the generated code.
const FOLDER: &str = "crm-client/src/generated";
/// The facts that the lower layers of the client need.
const FACTS: &str = "crm-client/src/facts.rs";
/// The documented error codes.
const CODES: &str = "crm-client/src/error/codes.rs";
/// The description of the API for other languages.
const OPENAPI: &str = "crm-client/openapi.json";
/// The vendor's documentation.
const PAGES: &str = "https://www.wisecrm.com/help/apidoc";

/// Returns all generated files.
pub(crate) fn emit(api: &Api) -> Vec<Output> {
    let rust = |path: &str, origin: &str, tokens| Output {
        path: path.to_owned(),
        text: text::file(HEADER, origin, tokens),
    };
    let generated = |name: &str| format!("{FOLDER}/{name}.rs");
    let mut outputs = vec![
        rust(FACTS, "spec/api.toml", facts::facts(&api.facts)),
        rust(CODES, "spec/api.toml", facts::codes(&api.facts)),
        rust(&generated("mod"), "spec/*.toml", root::root(api)),
        rust(&generated("endpoints"), "spec/*.toml", table::endpoints(api)),
        rust(&generated("params"), "spec/common.toml", table::shared(api)),
    ];
    outputs.push(Output { path: generated("samples"), text: samples::samples(api) });
    for resource in &api.resources {
        let origin = format!("spec/{}.toml", resource.name);
        let path = generated(&resource.module.to_string());
        outputs.push(rust(&path, &origin, client::resource(resource, &api.facts)));
    }
    let text = text::json("spec/*.toml", openapi::document(api));
    outputs.push(Output { path: OPENAPI.to_owned(), text });
    outputs
}
