//! Model → files: which there are. None of them can fail.

mod client;
mod docs;
mod endpoint;
mod example;
mod field;
mod openapi;
mod reply;
mod request;
mod root;
mod table;
mod types;

use syn::ext::IdentExt;

use crate::model::Api;
use crate::{HEADER, Output, text};

/// Where the generated files belong.
const FOLDER: &str = "crm-client/src/generated";
/// Where the description for other languages belongs.
const OPENAPI: &str = "crm-client/openapi.json";
/// Where the vendor's pages stand.
const PAGES: &str = "https://www.wisecrm.com/help/apidoc";

/// Every generated file.
pub(crate) fn emit(api: &Api) -> Vec<Output> {
    let output = |name: &str, origin: &str, tokens| Output {
        path: format!("{FOLDER}/{name}.rs"),
        text: text::file(HEADER, origin, tokens),
    };
    let mut outputs = vec![
        output("mod", "spec/*.toml", root::root(api)),
        output("endpoints", "spec/*.toml", table::table(api)),
    ];
    for resource in &api.resources {
        let origin = format!("spec/{}.toml", resource.name);
        let name = resource.module.unraw().to_string();
        outputs.push(output(&name, &origin, client::resource(resource)));
    }
    let text = text::json("spec/*.toml", openapi::document(api));
    outputs.push(Output { path: OPENAPI.to_owned(), text });
    outputs
}
