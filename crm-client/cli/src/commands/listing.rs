//! Prints a list: one page, or page by page.

use clap::{Arg, ArgAction, ArgMatches, value_parser};
use crm_client::endpoint::Effect;
use crm_client::{Endpoint, Page, Record};

use crate::failure::Failure;
use crate::lang::tr;
use crate::options::Options;
use crate::output::Printer;
use crate::session::Session;

/// The number of pages that are fetched ahead.
const PREFETCH: usize = 4;

/// How much of a list is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// The largest number of rows to fetch page by page, or `None` if one page is wanted.
    pub max_items: Option<usize>,
    /// The number of rows per page.
    pub page_size: usize,
}

/// Returns the options `--all` and `--max-items`.
pub(super) fn args() -> [Arg; 2] {
    [
        Arg::new("all")
            .long("all")
            .action(ArgAction::SetTrue)
            .help(tr!("Fetch all pages", "获取所有页")),
        Arg::new("max-items")
            .long("max-items")
            .value_name("N")
            .value_parser(value_parser!(usize))
            .help(tr!("Fetch pages until there are N rows", "获取各页，直到满 N 行")),
    ]
}

/// Returns the value of `--max-items`, the largest possible one with `--all`, or `None`.
pub(super) fn max_items(matches: &ArgMatches) -> Option<usize> {
    let max = matches.get_one::<usize>("max-items").copied();
    max.or(matches.get_flag("all").then_some(usize::MAX))
}

/// Fetches a list and prints it.
///
/// # Errors
///
/// Fails if a page cannot be fetched. The rows before it have been printed.
pub(super) async fn print<E: Endpoint>(
    session: &Session<'_>,
    request: E,
    extent: Extent,
    columns: Option<&[String]>,
) -> Result<(), Failure> {
    let options = session.options();
    let call = session.call(request).await?.returning::<Page<Record>>();
    let Some(max_items) = extent.max_items else {
        let page = call.await.map_err(|error| session.failure(&error, Effect::Read))?;
        rows(options, columns, &page)?;
        hint(options, &page, extent.page_size);
        return Ok(());
    };
    let mut rows = call.items().prefetch(PREFETCH).max_items(max_items);
    let mut printer = Printer::new(options.format, columns);
    let mut count = 0_usize;
    while let Some(row) = rows.next().await {
        printer.row(&row.map_err(|error| session.failure(&error, Effect::Read))?)?;
        count += 1;
        if count.is_multiple_of(extent.page_size) {
            printer.flush()?;
        }
    }
    printer.finish()
}

/// Prints rows that are all there.
pub(super) fn rows<'a>(
    options: &Options,
    columns: Option<&[String]>,
    rows: impl IntoIterator<Item = &'a Record>,
) -> Result<(), Failure> {
    let mut printer = Printer::new(options.format, columns);
    for row in rows {
        printer.row(row)?;
    }
    printer.finish()
}

/// Says how to get the other rows, if there are any.
fn hint(options: &Options, page: &Page<Record>, page_size: usize) {
    let shown = page.data.len();
    match page.total_size {
        Some(total) if total > shown as u64 => options.hint(&tr!(
            "{shown} of {total} rows; `--all` fetches all rows",
            "共 {total} 行，已显示 {shown} 行；`--all` 可获取全部"
        )),
        None if shown >= page_size => options.hint(&tr!(
            "{shown} rows, and there can be more; `--all` fetches all rows",
            "已显示 {shown} 行，可能还有更多；`--all` 可获取全部"
        )),
        _ if shown == 0 => options.hint(&tr!("no rows", "没有数据")),
        _ => {}
    }
}
