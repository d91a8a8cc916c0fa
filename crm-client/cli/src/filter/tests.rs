//! Tests of the filter language.

mod mistakes;
mod properties;

use jiff::civil::DateTime;

use super::{Expression, grammar};

const NOW: DateTime = DateTime::constant(2026, 3, 31, 9, 30, 0, 0);

fn parsed(text: &str) -> Expression {
    let parsed = grammar::expression(text, NOW);
    parsed.unwrap_or_else(|mistake| panic!("{text}: {}", mistake.message))
}

fn json(text: &str) -> String {
    serde_json::to_string(&parsed(text).to_filter()).unwrap()
}

#[test]
fn sends_the_filter_of_the_vendors_page() {
    assert_eq!(
        json("phone ~ 021 or address ~ 上海"),
        r#"{"type":"OR","filters":[{"fieldName":"phone","operator":"cl","value":"021"},{"fieldName":"address","operator":"cl","value":"上海"}]}"#
    );
}

#[test]
fn knows_all_operators() {
    let text = "a=1 AND b != 1 and c<>1 And d>1 and e<1 and f~1 and g !~ 1 and h IS empty and i is Not Empty";
    let filter: serde_json::Value = serde_json::from_str(&json(text)).unwrap();
    let conditions = filter["filters"].as_array().unwrap();
    let found: Vec<_> =
        conditions.iter().map(|it| (it["operator"].as_str().unwrap(), &it["value"])).collect();
    let (number, text, empty) = (&1.into(), &"1".into(), &"".into());
    assert_eq!(filter["type"], "AND");
    assert_eq!(
        found,
        [
            ("=", number),
            ("<>", number),
            ("<>", number),
            (">", number),
            ("<", number),
            ("cl", text),
            ("nc", text),
            ("$NULL$", empty),
            ("$NOT_NULL$", empty),
        ]
    );
}

#[test]
fn reads_numbers_dates_and_text() {
    for (text, json) in [
        ("1", "1"),
        ("-1.50", "-1.50"),
        ("0", "0"),
        ("0.5", "0.5"),
        ("021", r#""021""#),
        ("1e5", r#""1e5""#),
        ("+86", r#""+86""#),
        ("12345678901234567890123", "12345678901234567890123"),
        ("true", "true"),
        ("'true'", r#""true""#),
        ("\"1\"", r#""1""#),
        ("上海", r#""上海""#),
        ("002-0001", r#""002-0001""#),
        ("2026-01-31", r#""2026-01-31""#),
        ("2026-01-31 08:00", r#""2026-01-31 08:00:00""#),
        ("2026-01-31T08:00:59", r#""2026-01-31 08:00:59""#),
        ("today", r#""2026-03-31""#),
        ("Today 18:00", r#""2026-03-31 18:00:00""#),
        ("yesterday", r#""2026-03-30""#),
        ("tomorrow", r#""2026-04-01""#),
        ("now", r#""2026-03-31 09:30:00""#),
        ("-7d", r#""2026-03-24""#),
        ("+1w", r#""2026-04-07""#),
        ("-1m", r#""2026-02-28""#),
        ("-2y", r#""2024-03-31""#),
        ("-10h", r#""2026-03-30 23:30:00""#),
        ("'2026-02-30'", r#""2026-02-30""#),
        (r#"'it\'s "x" \\ \n'"#, r#""it's \"x\" \\ \n""#),
        ("\"it's\"", r#""it's""#),
        ("''", r#""""#),
    ] {
        let found = self::json(&format!("a = {text}"));
        assert!(found.ends_with(&format!(r#""value":{json}}}]}}"#)), "{text}: {found}");
    }
}
