//! One round of one entity: what has changed, and what was deleted.

use std::time::Duration;

use super::apply::{self, Counts, Mode};
use super::deletions::{self, Fate};
use super::entity::Entity;
use super::progress::Progress;
use super::reading::{self, Extent, Rows};
use super::rows::Reader;
use super::source::{Source, Trouble};
use super::{CURSOR, Settings, clock};
use crate::database::Database;
use crate::failure::Failure;
use crate::mirror::window::SECOND;

/// The result of an entity.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Synced {
    pub counts: Counts,
    /// The number of records that are missing, but that the user may not see any more.
    pub hidden: u64,
}

/// Reads what has changed since the last round, or everything if that is due.
pub(super) async fn run(
    source: &Source<'_>,
    db: &mut Database,
    entity: &mut Entity,
    settings: &Settings,
    progress: &Progress,
) -> Result<Synced, Trouble> {
    let extent = extent(db, entity, settings).await?;
    let began = clock::Stopwatch::start();
    let mut synced = Synced::default();
    let is_complete = matches!(extent, Extent::All);
    let was_loaded = entity.is_loaded;
    let finds_deletions = is_complete && was_loaded;
    if finds_deletions {
        deletions::begin(db).await?;
    }
    let mode = match (was_loaded, settings.repair) {
        (false, _) => Mode::First,
        (true, false) => Mode::Changes,
        (true, true) => Mode::All,
    };
    let done = reading::read(source, entity, extent, async |entity, reader, rows: Rows<'_>| {
        if finds_deletions {
            deletions::seen(db, rows.rows.iter().map(|it| it.id.as_str())).await?;
        }
        progress.rows(rows.rows.len());
        let position = rows.position;
        let counts = apply::page(db, entity, reader, rows.rows, mode, async |db, entity| {
            // Only the first reading continues after an interruption.
            if was_loaded {
                return Ok(());
            }
            Entity { position, ..entity.clone() }.save(db).await
        });
        synced.counts.add(counts.await?);
        Ok(())
    })
    .await?;
    if !was_loaded {
        // Rows between two pages are written twice, so the written rows are not the records.
        let records = deletions::live(db, entity, i64::MAX).await?;
        synced.counts.created = u64::try_from(records).unwrap_or_default();
    }
    if finds_deletions {
        synced.hidden = sweep(source, db, entity, settings, &mut synced.counts).await?;
    }
    if let Some(greatest) = done.greatest {
        let read = advance(source, greatest, began.elapsed()).await;
        entity.watermark = if is_complete { Some(read) } else { entity.watermark.max(Some(read)) };
    }
    let now = clock::now();
    if extent_is_whole(extent) {
        entity.swept_at = Some(now.clone());
        entity.needs_reading = false;
        entity.is_loaded = true;
    }
    entity.position = None;
    entity.read_at = Some(now);
    entity.problem = None;
    entity.save(db).await?;
    Ok(synced)
}

fn extent_is_whole(extent: Extent) -> bool {
    !matches!(extent, Extent::After(_))
}

/// Returns how much is due to be read.
async fn extent(
    db: &mut Database,
    entity: &mut Entity,
    settings: &Settings,
) -> Result<Extent, Failure> {
    if let Some(since) = settings.since
        && entity.since != Some(since)
    {
        entity.since = Some(since);
        // Nothing is mirrored yet, or older records are wanted, too.
        entity.needs_reading = true;
        entity.position = None;
    }
    if settings.full || settings.repair {
        // The field gets another chance.
        entity.cursor = None;
        entity.position = None;
    }
    let has = |name: &str| entity.present().any(|it| it.name == name);
    let wanted = settings.cursor.as_deref();
    if let Some(other) =
        wanted.filter(|it| has(it) && entity.cursor().is_some_and(|old| old != *it))
    {
        entity.cursor = Some(other.to_owned());
        entity.form = None;
        entity.watermark = None;
        entity.needs_reading = true;
        entity.position = None;
    } else if entity.cursor.is_none() {
        let name = wanted.unwrap_or(CURSOR);
        entity.cursor = has(name).then(|| name.to_owned());
    }
    if !entity.is_loaded {
        return Ok(entity.position.map_or(Extent::All, Extent::AllFrom));
    }
    let is_due = clock::is_past(entity.swept_at.as_deref(), settings.sweep_every);
    if settings.full || settings.repair || entity.needs_reading || is_due {
        return Ok(Extent::All);
    }
    let overlap = i64::try_from(settings.overlap.as_millis()).unwrap_or(i64::MAX);
    let after = entity.watermark.map(|it| it.saturating_sub(overlap));
    let usable = entity.cursor().is_some() && entity.form.is_some();
    // A single query reads all of a small entity, and so finds deletions at once.
    let size = entity.page_size.unwrap_or(1);
    let is_small = deletions::live(db, entity, size).await? < size;
    Ok(match after.filter(|_| usable && !is_small) {
        Some(after) => Extent::After(after),
        None => Extent::All,
    })
}

/// Returns the time up to which everything is read. Rows can become visible late, and the overlap is counted
/// from the end of the reading, so the duration of the reading is subtracted.
async fn advance(source: &Source<'_>, greatest: i64, took: Duration) -> i64 {
    let took = i64::try_from(took.as_millis()).unwrap_or(i64::MAX) / SECOND * SECOND;
    greatest.min(source.latest(greatest).await).saturating_sub(took)
}

/// Marks the records as deleted that were not read and that do not exist any more. Returns how many the
/// user may not see.
async fn sweep(
    source: &Source<'_>,
    db: &mut Database,
    entity: &mut Entity,
    settings: &Settings,
    counts: &mut Counts,
) -> Result<u64, Failure> {
    deletions::count(db, entity, settings.allow_deletions).await?;
    let (mut hidden, mut after) = (0, String::new());
    loop {
        let ids = deletions::batch(db, entity, &after).await?;
        let Some(last) = ids.last() else { return Ok(hidden) };
        after.clone_from(last);
        for id in ids {
            match deletions::look_up(source, entity, &id).await? {
                Fate::Deleted => counts.add(apply::delete(db, entity, &[id]).await?),
                Fate::Hidden => hidden += 1,
                Fate::Exists(None) => {}
                Fate::Exists(Some(row)) => {
                    let page = [row];
                    let key = entity.key.clone().unwrap_or_default();
                    let mut reader = Reader::new(entity, &key);
                    let rows = reader.rows(&page)?;
                    let none = async |_: &mut Database, _: &Entity| Ok(());
                    let mode = Mode::Changes;
                    let found = apply::page(db, entity, &mut reader, &rows, mode, none).await?;
                    counts.add(found);
                }
            }
        }
    }
}
