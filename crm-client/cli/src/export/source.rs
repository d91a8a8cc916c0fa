//! The source of the rows: the pages of an advanced query.
//!
//! The advanced query is the only call for every entity, and the only one with an order. It has these
//! limits: its totals are not documented, and pages are counted by position. A record that is deleted
//! during the export moves the following ones forward, so one of them is missed; a record that is added
//! before the current position moves them back, so one is repeated.

use crm_client::endpoint::Effect;
use crm_client::entity::AdvQuery;
use crm_client::{Code, Error, Json, Page, Pages};

use super::plan::{PAGE_SIZE, Plan};
use crate::cells;
use crate::failure::Failure;
use crate::lang::tr;
use crate::safe;
use crate::session::Session;
use crate::tenant;

/// The number of pages to fetch in advance: as many as the connections that the vendor's sample opens.
const PREFETCH: usize = 20;

/// The columns, and what the first page has shown about the entity.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The field with the ids of the records.
    pub key: Option<String>,
    /// The order that is requested.
    pub sort: Option<String>,
}

/// The pages of an entity.
pub(super) struct Source {
    pub layout: Layout,
    /// A page that was fetched to find out the layout.
    first: Option<Page<Json>>,
    pages: Pages<Json>,
    /// The number of calls before `pages`.
    calls: u64,
    /// The number of the next page.
    next: u32,
}

/// A page with its number.
pub(super) struct Fetched {
    pub number: u32,
    pub page: Page<Json>,
}

impl Source {
    /// Fetches the first page, which shows the field with the ids, and so the order that is stable. If
    /// there are more pages, begins again in this order.
    ///
    /// # Errors
    ///
    /// Fails if the CRM refuses the query.
    pub(super) async fn begin(session: &Session<'_>, plan: &mut Plan) -> Result<Source, Failure> {
        let First { page, sort, mut calls } = First::fetch(session, plan).await?;
        let key = tenant::key_of_rows(&page.data, &plan.entity);
        let is_full = page.data.len() >= PAGE_SIZE as usize;
        let stable = plan.stable_sort(key.as_deref());
        let may_sort = plan.stable_sort(None) == sort;
        if is_full && may_sort && stable != sort {
            let mut pages = pages(session, plan.query(stable.as_deref())?).await?;
            match pages.next().await {
                Some(Ok(page)) => {
                    let layout = layout(plan, &page.data, key, stable);
                    return Ok(Source { layout, first: Some(page), pages, calls, next: 1 });
                }
                Some(Err(error)) if !is_about_query(&error) => {
                    return Err(failed(session, &error));
                }
                _ => {
                    calls += 1;
                    warn_of_order(session, stable.as_deref());
                }
            }
        }
        let layout = layout(plan, &page.data, key, sort);
        let mut query = plan.query(layout.sort.as_deref())?;
        query.page_no = Some(2);
        let pages = pages(session, query).await?;
        Ok(Source { layout, first: Some(page), pages, calls, next: 1 })
    }

    /// Continues after a page.
    pub(super) async fn resume(
        session: &Session<'_>,
        plan: &mut Plan,
        layout: Layout,
        after: u32,
    ) -> Result<Source, Failure> {
        plan.names.retain(|(_, path)| layout.columns.contains(path));
        let mut query = plan.query(layout.sort.as_deref())?;
        let next = after.saturating_add(1);
        query.page_no = Some(next);
        let pages = pages(session, query).await?;
        Ok(Source { layout, first: None, pages, calls: 0, next })
    }

    /// Returns the next page, or `None` after the last one.
    pub(super) async fn next(&mut self, session: &Session<'_>) -> Result<Option<Fetched>, Failure> {
        let page = match self.first.take() {
            Some(page) if page.data.is_empty() => return Ok(None),
            Some(page) => page,
            None => match self.pages.next().await {
                Some(page) => page.map_err(|error| failed(session, &error))?,
                None => return Ok(None),
            },
        };
        let number = self.next;
        self.next = number.saturating_add(1);
        Ok(Some(Fetched { number, page }))
    }

    /// Returns the number of calls so far, without retries.
    pub(super) fn calls(&self) -> u64 {
        self.calls + u64::from(self.pages.requested())
    }
}

/// The first page, and the order in which the CRM accepts the query.
struct First {
    page: Page<Json>,
    sort: Option<String>,
    calls: u64,
}

impl First {
    /// Fetches the first page. The vendor documents neither dotted paths nor which fields can be sorted,
    /// so a refused query is repeated without the order and without the names of references, unless the
    /// user wants the order.
    async fn fetch(session: &Session<'_>, plan: &mut Plan) -> Result<First, Failure> {
        let (names, own_sort) = (plan.names.clone(), plan.stable_sort(None));
        let (mut calls, mut refusal, mut lacks) = (0, None, false);
        for (has_names, is_sorted) in [(true, true), (true, false), (false, true), (false, false)] {
            let can_differ =
                (has_names || !names.is_empty()) && (is_sorted || own_sort != plan.sort);
            if calls > 0 && !can_differ || lacks && has_names {
                continue;
            }
            plan.names = if has_names { names.clone() } else { Vec::new() };
            let sort = if is_sorted { own_sort.clone() } else { plan.sort.clone() };
            let call = session.call(plan.query(sort.as_deref())?).await?;
            calls += 1;
            match call.returning::<Page<Json>>().await {
                Ok(page) if lacks_names(plan, &page.data) => lacks = true,
                Ok(page) => {
                    if sort != own_sort {
                        warn_of_order(session, own_sort.as_deref());
                    }
                    if plan.names.len() < names.len() {
                        warn_of_names(session, plan);
                    }
                    return Ok(First { page, sort, calls });
                }
                Err(error) if is_about_query(&error) => refusal = Some(error),
                Err(error) => return Err(failed(session, &error)),
            }
        }
        Err(refusal.map_or_else(Failure::interrupted, |error| failed(session, &error)))
    }
}

/// Returns whether the CRM refuses what a query asks for, and not the caller.
fn is_about_query(error: &Error) -> bool {
    let codes = [Code::BUSINESS_FAILURE, Code::INVALID_PARAMETER, Code::SYSTEM_ERROR];
    error.code().is_some_and(|it| codes.contains(&it))
}

fn warn_of_order(session: &Session<'_>, sort: Option<&str>) {
    let sort = safe::line(sort.unwrap_or_default());
    session.options().hint(&tr!(
        "the CRM refuses the order `{sort}`; if records are added or deleted during the export, others can be repeated or missed",
        "CRM 不接受排序 `{sort}`；导出期间若有记录新增或删除，其他记录可能重复或遗漏"
    ));
}

fn warn_of_names(session: &Session<'_>, plan: &Plan) {
    let entity = safe::line(&plan.entity.info.entity);
    session.options().hint(&tr!(
        "{entity}: the CRM does not return names of references; only their ids are exported",
        "{entity}：CRM 不返回引用记录的名称；只导出其 id"
    ));
}

async fn pages(session: &Session<'_>, query: AdvQuery) -> Result<Pages<Json>, Failure> {
    let call = session.call(query).await?.returning::<Page<Json>>();
    Ok(call.pages().prefetch(PREFETCH).speculative())
}

fn failed(session: &Session<'_>, error: &Error) -> Failure {
    let failure = session.failure(error, Effect::Read);
    if error.is_request() {
        return failure
            .with_remedy(&tr!("select fields with `--fields`", "请用 `--fields` 选择字段"));
    }
    failure
}

/// Returns the layout. Without `--fields`, the ids come first, even if the metadata does not list them.
fn layout(plan: &Plan, rows: &[Json], key: Option<String>, sort: Option<String>) -> Layout {
    let mut columns = plan.columns();
    if plan.has_all_fields
        && let Some(key) = key.as_ref().filter(|it| !rows.is_empty() && !columns.contains(it))
    {
        columns.insert(0, key.clone());
    }
    Layout { columns, key, sort }
}

/// Returns whether a row has a reference, but no row has its name.
fn lacks_names(plan: &Plan, rows: &[Json]) -> bool {
    let rows = || rows.iter().filter_map(|it| cells::fields(it.as_str()).ok());
    plan.names.iter().any(|(field, path)| {
        let refers = |row: &Vec<(String, &str)>| {
            row.iter().any(|(name, json)| name == field && json.starts_with('"') && json.len() > 2)
        };
        rows().any(|row| refers(&row))
            && !rows().any(|row| row.iter().any(|(name, _)| name == path))
    })
}
