//! Properties of all filters.

use proptest::prelude::*;

use super::{NOW, parsed};
use crate::filter::value::Value;
use crate::filter::{grammar, mark};

/// A condition with a value that needs each way of writing it.
fn condition() -> impl Strategy<Value = String> {
    let field = "[a-zA-Z_\u{4e00}-\u{4e10}][a-z0-9_]{3,8}(\\.[a-zA-Z]{1,6})?";
    let quoted = || any::<String>().prop_map(|text| Value::Text(text).to_string());
    let word = || "[上x@*%.][a-z上海0-9@*%.-]{0,8}";
    let value = prop_oneof![
        quoted(),
        word(),
        "-?[0-9]{1,20}(\\.[0-9]{1,4})?",
        "20[0-9]{2}-0[1-9]-[12][0-8]( [01][0-9]:[0-5][0-9])?",
        "[+-][0-9]{1,3}[dwmyh]",
        Just("true".to_owned()),
    ];
    let operator = prop_oneof![Just("="), Just("!="), Just("<>"), Just(">"), Just("<")];
    let compared =
        (field, operator, value).prop_map(|(name, it, value)| format!("{name}{it}{value}"));
    let operator = prop_oneof![Just("~"), Just("!~")];
    let part = (field, operator, prop_oneof![quoted(), word()])
        .prop_map(|(name, it, value)| format!("{name} {it} {value}"));
    let empty = (field, prop_oneof![Just("IS"), Just("is not")])
        .prop_map(|(name, it)| format!("{name} {it} empty"));
    prop_oneof![3 => compared, 2 => part, 1 => empty]
}

fn filter() -> impl Strategy<Value = String> {
    let joint = prop_oneof![Just(" and "), Just(" OR ")];
    (prop::collection::vec(condition(), 1..=10), joint).prop_map(|(all, joint)| all.join(joint))
}

/// Text that resembles a filter more than arbitrary text does.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(" ".to_owned()),
        "[=!<>~()'\"\\\\,&|＝（]",
        "(and|or|is|not|empty|in|null|today|phone|上海|-7d|08:00|2026-01-31|2026-1-3T5)",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..30).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_filter_that_is_printed_parses_to_the_same_filter(text in filter()) {
        let first = parsed(&text);
        let printed = first.to_string();
        let second = parsed(&printed);
        prop_assert_eq!(first.to_filter(), second.to_filter(), "{}", printed);
        prop_assert_eq!(&printed, &second.to_string());
    }

    #[test]
    fn text_of_any_kind_is_parsed_or_marked(text in soup(), width in 0_usize..80) {
        match grammar::expression(&text, NOW) {
            Ok(filter) => prop_assert_eq!(parsed(&filter.to_string()).to_filter(), filter.to_filter()),
            Err(mistake) => {
                prop_assert!(text.get(mistake.span.clone()).is_some());
                let excerpt = mark::fitted(&text, &mistake.span, width);
                prop_assert_eq!(excerpt.lines().count(), 2);
            }
        }
    }
}
