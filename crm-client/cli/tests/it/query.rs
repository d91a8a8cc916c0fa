//! `crm query` and its filter language.

use expect_test::{Expect, expect};
use serde_json::Value;

use crate::support::{Server, finish};

/// Runs a query against a server, with the output as JSON lines.
fn query(server: &Server, args: &[&str]) -> (i32, Vec<Value>, String) {
    let run = finish(server.crm(["query"]).args(args).args(["--output", "ndjson"]));
    let rows = run.stdout.lines().map(|it| serde_json::from_str(it).unwrap()).collect();
    (run.code, rows, run.stderr)
}

fn check_error(args: &[&str], expect: &Expect) {
    let server = Server::start();
    let run = finish(server.crm(["query"]).args(args));
    assert_eq!((run.code, run.stdout.as_str()), (2, ""), "{run:?}");
    expect.assert_eq(&run.stderr);
    let paths = server.sandbox.completed_calls();
    assert!(!paths.contains(&"entity/adv-query"), "{paths:?}");
}

#[test]
fn finds_records_with_any_of_two_conditions() {
    let server = Server::start();
    let filter = "phone ~ 021 or address ~ 上海";
    let (code, rows, _) =
        query(&server, &["Account", "--where", filter, "--fields", "phone,address", "--all"]);
    assert_eq!(code, 0);
    assert!(!rows.is_empty());
    for row in &rows {
        let has = |name: &str, part: &str| row[name].as_str().is_some_and(|it| it.contains(part));
        assert!(has("phone", "021") || has("address", "上海"), "{row}");
    }
    let sent = server.sandbox.journal().pop().unwrap();
    assert_eq!(
        std::str::from_utf8(sent.body()).unwrap(),
        r#"{"type":"OR","filters":[{"fieldName":"phone","operator":"cl","value":"021"},{"fieldName":"address","operator":"cl","value":"上海"}]}"#
    );
}

#[test]
fn without_conditions_all_records_are_found() {
    let server = Server::start();
    for (entity, count) in [("Account", 60), ("Returnmoneyplan", 156), ("c__lead", 40)] {
        let (code, rows, errors) = query(&server, &[entity, "--all"]);
        assert_eq!((code, rows.len()), (0, count), "{entity}: {errors}");
    }
}

#[test]
fn sorts_and_pages() {
    let server = Server::start();
    let args = ["SalesOrder", "--where", "amount > 10000", "--sort", "createdOn:desc"];
    let fields = ["--fields", "amount,createdOn", "--page-size", "5"];
    let (_, first, _) = query(&server, &[&args[..], &fields, &["--page-no", "1"]].concat());
    let (_, second, _) = query(&server, &[&args[..], &fields, &["--page-no", "2"]].concat());
    let all: Vec<_> = first.iter().chain(&second).collect();
    assert_eq!(all.len(), 10);
    assert!(all.windows(2).all(|it| it[0]["createdOn"].as_str() >= it[1]["createdOn"].as_str()));
    assert!(all.iter().all(|it| it["amount"].as_f64() > Some(10000.0)));

    let (_, rows, _) = query(&server, &[&args[..], &fields[..2], &["--max-items", "7"]].concat());
    assert_eq!(rows.len(), 7);
    assert_eq!(server.sandbox.journal().pop().unwrap().param("page_size").as_deref(), Some("7"));
}

#[test]
fn values_get_the_type_of_their_field() {
    let server = Server::start();
    let body = |filter: &str| -> Value {
        let (code, _, errors) =
            query(&server, &["Account", "--where", filter, "--fields", "phone"]);
        assert_eq!(code, 0, "{filter}: {errors}");
        serde_json::from_slice(server.sandbox.journal().pop().unwrap().body()).unwrap()
    };
    for (filter, value) in [
        ("phone = 13700000000", Value::from("13700000000")),
        ("typeCode = 2", Value::from(2)),
        ("typeCode = 合作伙伴", Value::from(2)),
        ("employees > 100", Value::from(100)),
        ("createdOn > 2026-01-31", Value::from("2026-01-31")),
        ("createdOn > 2026-01-31 08:00", Value::from("2026-01-31 08:00:00")),
        ("owning_user.userName = 老黄", Value::from("老黄")),
    ] {
        assert_eq!(body(filter)["filters"][0]["value"], value, "{filter}");
    }
}

#[test]
fn an_unchecked_query_is_one_call() {
    let server = Server::start();
    let args = ["Account", "--where", "phone ~ 021", "--fields", "phone", "--unchecked"];
    let (code, rows, _) = query(&server, &args);
    assert!(code == 0 && !rows.is_empty());
    assert_eq!(server.sandbox.completed_calls(), ["entity/adv-query"]);
}

#[test]
fn mistakes_are_marked() {
    check_error(
        &["Account", "--where", "phone >= 021"],
        &expect![[r#"
        error: invalid filter: unknown operator `>=`; the API has no such operator; write `phone > … or phone = …`
          phone >= 021
                ^^
    "#]],
    );
    check_error(
        &["Account", "--where", "地址 ~ 上海 and phne ~ 021"],
        &expect![[r#"
        error: invalid filter: Account has no field `地址`; did you mean `address`?
          地址 ~ 上海 and phne ~ 021
          ^^^^
    "#]],
    );
    check_error(
        &["Account", "--where", "address ~ 上海 and phne ~ 021"],
        &expect![[r#"
        error: invalid filter: Account has no field `phne`; did you mean `phone`?
          address ~ 上海 and phne ~ 021
                             ^^^^
    "#]],
    );
    check_error(
        &["Account", "--where", "typeCode = 客户 or phone ~ 1"],
        &expect![[r#"
        error: invalid filter: `typeCode` is a picklist without this item; use a number or a label of: 0 正式客户, 1 潜在客户, 2 合作伙伴
          typeCode = 客户 or phone ~ 1
                     ^^^^
    "#]],
    );
    check_error(
        &["Account", "--where", "phone ~ \u{1b}[31m\u{202e} x"],
        &expect![[r#"
        error: invalid filter: expected `and`, `or` or the end; text with spaces needs quotes: `"\u{1b}[31m\u{202e} x"`
          phone ~ \u{1b}[31m\u{202e} x
                                     ^
    "#]],
    );
    check_error(
        &["Acount"],
        &expect![[r#"
        error: no entity is named `Acount`; did you mean `Account`?
    "#]],
    );
    check_error(
        &["Account", "--fields", "acountName"],
        &expect![[r#"
        error: Account has no field `acountName`; did you mean `accountName`?
    "#]],
    );
    check_error(
        &["Account", "--sort", "created_on:desc"],
        &expect![[r#"
        error: Account has no field `created_on`; did you mean `createdOn`?
    "#]],
    );
    check_error(
        &["Account", "--sort", "createdOn:down"],
        &expect![[r#"
        error: `--sort`: invalid sort order: unknown direction `down` of `createdOn`; expected `asc` or `desc`
    "#]],
    );
    check_error(
        &["Account", "--page-size", "201"],
        &expect![[r#"
        error: `--page-size`: invalid value `201`; 201 is not in 1..=200
    "#]],
    );
    check_error(
        &["Account", "--where", "phone", "--output", "json", "--lang", "zh"],
        &expect![[r#"
            {"error":{"excerpt":"  phone\n       ^","exit_code":2,"message":"过滤条件无效：`phone` 之后应为运算符；可用：= != > < ~ !~ is empty, is not empty"}}
        "#]],
    );
}
