//! Whether records can be read incrementally: whether `modifiedOn` exists, and whether an advanced
//! query can filter and sort by it.

use std::cmp::Ordering;

use crm_client::filter::{Filter, field};
use serde_json::Value;

use super::catalog::{Catalog, Entity};
use super::reply::{NoReply, Reply};
use super::report::{Check, Report};
use super::user::reason;
use crate::lang::tr;
use crate::safe;
use crate::session::probe::{Probe, Read};

/// The field with the time of the last change, as it was seen on one installation.
pub(crate) const CURSOR: &str = "modifiedOn";

/// The number of rows that are looked at.
const SAMPLE: &str = "50";

/// The number of different values that an order must have to prove that the rows are sorted.
const ENOUGH: usize = 3;

/// The result of a check, or the reason why it is unknown.
type Finding = Result<Found, String>;

/// What a query does with the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Present,
    Missing,
    Applied,
    Ignored,
    /// With this code.
    Refused(i64),
}

/// The findings about an entity.
pub(crate) struct Cursor {
    exists: Finding,
    filter: Finding,
    sort: Finding,
    /// The replies of the queries.
    pub replies: Vec<Reply>,
}

/// Examines entities by their names, until all requests are used up.
pub(crate) async fn examine_entities(
    probe: &Probe,
    catalog: &Catalog,
    names: &[String],
    report: &mut Report,
) {
    for name in names {
        if let Some(entity) = catalog.entity(name) {
            examine(probe, entity, None, &[], CURSOR).await.report(entity, report);
        } else {
            let reason = tr!("the CRM has no such entity", "CRM 没有该实体");
            report.add(Check::undetermined(&id(name, "exists"), title(name), reason));
        }
    }
}

/// Examines an entity. `exists` is whether the metadata has the field, and `known` are values of it.
/// `fields` are the fields of the rows, which include it if it exists.
pub(crate) async fn examine(
    probe: &Probe,
    entity: &Entity,
    exists: Option<bool>,
    known: &[Value],
    fields: &str,
) -> Cursor {
    let unknown = || Err(tr!("no query was made", "没有进行查询"));
    let mut cursor = Cursor {
        exists: match exists {
            Some(true) => Ok(Found::Present),
            Some(false) => Ok(Found::Missing),
            None => unknown(),
        },
        filter: unknown(),
        sort: unknown(),
        replies: Vec::new(),
    };
    let named = || Filter::from(field(entity.main.as_str()).is_not_empty());
    if exists == Some(false) {
        // The reply still shows the totals.
        cursor.query(probe, entity, named(), fields, false).await.ok();
        let missing = || Err(tr!("the field does not exist", "该字段不存在"));
        (cursor.filter, cursor.sort) = (missing(), missing());
        return cursor;
    }
    // With a known value in the middle, one query shows both.
    let mut middle = middle(known);
    if let Some(value) = &middle {
        match cursor.query(probe, entity, after(value), fields, true).await {
            Ok(Found::Present) => {
                let values = cursor.last_values();
                cursor.sort = sort_of(&values);
                cursor.filter = filter_of(&values, value);
                cursor.exists = exists_of(&values).or(cursor.exists);
                return cursor;
            }
            Ok(_) => {}
            Err(reason) => {
                (cursor.filter, cursor.sort) = (Err(reason.clone()), Err(reason));
                return cursor;
            }
        }
    }
    let mut is_sorted = false;
    match cursor.query(probe, entity, named(), fields, true).await {
        Ok(Found::Present) => {
            let values = cursor.last_values();
            cursor.sort = sort_of(&values);
            cursor.exists = exists_of(&values).or(cursor.exists);
            middle = middle.or_else(|| self::middle(&values));
            is_sorted = true;
        }
        found => cursor.sort = found,
    }
    // The order is the same as before. If the condition is ignored, the reply has the same rows, and some
    // of them do not meet it. Without a known value, it can still be seen whether the query is refused.
    let value = middle.clone().unwrap_or_else(|| "2020-01-01 00:00:00".into());
    match cursor.query(probe, entity, after(&value), fields, is_sorted).await {
        Ok(Found::Present) => {
            let values = cursor.last_values();
            cursor.filter = match middle {
                Some(_) => filter_of(&values, &value),
                None => Err(too_few()),
            };
            cursor.exists = exists_of(&values).or(cursor.exists);
        }
        found => cursor.filter = found,
    }
    if exists.is_none()
        && let (Ok(Found::Refused(_)), Ok(Found::Refused(_))) = (&cursor.sort, &cursor.filter)
    {
        let reason = tr!("every query with it is refused", "包含该字段的查询都被拒绝");
        cursor.exists = Err(reason);
    }
    cursor
}

impl Cursor {
    /// Sends a query. Returns `Present` if it succeeds.
    async fn query(
        &mut self,
        probe: &Probe,
        entity: &Entity,
        filter: Filter,
        fields: &str,
        is_sorted: bool,
    ) -> Finding {
        let query = Read::query(&entity.name, filter).param("fields", fields);
        let query = query.param("page_size", SAMPLE);
        let query = if is_sorted { query.param("sort", format!("{CURSOR}:asc")) } else { query };
        let reply: Result<Reply, NoReply> = Reply::of(probe, query).await;
        let reply = reply.map_err(|no_reply| reason(&no_reply))?;
        let code = reply.code;
        self.replies.push(reply);
        Ok(if code == 0 { Found::Present } else { Found::Refused(code) })
    }

    /// Returns the values of the field in the last reply, in the order of the rows.
    fn last_values(&self) -> Vec<Value> {
        let rows = self.replies.last().map(Reply::rows).unwrap_or_default();
        rows.iter().map(|it| it.get(CURSOR).cloned().unwrap_or_default()).collect()
    }

    /// Adds the findings to a report.
    pub(crate) fn report(self, entity: &Entity, report: &mut Report) {
        let name = &entity.name;
        let parts = [
            ("exists", title(name), self.exists),
            ("filter", tr!("  as a condition", "  作为条件"), self.filter),
            ("sort", tr!("  in `sort`", "  用于 `sort`"), self.sort),
        ];
        for (part, title, finding) in parts {
            report.add(match finding {
                Ok(found) => Check::found(&id(name, part), title, found.value(), found.text()),
                Err(reason) => Check::undetermined(&id(name, part), title, reason),
            });
        }
    }
}

impl Found {
    fn value(self) -> String {
        match self {
            Found::Present => "exists".to_owned(),
            Found::Missing => "missing".to_owned(),
            Found::Applied => "applied".to_owned(),
            Found::Ignored => "ignored".to_owned(),
            Found::Refused(code) => format!("refused with code {code}"),
        }
    }

    fn text(self) -> String {
        match self {
            Found::Present => tr!("exists", "存在"),
            Found::Missing => tr!("does not exist", "不存在"),
            Found::Applied => tr!("works", "有效"),
            Found::Ignored => tr!("is ignored", "被忽略"),
            Found::Refused(code) => tr!("is refused with code {code}", "被拒绝，错误码 {code}"),
        }
    }
}

fn id(entity: &str, part: &str) -> String {
    format!("modified_on.{entity}.{part}")
}

fn title(entity: &str) -> String {
    format!("{}.{CURSOR}", safe::line(entity))
}

fn after(value: &Value) -> Filter {
    field(CURSOR).gt(value).into()
}

fn exists_of(values: &[Value]) -> Finding {
    if values.iter().any(is_value) { Ok(Found::Present) } else { Err(too_few()) }
}

/// Returns whether values are sorted, if they show it.
fn sort_of(values: &[Value]) -> Finding {
    let values: Vec<&Value> = values.iter().filter(|it| is_value(it)).collect();
    let orders: Option<Vec<Ordering>> = values.windows(2).map(|it| compare(it[0], it[1])).collect();
    let Some(orders) = orders else {
        return Err(tr!("its values have different types", "其值的类型不一致"));
    };
    if orders.contains(&Ordering::Greater) {
        return Ok(Found::Ignored);
    }
    let steps = orders.iter().filter(|it| it.is_lt()).count();
    if steps + 1 < ENOUGH { Err(too_few()) } else { Ok(Found::Applied) }
}

/// Returns whether all values are greater than one that exists.
fn filter_of(values: &[Value], limit: &Value) -> Finding {
    let values: Vec<&Value> = values.iter().filter(|it| is_value(it)).collect();
    if values.iter().any(|it| compare(it, limit).is_some_and(Ordering::is_le)) {
        return Ok(Found::Ignored);
    }
    if values.is_empty() { Err(too_few()) } else { Ok(Found::Applied) }
}

/// Returns the smaller one of the two different values in the middle.
fn middle(values: &[Value]) -> Option<Value> {
    let mut values: Vec<&Value> = values.iter().filter(|it| is_value(it)).collect();
    values.sort_by(|left, right| compare(left, right).unwrap_or(Ordering::Equal));
    values.dedup();
    values.get(values.len().checked_sub(2)? / 2).copied().cloned()
}

fn is_value(value: &Value) -> bool {
    value.is_number() || value.as_str().is_some_and(|it| !it.is_empty())
}

fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::String(left), Value::String(right)) => Some(left.cmp(right)),
        (Value::Number(left), Value::Number(right)) => left.as_f64()?.partial_cmp(&right.as_f64()?),
        _ => None,
    }
}

fn too_few() -> String {
    tr!("too few records have different values of it", "取值不同的记录太少")
}
