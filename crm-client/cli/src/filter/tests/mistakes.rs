//! The messages for invalid filters.

use expect_test::{Expect, expect};

use super::NOW;
use crate::filter::{grammar, mark};

fn mistake(text: &str) -> String {
    match grammar::expression(text, NOW) {
        Ok(filter) => panic!("{text}: {filter}"),
        Err(it) => format!("{}\n{}\n", it.message, mark::fitted(text, &it.span, 60)),
    }
}

fn check_mistakes(texts: &[&str], expect: &Expect) {
    expect.assert_eq(&texts.iter().map(|it| mistake(it)).collect::<Vec<_>>().join("\n"));
}

#[test]
fn marks_operators_that_the_api_does_not_have() {
    check_mistakes(
        &[
            "amount >= 5",
            "amount==5",
            "金额 ≥ 5",
            "typeCode in (1, 2)",
            "phone like \"%021%\"",
            "phone is null",
            "phone not ~ 021",
            "not phone ~ 021",
            "phone ＝ 021",
            "phone",
            "phone is",
        ],
        &expect![[r#"
            unknown operator `>=`; the API has no such operator; write `amount > … or amount = …`
              amount >= 5
                     ^^

            unknown operator `==`; write `=`
              amount==5
                    ^^

            unknown operator `≥`; the API has no such operator; write `金额 > … or 金额 = …`
              金额 ≥ 5
                   ^

            unknown operator `in`; the API has no such operator; write `typeCode = … or typeCode = …`
              typeCode in (1, 2)
                       ^^

            unknown operator `like`; write `~`
              phone like "%021%"
                    ^^^^

            unknown operator; write `is empty` to test for a missing value, or `=` to compare
              phone is null
                       ^^^^

            unknown operator `not`; write `!~` or `is not empty`
              phone not ~ 021
                    ^^^

            a condition has no `not` in front; write `!=`, `!~` or `is not empty`
              not phone ~ 021
              ^^^

            unknown operator `＝`; write `=`
              phone ＝ 021
                    ^^

            expected an operator after `phone`; use one of = != > < ~ !~ is empty, is not empty
              phone
                   ^

            unknown operator; write `is empty` to test for a missing value, or `=` to compare
              phone is
                      ^
        "#]],
    );
}

#[test]
fn marks_mistakes_between_conditions() {
    check_mistakes(
        &[
            "",
            "phone ~ 021 and address ~ 上海 or typeCode = 1",
            "(phone ~ 021 or address ~ 上海) and typeCode = 1",
            "accountName = 上海 企能 and phone ~ 021",
            "phone ~ 021, address ~ 上海",
            "phone ~ 021 && address ~ 上海",
            "phone ~ 021 and",
            "phone ~ 021 或 address ~ 上海",
            "a=1 or b=2 or c=3 or d=4 or e=5 or f=6 or g=7 or h=8 or i=9 or j=10 or k=11",
        ],
        &expect![[r#"
            the filter has no condition; write something like `phone ~ 021`
  
              ^

            `or` after `and`; the API joins all conditions in the same way, so use one of them only
              phone ~ 021 and address ~ 上海 or typeCode = 1
                                             ^^

            the API has no nested conditions; remove the parentheses, or put text that contains them in quotes
              (phone ~ 021 or address ~ 上海) and typeCode = 1
              ^

            expected `and`, `or` or the end; text with spaces needs quotes: `"上海 企能"`
              accountName = 上海 企能 and phone ~ 021
                                 ^^^^

            write `and` or `or` between conditions, and put text with such characters in quotes
              phone ~ 021, address ~ 上海
                         ^

            write `and` or `or` between conditions, and put text with such characters in quotes
              phone ~ 021 && address ~ 上海
                          ^^

            expected the name of a field, as in `phone ~ 021`
              phone ~ 021 and
                             ^

            write `or`
              phone ~ 021 或 address ~ 上海
                          ^^

            a filter has at most 10 conditions; remove those from here on
              …3 or d=4 or e=5 or f=6 or g=7 or h=8 or i=9 or j=10 or k=11
                                                                   ^^
        "#]],
    );
}

#[test]
fn marks_invalid_names_and_values() {
    check_mistakes(
        &[
            "5 > amount",
            "owner..name = 1",
            "c-name = 1",
            "phone = ",
            "phone ~ and typeCode = 1",
            "address = “上海”",
            "address = \"上海",
            "accountName ~ '上海' and address = 'a\\qb'",
            "phone = null",
            "createdOn > 2026-02-30",
            "createdOn > 2026-2-3",
            "createdOn > 2026/02/03",
            "createdOn > 2026-02-03 25:00",
            "createdOn > 2026-02-03T08:00Z",
            "createdOn > -7x",
            "createdOn > -99999999999999999999d",
            "url = http://example.com/?a=1",
            "a = 'line\nbreak' b",
        ],
        &expect![[r#"
            invalid name of a field; write the internal name, such as `phone`, `c__level` or `ownerId.createdOn`
              5 > amount
              ^

            invalid name of a field; write the internal name, such as `phone`, `c__level` or `ownerId.createdOn`
              owner..name = 1
              ^^^^^^^^^^^

            invalid name of a field; write the internal name, such as `phone`, `c__level` or `ownerId.createdOn`
              c-name = 1
              ^^^^^^

            expected a value after `=`; put text with spaces or symbols in quotes
              phone =
                      ^

            expected a value after `~`; put text with spaces or symbols in quotes
              phone ~ and typeCode = 1
                      ^^^

            use straight quotes, `"…"` or `'…'`
              address = “上海”
                        ^^^^^^

            the quote is not closed; add `"` after the text
              address = "上海
                        ^

            unknown escape `\q`; write `\\` for a backslash
              accountName ~ '上海' and address = 'a\qb'
                                                   ^^

            there is no value `null`; write `is empty` or `is not empty`
              phone = null
                      ^^^^

            the date does not exist; correct it, or put text in quotes
              createdOn > 2026-02-30
                          ^^^^^^^^^^

            write the date as `2026-02-03`, or put text in quotes
              createdOn > 2026-2-3
                          ^^^^^^^^

            write the date as `2026-02-03`, or put text in quotes
              createdOn > 2026/02/03
                          ^^^^^^^^^^

            invalid time of day; write it as `08:00` or `08:00:00`, without a time zone
              createdOn > 2026-02-03 25:00
                                     ^^^^^

            invalid time of day; write it as `08:00` or `08:00:00`, without a time zone
              createdOn > 2026-02-03T08:00Z
                          ^^^^^^^^^^^^^^^^^

            unknown unit `x`; use d, w, m or y for days, weeks, months or years, or h for hours
              createdOn > -7x
                          ^^^

            the date is out of range; use a smaller number
              createdOn > -99999999999999999999d
                          ^^^^^^^^^^^^^^^^^^^^^^

            expected `and`, `or` or the end; put text with such characters in quotes
              url = http://example.com/?a=1
                                         ^

            expected `and`, `or` or the end; text with spaces needs quotes: `"line\nbreak b"`
              a = 'line⏎break' b
                               ^
        "#]],
    );
}

#[test]
fn a_long_filter_is_shortened_around_the_mistake() {
    let long =
        format!("accountName = \"{}\" and phone ≥ 5 and {}", "上海".repeat(60), "x".repeat(90));
    expect![[r#"
        unknown operator `≥`; the API has no such operator; write `phone > … or phone = …`
          …上海上海上海上海上海上海上海上海" and phone ≥ 5 and xxxxxx…
                                                       ^
    "#]]
    .assert_eq(&mistake(&long));
}
