//! The behavior of a CRM where the vendor documents nothing.

mod fields;
mod lists;
mod refusals;
mod values;

use serde_json::{Map, Value};

use super::catalog::{Catalog, Entity};
use super::cursor::{self, CURSOR};
use super::redact::Redaction;
use super::reply::{NoReply, Reply};
use super::report::{Check, Report};
use super::{quota, user};
use crate::lang::tr;
use crate::session::probe::{Probe, Read};
use fields::Fields;
use refusals::Statuses;

/// The entity whose records are looked at.
pub(super) const ACCOUNT: &str = "Account";

/// The other entity whose incremental reading is examined.
pub(super) const CONTACT: &str = "Contact";

/// A row of a list.
type Row = Map<String, Value>;

/// Examines the behavior, for the user with this id.
pub(super) async fn examine(
    probe: &Probe,
    redaction: &Redaction,
    catalog: &Catalog,
    user: Option<&str>,
    report: &mut Report,
) {
    let Some(account) = catalog.entity(ACCOUNT) else {
        report.add(quota::check(&catalog.headers));
        let reason = tr!("the CRM has no entity `{ACCOUNT}`", "CRM 没有实体 `{ACCOUNT}`");
        report.add(Check::undetermined("behavior", tr!("all checks", "全部检查"), reason));
        return;
    };
    let mut statuses = Statuses::default();
    let fields = Fields::read(probe, account, &mut statuses).await;
    let names = fields.sample();

    // On behalf of the user.
    let mut list = match user {
        Some(user) => Some(lists::customers_of(probe, account, user, &names).await),
        None => None,
    };
    let works = match (&list, user) {
        (Some(reply), Some(user)) => user::judge(reply, user, probe, report).await,
        _ => false,
    };
    report.add(quota::check(&catalog.headers));
    if let Some(Ok(reply)) = &list {
        statuses.add(reply);
    }
    if !works {
        list = None;
    }
    let mut rows = rows(list.as_ref());
    let acting = user.filter(|_| works);
    let star = lists::star(probe, account, acting, &rows).await;
    let page = lists::large_page(probe, account, acting, &mut statuses).await;
    let unknown = refusals::unknown_record(probe, account, acting, redaction, &mut statuses).await;
    let wrong = refusals::wrong_signature(probe, redaction, &mut statuses).await;

    // Queries, which have no user.
    let has_cursor = fields.has(CURSOR);
    let known = rows.iter().filter_map(|it| it.get(CURSOR).cloned()).collect::<Vec<_>>();
    // Further fields could be a reason for a refusal, so they are requested only if they are needed.
    let queried = match has_cursor {
        _ if rows.is_empty() => names,
        Some(false) => account.main.clone(),
        Some(true) | None => format!("{},{CURSOR}", account.main),
    };
    let found = cursor::examine(probe, account, has_cursor, &known, &queried).await;
    for reply in &found.replies {
        statuses.add(reply);
    }
    let query = found.replies.iter().find(|it| !it.is_refused());
    if rows.is_empty()
        && let Some(query) = query
    {
        rows = query.rows().into_iter().cloned().collect();
    }
    let totals = lists::query_totals(query);
    let contact = match catalog.entity(CONTACT) {
        Some(contact) => Some(cursor::examine(probe, contact, None, &[], CURSOR).await),
        None => None,
    };

    report.add(statuses.check());
    report.add(wrong);
    report.add(unknown);
    values::examine(&rows, &fields, report);
    report.add(totals);
    report.add(page);
    report.add(star);
    found.report(account, report);
    if let (Some(found), Some(contact)) = (contact, catalog.entity(CONTACT)) {
        found.report(contact, report);
    }
}

fn rows(list: Option<&Result<Reply, NoReply>>) -> Vec<Row> {
    let reply = list.and_then(|it| it.as_ref().ok());
    reply.map(|it| it.rows().into_iter().cloned().collect()).unwrap_or_default()
}

/// Returns the reason why a check that acts for the user was not made.
fn no_user() -> String {
    tr!("it needs a user who may read customers", "需要一个可以读取客户的用户")
}

/// Returns the metadata of the fields of an entity.
fn metadata(entity: &Entity) -> Read {
    Read::get("metadata/field").param("entity", entity.name.clone())
}
