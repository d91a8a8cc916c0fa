//! Generates the client of an HTTP API, and its description in OpenAPI, from a spec of its endpoints.
//!
//! ```text
//! Source ──read──▶ Spec ──lower──▶ Api ──emit──▶ tokens ──text──▶ Output
//!          TOML           checks         infallible     formatting
//! ```
//!
//! [`generate`] is a pure function: equal sources give equal bytes. The caller reads and writes the
//! files. [`structs()`] is pure, too. It is a second front end, which generates structs for the entities
//! of one CRM from its metadata.

mod emit;
mod error;
mod facts;
mod file;
mod json;
mod kinds;
mod lower;
mod model;
mod read;
mod rust;
mod shapes;
mod spec;
mod structs;
mod text;

pub use error::{Error, Mistake, Place, escape};
pub use file::{HEADER, HEADERS, Output, Source};
pub use structs::{StructsCommand, structs};

/// Generates the files of the client, and `openapi.json`, from a spec.
///
/// Returns no files if there are no sources.
///
/// # Errors
///
/// Fails if a source is invalid. The error contains all mistakes of all sources.
pub fn generate(sources: &[Source]) -> Result<Vec<Output>, Error> {
    if sources.is_empty() {
        return Ok(Vec::new());
    }
    let mut mistakes = error::Mistakes::default();
    let spec = read::read(sources, &mut mistakes);
    let api = lower::lower(sources, spec, &mut mistakes);
    let api = mistakes.or(api, sources)?;
    Ok(emit::emit(&api))
}
