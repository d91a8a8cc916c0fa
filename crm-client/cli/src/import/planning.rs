//! Plans a run, with reads only.

use std::collections::HashMap;
use std::time::SystemTime;

use super::existing::Matches;
use super::journal::Entry;
use super::plan::{Planned, Rules, decide};
use super::query::Query;
use super::references::References;
use super::rows;
use super::settings::Settings;
use super::source::Source;
use crate::failure::Failure;
use crate::lang::tr;

/// Converts the rows, finds their matches, and decides what happens to each.
pub(super) async fn plan(
    query: &Query<'_>,
    settings: &Settings,
    source: &Source,
    entries: &HashMap<u32, Entry>,
) -> Result<Vec<Planned>, Failure> {
    let Source { input, target, header, mapping, matching } = source;
    let data = &input.table.rows[header + 1..];
    let is_done = |number: u32| entries.get(&(number + 1)).is_some_and(|it| !it.is_open());
    let is_finished = rows::numbers(data, mapping).all(is_done);
    let references = if is_finished {
        References::default()
    } else {
        References::find(query, rows::wanted(target, mapping, data)).await?
    };
    let rows = rows::prepare(target, &input.table, *header, mapping, &references, matching);
    if rows.is_empty() {
        return Err(Failure::usage(tr!(
            "the table has no rows after the headers; add rows",
            "表头之后没有数据行；请添加数据"
        )));
    }
    let matches = if is_finished {
        Matches::default()
    } else {
        wait_for_open(query, settings, entries).await;
        Matches::find(query, target, matching, &rows).await?
    };
    let rules = Rules {
        target,
        mapping,
        matching,
        on_match: settings.on_match,
        retry_unknown: settings.retry_unknown,
        journal: entries,
    };
    Ok(decide(&rules, &matches, rows))
}

/// Waits until no request of an earlier process can be under way any more.
async fn wait_for_open(query: &Query<'_>, settings: &Settings, entries: &HashMap<u32, Entry>) {
    let open = entries.values().filter(|it| it.is_open());
    let Some(last) = open.filter_map(|it| it.sent).max() else { return };
    let end = last + settings.grace;
    if let Ok(rest) = end.duration_since(SystemTime::now()) {
        // A clock that was set back must not make this wait for hours.
        let rest = rest.min(settings.grace);
        query.session.options().hint(&tr!(
            "waiting {} s for requests whose replies were lost",
            "等待 {} 秒，以确认响应丢失的请求",
            rest.as_secs() + 1
        ));
        tokio::time::sleep(rest).await;
    }
}
