//! Exports one entity to standard output.

use std::io::{self, Write};

use super::Request;
use super::plan::Plan;
use super::progress::Progress;
use super::source::Source;
use super::table::Table;
use crate::failure::Failure;
use crate::session::Session;
use crate::tenant;

/// Prints all rows. Such an export cannot be continued.
pub(super) async fn export(
    session: &Session<'_>,
    request: &Request,
    entity: &str,
) -> Result<(), Failure> {
    let mut plan = Plan::new(session, request, tenant::entity(session, entity).await?).await?;
    let mut source = Source::begin(session, &mut plan).await?;
    let mut table = Table::new(&plan, &source.layout, request.format);
    let progress = Progress::new(entity, session.options().quiet);
    let mut rows = 0;
    table.header()?;
    print(&table.text)?;
    while let Some(fetched) = source.next(session).await? {
        table.text.clear();
        rows += table.page(&fetched)?.rows;
        print(&table.text)?;
        progress.rows(rows, fetched.page.total_size);
    }
    Ok(())
}

fn print(text: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(text).and_then(|()| out.flush()).map_err(|error| Failure::output(&error))
}
