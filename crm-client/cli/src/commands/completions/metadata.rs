//! The names of entities and fields, without the network.

use super::line::Line;
use crate::failure::Failure;
use crate::options::{Options, Target};
use crate::output::Format;
use crate::profile::{Selected, Setting};
use crate::session::{self, Session};
use crate::tenant::{self, Item, Names};

/// A name, and what users of the CRM call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    /// The internal name.
    pub name: String,
    /// The label, which can be empty.
    pub label: String,
}

impl From<Item> for Name {
    fn from(Item { name, label }: Item) -> Name {
        Name { name, label }
    }
}

/// Returns the entities that the command line can name.
pub(super) fn entities(line: &Line) -> Vec<Name> {
    if !line.has("--sandbox") {
        return cached(line).entities.into_iter().map(Name::from).collect();
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
    if !line.has("--sandbox") {
        let fields = cached(line).fields.remove(&entity.name).unwrap_or_default();
        return fields.into_iter().map(Name::from).collect();
    }
    demo(async |session| {
        let fields = tenant::entity(session, &entity.name).await?.fields.into_iter();
        Ok(fields.map(|it| Name { name: it.field, label: it.name }).collect())
    })
}

/// Returns the names that an earlier command has read with the profile of the command line.
fn cached(line: &Line) -> Names {
    let Ok(selected) = Selected::load(line.value("--profile")) else { return Names::default() };
    let value = |it: Option<Setting<String>>| it.map(|it| it.value);
    let Some(app_id) = value(selected.settings.app_id) else { return Names::default() };
    tenant::cached_names(value(selected.settings.base_url).as_deref(), &app_id)
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
