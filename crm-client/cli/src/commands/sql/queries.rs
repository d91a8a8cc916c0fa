//! The queries that are part of the tool.

use crate::lang::tr;

/// A query with its description.
pub(super) struct Query {
    /// The name of `--run`.
    pub name: &'static str,
    /// Returns what the query finds.
    pub title: fn() -> String,
    /// The entities that must be mirrored.
    pub entities: &'static [&'static str],
    /// The file with the query.
    pub sql: &'static str,
}

/// All queries, in the order of the list.
pub(super) const QUERIES: [Query; 4] = [
    Query {
        name: "duplicates",
        title: || tr!("customers with an equal name or phone", "名称或电话相同的客户"),
        entities: &["Account"],
        sql: include_str!("../../../sql/duplicates.sql"),
    },
    Query {
        name: "idle",
        title: || tr!("open opportunities without a change for 30 days", "30 天没有变化的机会"),
        entities: &["Chance", "Account", "User"],
        sql: include_str!("../../../sql/idle.sql"),
    },
    Query {
        name: "overdue",
        title: || tr!("payment plans that are late and not paid", "逾期未收的回款计划"),
        entities: &["Returnmoneyplan", "Returnmoneyrecord", "Account", "User"],
        sql: include_str!("../../../sql/overdue.sql"),
    },
    Query {
        name: "pipeline",
        title: || tr!("open opportunities by owner and month", "按负责人和月份汇总的机会"),
        entities: &["Chance", "User"],
        sql: include_str!("../../../sql/pipeline.sql"),
    },
];

/// Returns the query with this name.
pub(super) fn find(name: &str) -> Option<&'static Query> {
    QUERIES.iter().find(|it| it.name == name)
}
