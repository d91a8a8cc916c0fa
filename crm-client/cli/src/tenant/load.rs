//! Reads the metadata that a command needs: from the CRM, or from a saved folder.

use std::path::Path;

use super::fetch::{self, Wanted};
use super::{Replies, Tenant, folder, unknown};
use crate::failure::Failure;
use crate::lang::tr;
use crate::options::Options;
use crate::{safe, session};

/// Reads entities from the CRM.
///
/// # Errors
///
/// Fails if a name is unknown or a call fails.
pub(crate) fn live(options: &Options, wanted: Wanted<'_>) -> Result<(Replies, Tenant), Failure> {
    session::run(options, None, async |session| {
        let replies = fetch::replies(session, wanted).await?;
        let tenant = replies.tenant().await?;
        Ok((replies, tenant))
    })
}

/// Reads these entities, or all if there are no names, from a saved folder.
///
/// # Errors
///
/// Fails if a name is unknown, or if the folder is invalid.
pub(crate) fn saved(folder: &Path, names: &[String]) -> Result<(Replies, Tenant), Failure> {
    let mut replies = folder::read(folder)?;
    let mut tenant = session::until_interrupted(replies.tenant())?;
    if !names.is_empty() {
        unknown::check(names, &tenant.all)?;
        let is_saved = |name: &String| tenant.entities.iter().any(|it| it.info.entity == *name);
        if let Some(name) = names.iter().find(|it| !is_saved(it)) {
            return Err(not_saved(folder, name));
        }
        replies.details.retain(|it| names.contains(&it.name));
        tenant.entities.retain(|it| names.contains(&it.info.entity));
    }
    Ok((replies, tenant))
}

/// Reads these entities, or all if there are no names: from a saved folder if there is one, otherwise from
/// the CRM.
///
/// # Errors
///
/// Fails as [`live`] and [`saved`].
pub(crate) fn load(
    options: &Options,
    folder: Option<&Path>,
    names: &[String],
) -> Result<(Replies, Tenant), Failure> {
    match folder {
        Some(folder) => saved(folder, names),
        None if names.is_empty() => live(options, Wanted::All),
        None => live(options, Wanted::Named(names)),
    }
}

fn not_saved(folder: &Path, name: &str) -> Failure {
    let (folder, name) = (folder.display(), safe::line(name));
    Failure::usage(tr!(
        "{folder}: the fields of `{name}` are not saved; run `crm schema save {folder} {name}`",
        "{folder}：未保存 `{name}` 的字段；请运行 `crm schema save {folder} {name}`"
    ))
}
