//! Reads the records of an entity: all of them, or those that changed after a time.
//!
//! | entity | how all records are read |
//! |---|---|
//! | at most one page | one query |
//! | with a usable time of the last change | by this time; see [`Window`] |
//! | without one | by the number of the page, in the order of the ids |
//!
//! The vendor documents neither the field with the time of the last change nor whether an advanced query
//! can filter and sort by it, so each page is checked. If the CRM does something else, the field is not
//! used any more.

use crm_client::filter::{Filter, field};
use crm_client::metadata;
use crm_client::{Code, Json};

use super::entity::Entity;
use super::instant;
use super::rows::{Reader, Row};
use super::source::{PAGE_SIZE, Query, Source, Trouble};
use super::window::{SECOND, Step, Unordered, Window};
use crate::cells;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;
use crate::tenant;

/// Which records to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Extent {
    /// All records.
    All,
    /// All records, after a reading that was interrupted at this time.
    AllFrom(i64),
    /// The records that changed after a time.
    After(i64),
}

/// What was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Done {
    /// The greatest time of a change.
    pub greatest: Option<i64>,
}

/// A page of rows that was read.
pub(super) struct Rows<'a> {
    pub rows: &'a [Row<'a>],
    /// The time before which everything is read.
    pub position: Option<i64>,
}

/// Passes all pages to a function. A row can be in several pages.
///
/// # Errors
///
/// Fails if the CRM refuses a query, if a row cannot be read, or if the function fails.
pub(super) async fn read(
    source: &Source<'_>,
    entity: &mut Entity,
    extent: Extent,
    mut visit: impl AsyncFnMut(&mut Entity, &mut Reader, Rows<'_>) -> Result<(), Failure>,
) -> Result<Done, Trouble> {
    let after = match extent {
        Extent::All => {
            if let Some(done) = small(source, entity, &mut visit).await? {
                return Ok(done);
            }
            entity.since.map(|it| it.saturating_sub(SECOND))
        }
        Extent::AllFrom(position) => Some(position),
        Extent::After(time) => Some(time),
    };
    if entity.cursor().is_some() {
        match window(source, entity, after, &mut visit).await? {
            Ok(mut done) => {
                let is_whole = !matches!(extent, Extent::After(_));
                if is_whole && entity.since.is_none() {
                    let cursor = entity.cursor().unwrap_or_default();
                    let empty: Filter = field(cursor).is_empty().into();
                    pages(source, entity, &empty, None, &mut visit).await?;
                }
                done.greatest = done.greatest.max(after);
                return Ok(done);
            }
            Err(Unordered) => entity.cursor = Some(String::new()),
        }
    }
    let (all, sort) = (everything(entity), entity.key.as_ref().map(|it| format!("{it}:asc")));
    pages(source, entity, &all, sort.as_deref(), &mut visit).await?;
    Ok(Done::default())
}

/// Returns a filter that every record meets.
fn everything(entity: &Entity) -> Filter {
    let first = entity.present().next().map_or("", |it| it.name.as_str());
    tenant::everything(if entity.main.is_empty() { first } else { &entity.main })
}

/// Reads an entity that has at most one page. Returns `None` if it has more, or can have more.
async fn small(
    source: &Source<'_>,
    entity: &mut Entity,
    visit: &mut impl AsyncFnMut(&mut Entity, &mut Reader, Rows<'_>) -> Result<(), Failure>,
) -> Result<Option<Done>, Trouble> {
    let fields = entity.requested();
    let name = entity.name.clone();
    let query =
        Query { entity: &name, fields: &fields, filter: everything(entity), sort: None, page: 1 };
    let page = source.page(&query).await?;
    find_key(source, entity, &page).await?;
    if let Some(cursor) = entity.cursor().filter(|_| entity.form.is_none()) {
        entity.form = form(&page, cursor);
    }
    let rows = i64::try_from(page.len()).unwrap_or(i64::MAX);
    if rows >= i64::from(PAGE_SIZE) {
        entity.page_size = Some(rows);
        return Ok(None);
    }
    // The CRM can have a smaller limit than the documented one.
    if rows >= entity.page_size.unwrap_or(1) {
        let next = source.page(&Query { page: 2, ..query }).await?;
        entity.page_size = Some(if next.is_empty() { rows + 1 } else { rows });
        if !next.is_empty() {
            return Ok(None);
        }
    }
    let greatest = show(entity, &page, None, visit).await?;
    Ok(Some(Done { greatest }))
}

/// Reads the records that changed after a time. The inner error means that the field is not usable.
async fn window(
    source: &Source<'_>,
    entity: &mut Entity,
    after: Option<i64>,
    visit: &mut impl AsyncFnMut(&mut Entity, &mut Reader, Rows<'_>) -> Result<(), Failure>,
) -> Result<Result<Done, Unordered>, Trouble> {
    let fields = entity.requested();
    let (name, cursor) = (entity.name.clone(), entity.cursor().unwrap_or_default().to_owned());
    let size = usize::try_from(entity.page_size.unwrap_or(1)).unwrap_or(1);
    let mut window = Window::new(after, size.max(1));
    let keys = [Some(&cursor), entity.key.as_ref()];
    let keys: Vec<String> = keys.into_iter().flatten().map(|it| format!("{it}:asc")).collect();
    let sort = keys.join(",");
    let mut previous = Vec::new();
    loop {
        let filter = window.filter(&cursor, entity.form.as_ref());
        let sort = Some(sort.as_str());
        let query = Query { entity: &name, fields: &fields, filter, sort, page: window.page() };
        let page = match source.page(&query).await {
            Ok(page) => page,
            // Without a right, no query works. Otherwise, this one asks for too much.
            Err(Trouble::Refused(code, _)) if code != Code::INSUFFICIENT_RIGHTS => {
                return Ok(Err(Unordered));
            }
            Err(trouble) => return Err(trouble),
        };
        check_progress(&name, window.page(), &mut previous, &page)?;
        find_key(source, entity, &page).await?;
        let reader = Reader::new(entity, entity.key.as_deref().unwrap_or_default());
        let rows = reader.rows(&page)?;
        if entity.form.is_none() {
            entity.form = form(&page, &cursor);
        }
        let times: Vec<(&str, Option<i64>)> =
            rows.iter().map(|it| (it.id.as_str(), it.time)).collect();
        let Ok(step) = window.advance(&times) else { return Ok(Err(Unordered)) };
        let (mut reader, position) = (reader, window.position());
        visit(entity, &mut reader, Rows { rows: &rows, position }).await?;
        if step == Step::Done {
            return Ok(Ok(Done { greatest: window.greatest() }));
        }
    }
}

/// Reads pages by their numbers.
async fn pages(
    source: &Source<'_>,
    entity: &mut Entity,
    filter: &Filter,
    mut sort: Option<&str>,
    visit: &mut impl AsyncFnMut(&mut Entity, &mut Reader, Rows<'_>) -> Result<(), Failure>,
) -> Result<(), Trouble> {
    let (fields, name) = (entity.requested(), entity.name.clone());
    let size = usize::try_from(entity.page_size.unwrap_or(1)).unwrap_or(1);
    let mut previous = Vec::new();
    for number in 1.. {
        let filter = filter.clone();
        let query = Query { entity: &name, fields: &fields, filter, sort, page: number };
        let page = match source.page(&query).await {
            Err(Trouble::Refused(code, _))
                if sort.is_some() && number == 1 && code != Code::INSUFFICIENT_RIGHTS =>
            {
                sort = None;
                source.page(&Query { sort, ..query }).await?
            }
            page => page?,
        };
        if page.is_empty() {
            break;
        }
        check_progress(&name, number, &mut previous, &page)?;
        find_key(source, entity, &page).await?;
        show(entity, &page, None, visit).await?;
        if page.len() < size {
            break;
        }
    }
    Ok(())
}

/// Checks that a page with another number has other rows than the one before it. A server that ignores the
/// number would be read forever.
fn check_progress(
    entity: &str,
    number: u32,
    previous: &mut Vec<Json>,
    page: &[Json],
) -> Result<(), Failure> {
    if number > 1 && !page.is_empty() && previous.as_slice() == page {
        let (entity, before) = (safe::line(entity), number - 1);
        return Err(Failure::new(
            Status::SomeFailed,
            tr!(
                "{entity}: the CRM returns page {before} again as page {number}, so its records cannot be read",
                "{entity}：CRM 将第 {before} 页重复作为第 {number} 页返回，无法读取全部记录"
            ),
        ));
    }
    page.clone_into(previous);
    Ok(())
}

/// Passes a page to a function. Returns the greatest time.
async fn show(
    entity: &mut Entity,
    page: &[Json],
    position: Option<i64>,
    visit: &mut impl AsyncFnMut(&mut Entity, &mut Reader, Rows<'_>) -> Result<(), Failure>,
) -> Result<Option<i64>, Failure> {
    if page.is_empty() {
        return Ok(None);
    }
    let mut reader = Reader::new(entity, entity.key.as_deref().unwrap_or_default());
    let mut rows = reader.rows(page)?;
    if let Some(since) = entity.since.filter(|_| entity.cursor().is_some()) {
        rows.retain(|it| it.time.is_some_and(|time| time >= since));
    }
    let greatest = rows.iter().filter_map(|it| it.time).max();
    visit(entity, &mut reader, Rows { rows: &rows, position }).await?;
    Ok(greatest)
}

/// Returns the form of the times of a page.
fn form(page: &[Json], cursor: &str) -> Option<instant::Form> {
    page.iter().find_map(|row| {
        let fields = cells::fields(row.as_str()).ok()?;
        let (_, json) = fields.into_iter().find(|(name, _)| name == cursor)?;
        Some(instant::parse(json)?.1)
    })
}

/// Finds out which field has the ids, if the metadata does not tell it.
async fn find_key(source: &Source<'_>, entity: &mut Entity, page: &[Json]) -> Result<(), Trouble> {
    if page.is_empty() {
        return Ok(());
    }
    let has = |key: &String| {
        let has = |row: &Json| {
            cells::fields(row.as_str()).is_ok_and(|it| it.iter().any(|it| it.0 == *key))
        };
        page.iter().all(has)
    };
    if entity.key.as_ref().is_some_and(has) {
        return Ok(());
    }
    let fields = source.send(metadata::Field::new(&entity.name)).await?;
    let infos: Vec<metadata::EntityInfo> = source.send(metadata::Entity::new()).await?;
    let info = infos.into_iter().find(|it| it.entity == entity.name);
    let found = info.and_then(|info| {
        let described = tenant::Entity { info, fields, picklists: Vec::new() };
        tenant::key_of_rows(page, &described)
    });
    entity.key = found;
    if entity.key.is_none() {
        let name = safe::line(&entity.name);
        return Err(Trouble::Failed(Failure::new(
            Status::SomeFailed,
            tr!(
                "{name}: the rows have no id, so they cannot be mirrored",
                "{name}：记录没有 id，无法镜像"
            ),
        )));
    }
    Ok(())
}
