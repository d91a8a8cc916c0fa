//! Normalizations of match keys, so that the same company or phone number has the same key however a
//! person has written it.

use std::collections::BTreeSet;

use crate::failure::Failure;
use crate::lang::tr;

/// A normalization of a match key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// `ＡＢＣ１２３（）` → `ABC123()`.
    Width,
    /// Removes white space, also inside.
    Blanks,
    /// `Abc` → `abc`.
    Case,
    /// Removes the legal form at the end of a company name, such as 有限公司.
    Suffix,
    /// Removes the separators of a phone number, and the prefix `+86` or `0086`.
    Phone,
}

impl Step {
    /// All steps with their names, in the order in which they are applied.
    pub(crate) const ALL: [(&'static str, Step); 5] = [
        ("width", Step::Width),
        ("blanks", Step::Blanks),
        ("case", Step::Case),
        ("suffix", Step::Suffix),
        ("phone", Step::Phone),
    ];
}

/// The legal forms that are removed. Longer ones come first.
const SUFFIXES: [&str; 14] = [
    "有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "有限公司",
    "股份公司",
    "公司",
    "co.,ltd.",
    "co.,ltd",
    "co.ltd.",
    "co.ltd",
    "inc.",
    "ltd.",
    "ltd",
    "llc",
];

/// The normalizations that are applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Normalizer(BTreeSet<Step>);

impl Normalizer {
    /// Creates a normalizer without the steps that the value of an option names. `all` disables all.
    pub(crate) fn without(names: Option<&str>) -> Result<Normalizer, Failure> {
        let mut steps: BTreeSet<Step> = Step::ALL.iter().map(|(_, step)| *step).collect();
        for name in names.into_iter().flat_map(|it| it.split(',')).map(str::trim) {
            match Step::ALL.iter().find(|(it, _)| *it == name) {
                Some((_, step)) => {
                    steps.remove(step);
                }
                None if name == "all" => steps.clear(),
                None => {
                    let names = Step::ALL.map(|(name, _)| name).join(", ");
                    return Err(Failure::usage(tr!(
                        "`--no-normalize`: unknown normalization `{name}`; expected all, {names}",
                        "`--no-normalize`：未知的规范化 `{name}`；可用：all, {names}"
                    )));
                }
            }
        }
        Ok(Normalizer(steps))
    }

    /// Returns whether keys are compared as they are.
    pub(crate) fn is_exact(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the names of the steps, for the identity of a run.
    pub(crate) fn names(&self) -> String {
        let steps = Step::ALL.iter().filter(|(_, step)| self.0.contains(step));
        steps.map(|(name, _)| *name).collect::<Vec<_>>().join(",")
    }

    /// Returns the normalized form of a value.
    pub(crate) fn apply(&self, value: &str) -> String {
        let has = |step| self.0.contains(&step);
        let mut text = value.trim().to_owned();
        if has(Step::Width) {
            text = half_width(&text);
        }
        if has(Step::Blanks) {
            text.retain(|it| !it.is_whitespace());
        }
        if has(Step::Case) {
            text = text.to_lowercase();
        }
        if has(Step::Phone)
            && let Some(phone) = phone(&text)
        {
            return phone;
        }
        if has(Step::Suffix) {
            let short = SUFFIXES.iter().find_map(|suffix| text.strip_suffix(suffix));
            // A name that consists of a legal form only stays as it is.
            if let Some(short) = short.filter(|it| !it.is_empty()) {
                text = short.trim_end_matches([',', '.', '，']).to_owned();
            }
        }
        text
    }
}

/// Returns text with half-width letters, digits and punctuation.
pub(crate) fn half_width(text: &str) -> String {
    let half = |it: char| match it {
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => {
            // The two blocks have the same order.
            char::from_u32(u32::from(it) - 0xff01 + 0x21).unwrap_or(it)
        }
        it => it,
    };
    text.chars().map(half).collect()
}

/// Returns the digits of a phone number without the country code of China, or `None` if the value is
/// no phone number.
fn phone(text: &str) -> Option<String> {
    let is_phone =
        |it: char| it.is_ascii_digit() || matches!(it, '+' | '-' | '(' | ')' | ' ' | '.' | '/');
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 7 || !text.chars().all(is_phone) || text.rfind('+').is_some_and(|it| it > 0) {
        return None;
    }
    let national = match text.starts_with('+') {
        true => digits.strip_prefix("86"),
        // A mobile number has 11 digits, so 13 digits have a country code.
        false if digits.len() == 13 => digits.strip_prefix("86"),
        false => digits.strip_prefix("0086"),
    };
    let has_prefix = national.is_some();
    let national = national.unwrap_or(&digits);
    // `+86 21 …` is `021 …` at home. Mobile numbers begin with 1.
    let needs_zero = has_prefix && !national.starts_with(['0', '1']);
    Some(if needs_zero { format!("0{national}") } else { national.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all() -> Normalizer {
        Normalizer::without(None).unwrap()
    }

    #[test]
    fn different_spellings_have_the_same_key() {
        for (left, right) in [
            ("上海企能软件科技有限公司", "上海企能软件科技"),
            (" ＡＢＣ　贸易（上海）有限责任公司", "abc贸易(上海)有限公司"),
            ("Acme Trading Co., Ltd.", "ACME TRADING"),
            ("+86 138-0000-0000", "13800000000"),
            ("8613800000000", "１３８ ００００ ００００"),
            ("0086 (21) 3424-0127", "021-34240127"),
        ] {
            assert_eq!(all().apply(left), all().apply(right), "{left}");
        }
    }

    #[test]
    fn different_values_keep_different_keys() {
        for (left, right) in [
            ("上海企能", "北京企能"),
            ("13800000000", "13800000001"),
            ("有限公司", ""),
            ("021-34240127", "010-34240127"),
            ("A+B 1234567", "AB1234567"),
        ] {
            assert_ne!(all().apply(left), all().apply(right), "{left}");
        }
    }

    #[test]
    fn each_step_can_be_disabled() {
        let key = |without: &str, value| Normalizer::without(Some(without)).unwrap().apply(value);
        assert_eq!(key("width", "Ａ"), "ａ");
        assert_eq!(key("blanks", "a b"), "a b");
        assert_eq!(key("case", "A"), "A");
        assert_eq!(key("suffix", "甲有限公司"), "甲有限公司");
        assert_eq!(key("phone", "021-34240127"), "021-34240127");
        assert_eq!(key("all", " Ａ b "), "Ａ b");
        assert!(Normalizer::without(Some("soundex")).is_err());
    }
}
