//! Reads the metadata that a command needs: from the CRM, or from a saved folder.

use std::path::Path;

use super::fetch::{self, Wanted};
use super::{Replies, Tenant, folder, unknown};
use crate::failure::Failure;
use crate::options::Options;
use crate::session;

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
        let known: Vec<_> = tenant.entities.iter().map(|it| it.info.clone()).collect();
        unknown::check(names, &known)?;
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
