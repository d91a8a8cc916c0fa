//! Names of a CRM → unique Rust identifiers.
//!
//! 1. ASCII letters, digits and Chinese characters are kept; full-width characters are converted to
//!    ASCII. Any other letter becomes its code point (`ก` → `u0e01`), and all other characters separate
//!    words. Rust neither normalizes the result nor warns about uncommon characters.
//! 2. The words are joined in the case that Rust uses for the kind of name: `c__电话` → `c_电话`.
//! 3. Fields that would have the same name are all numbered, in the order of their internal names:
//!    `a-b` and `a.b` → `a_b_1` and `a_b_2`. The same holds for entities. Labels with the same name, or
//!    without a valid name, end with their value: `VALUE_3`. So a later addition to the CRM never takes
//!    the name without a number.
//! 4. A name that is taken nevertheless, such as `Option`, gets the next free number: `Option2`.

use std::collections::{HashMap, HashSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::Ident;

use crate::rust::ident;

/// Returns the name of a type: `c__lead` → `CLead`.
pub(super) fn ty(word: &str) -> String {
    or(fit(word).to_upper_camel_case(), "Unnamed")
}

/// Returns the name of a type that consists of other names, without the leading and trailing `_` of those.
pub(super) fn joined<const N: usize>(names: [&str; N]) -> String {
    names.map(|it| it.trim_matches('_')).concat()
}

/// Returns the name of a field: `ownerId.createdOn` → `owner_id_created_on`.
pub(super) fn value(word: &str) -> String {
    or(fit(word).to_snake_case(), "unnamed")
}

fn or(name: String, unnamed: &str) -> String {
    if name.is_empty() { unnamed.to_owned() } else { name }
}

/// Replaces all characters that are not allowed in an identifier.
fn fit(word: &str) -> String {
    let fit = |it: char| {
        if it.is_ascii_alphanumeric() || is_chinese(it) {
            it.to_string()
        } else if it.is_alphanumeric() {
            format!(" u{:04x} ", u32::from(it))
        } else {
            ' '.to_string()
        }
    };
    word.chars().map(usual).map(fit).collect()
}

/// Returns whether a character is Chinese, without compatibility characters, which Rust normalizes.
fn is_chinese(it: char) -> bool {
    matches!(
        it,
        '々' | '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2a6df}'
    )
}

/// Converts full-width characters: `Ａ` → `A`
fn usual(it: char) -> char {
    match it {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(it) - 0xfee0).unwrap_or(it),
        _ => it,
    }
}

/// A name that is wanted for a word, and the suffix that makes it unique if several words want it.
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) mark: String,
}

impl Wanted {
    /// Returns names that get their rank among equal names as suffix.
    pub(super) fn numbered(words: &[&str], convert: fn(&str) -> String) -> Vec<Wanted> {
        let names: Vec<String> = words.iter().map(|it| convert(it)).collect();
        let pairs = || words.iter().zip(&names);
        let wanted = |(word, name): (&&str, &String)| {
            let rank = pairs().filter(|(other, it)| *it == name && *other <= word).count();
            Wanted { name: name.clone(), mark: rank.to_string() }
        };
        pairs().map(wanted).collect()
    }

    /// Returns the name of a label, with its value as suffix: `VIP 客户` → `VIP_客户`.
    pub(super) fn item(label: &str, value: i64) -> Wanted {
        let mark = value.to_string().replace('-', "MINUS_");
        let name = or(fit(label).to_shouty_snake_case(), &format!("VALUE_{mark}"));
        Wanted { name, mark }
    }
}

/// The names of one kind that are already taken.
#[derive(Debug, Clone)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// The separator between a name and its number.
    joint: &'static str,
}

impl Names {
    /// Returns the names of types. The file uses some types without a path, so their names are taken.
    pub(super) fn of_types() -> Names {
        Names { taken: ["Into", "Option", "String"].map(str::to_owned).into(), joint: "" }
    }

    /// Returns the names of fields. They are also arguments, which must not have the name of a tuple
    /// struct.
    pub(super) fn of_fields(types: &Names) -> Names {
        Names { joint: "_", ..types.clone() }
    }

    pub(super) fn of_constants() -> Names {
        Names { taken: HashSet::new(), joint: "_" }
    }

    /// Takes an identifier for each word. Names that only one word wants are taken first.
    pub(super) fn claim_each(&mut self, wanted: &[Wanted]) -> Vec<Ident> {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for it in wanted {
            *counts.entry(&it.name).or_default() += 1;
        }
        let is_alone = |it: &Wanted| counts[it.name.as_str()] == 1;
        let alone: Vec<Option<Ident>> =
            wanted.iter().map(|it| is_alone(it).then(|| self.claim(&it.name))).collect();
        let marked = |(it, name): (&Wanted, Option<Ident>)| {
            name.unwrap_or_else(|| self.claim(&format!("{}{}{}", it.name, self.joint, it.mark)))
        };
        wanted.iter().zip(alone).map(marked).collect()
    }

    /// Takes the name, or the name with the first number that makes it unique. A name that begins with
    /// a digit gets a leading `_`.
    pub(super) fn claim(&mut self, name: &str) -> Ident {
        let digit = name.starts_with(|it: char| it.is_ascii_digit());
        let name = if digit { format!("_{name}") } else { name.to_owned() };
        let numbered = (2u32..).map(|number| format!("{name}{}{number}", self.joint));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let name = names.find(|it| !self.taken.contains(it)).unwrap_or(name);
        self.taken.insert(name.clone());
        ident(&name)
    }
}
