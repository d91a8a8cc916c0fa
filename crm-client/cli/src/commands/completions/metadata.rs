//! The names of entities and fields, without the network.

use super::line::Line;
use crate::failure::Failure;
use crate::options::{Options, Target};
use crate::output::Format;
use crate::session::{self, Session};
use crate::tenant;

/// A name, and what users of the CRM call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The internal name.
    pub name: String,
    /// The label, which can be empty.
    pub label: String,
}

/// Returns the entities that the command line can name.
pub(super) fn entities(line: &Line) -> Vec<Name> {
    if !line.has("--sandbox") {
        return Vec::new();
    }
    demo(async |session| {
        let entities = tenant::entities(session).await?.into_iter();
        Ok(entities.map(|it| Name { name: it.entity, label: it.name }).collect())
    })
}

/// Returns the fields of the entity that the command line names: with `--entity`, as a word, or as the
/// name of a module.
pub(super) fn fields(line: &Line) -> Vec<Name> {
    let entities = entities(line);
    let named = |word: &str| entities.iter().find(|it| it.name == word);
    let module = |word: &str| entities.iter().find(|it| it.name.eq_ignore_ascii_case(word));
    let entity = line.value("--entity").and_then(named);
    let entity = entity.or_else(|| line.plain().find_map(named));
    let Some(entity) = entity.or_else(|| line.plain().find_map(module)) else { return Vec::new() };
    demo(async |session| {
        let fields = tenant::entity(session, &entity.name).await?.fields.into_iter();
        Ok(fields.map(|it| Name { name: it.field, label: it.name }).collect())
    })
}

/// Asks the demo CRM, which is in this process.
fn demo(work: impl AsyncFnOnce(&Session<'_>) -> Result<Vec<Name>, Failure>) -> Vec<Name> {
    let options = Options {
        target: Target::Sandbox { file: None },
        format: Format::Json,
        read_only: true,
        yes: false,
        dry_run: false,
        quiet: true,
    };
    session::run(&options, None, work).unwrap_or_default()
}
