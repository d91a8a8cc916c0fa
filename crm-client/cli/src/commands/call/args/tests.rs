//! An endpoint that the table does not have yet, with parameters of all types.

use clap::Command;
use crm_client::endpoint::{BodyKind, Info, Param, Returns};

use super::*;

/// Some parameters have the names of options of the tool.
const QUERY: &[Param] = &[
    Param::id("op_user").from_client(),
    Param::string("output"),
    Param::id("data"),
    Param::fields("fields"),
    Param::string("values").optional(),
    Param::bool("all").default("false"),
    Param::sort("sort").optional(),
    Param::int("max_items", 1, 5).optional(),
];

static INFO: Info<'static> =
    Info::post("new/search", "api-new").query(QUERY).body(BodyKind::Record).returns(Returns::Page);

/// Returns the tool with this endpoint as its only call.
fn tool() -> Command {
    let search = Command::new("search").defer(|command| define(command, &INFO));
    crate::options::define(crate::options::program()).subcommand(search)
}

#[test]
fn a_new_endpoint_needs_no_code() {
    let mut tool = tool();
    tool.build();
    let search = tool.find_subcommand("search").unwrap();
    let options: Vec<_> = search.get_arguments().filter_map(Arg::get_long).collect();
    for option in ["param-output", "param-data", "fields", "values", "param-all", "sort", "output"]
    {
        assert_eq!(options.iter().filter(|it| **it == option).count(), 1, "{option}: {options:?}");
    }

    let id = "002-00000000-0000-4000-8000-000000000001";
    let line =
        format!("csv --param-data {id} phone=021 --param-all --all --max-items 2 --sort a:asc");
    let words = ["crm", "search", "--output", "json"].into_iter().chain(line.split_whitespace());
    let matches = self::tool().try_get_matches_from(words).unwrap();
    let matches = matches.subcommand_matches("search").unwrap();
    let request = request(&INFO, matches).unwrap();
    let query: Vec<_> = request.query.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(query, [("data", id), ("all", "true"), ("sort", "a:asc"), ("output", "csv")]);
    assert!(matches!(request.body, Content::Json(_)));
    assert_eq!(listing::max_items(matches), Some(2));
}
