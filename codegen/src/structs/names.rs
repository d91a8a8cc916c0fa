//! Whatever a CRM calls something → an identifier: every word has one, and no two have the same.
//!
//! 1. A letter, a digit or a Chinese character stays, a full-width one as its usual form. Any other
//!    letter becomes its code point (`ก` → `u0e01`), and all else parts words. That leaves nothing
//!    that Rust would normalize, or warn of as uncommon.
//! 2. The words are written in the case that Rust has for the name: `c__电话` → `c_电话`.
//! 3. Fields that would share a name are all numbered, in the order of their internal names (`a-b`
//!    and `a.b` → `a_b_1` and `a_b_2`); so are entities. Labels that would share one, or have none,
//!    end with their value (`VALUE_3`). So a rival that comes up later takes nobody's plain name.
//! 4. What is taken after all, such as `Option`, gets the next number that is free: `Option2`.

use std::collections::{HashMap, HashSet};

use heck::{ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::Ident;

use crate::rust::ident;

/// The name of a type: `c__lead` → `CLead`.
pub(super) fn ty(word: &str) -> String {
    or(fit(word).to_upper_camel_case(), "Unnamed")
}

/// The name of a type that is made of others, without the `_` that one of those may need.
pub(super) fn joined<const N: usize>(names: [&str; N]) -> String {
    names.map(|it| it.trim_matches('_')).concat()
}

/// The name of a field: `ownerId.createdOn` → `owner_id_created_on`.
pub(super) fn value(word: &str) -> String {
    or(fit(word).to_snake_case(), "unnamed")
}

fn or(name: String, unnamed: &str) -> String {
    if name.is_empty() { unnamed.to_owned() } else { name }
}

/// The word, of characters that an identifier can have and of blanks.
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

/// Without the characters that are there for compatibility, for they would be normalized.
fn is_chinese(it: char) -> bool {
    matches!(
        it,
        '々' | '〇' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{2a6df}'
    )
}

/// Ａ → A
fn usual(it: char) -> char {
    match it {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(it) - 0xfee0).unwrap_or(it),
        _ => it,
    }
}

/// Words that want to be identifiers: the name of each, and what tells it from the others.
pub(super) struct Wanted {
    pub(super) name: String,
    pub(super) mark: String,
}

impl Wanted {
    /// Words that are told apart by their order.
    pub(super) fn numbered(words: &[&str], convert: fn(&str) -> String) -> Vec<Wanted> {
        let names: Vec<String> = words.iter().map(|it| convert(it)).collect();
        let pairs = || words.iter().zip(&names);
        let wanted = |(word, name): (&&str, &String)| {
            let rank = pairs().filter(|(other, it)| *it == name && *other <= word).count();
            Wanted { name: name.clone(), mark: rank.to_string() }
        };
        pairs().map(wanted).collect()
    }

    /// A label that is told apart by its value: `VIP 客户` → `VIP_客户`.
    pub(super) fn item(label: &str, value: i64) -> Wanted {
        let mark = value.to_string().replace('-', "MINUS_");
        let name = or(fit(label).to_shouty_snake_case(), &format!("VALUE_{mark}"));
        Wanted { name, mark }
    }
}

/// The names of one kind that are taken.
#[derive(Debug, Clone)]
pub(super) struct Names {
    taken: HashSet<String>,
    /// What stands between a name and its number.
    joint: &'static str,
}

impl Names {
    /// Those of types: the file says some without a path, so one of the name would stand before them.
    pub(super) fn of_types() -> Names {
        Names { taken: ["Into", "Option", "String"].map(str::to_owned).into(), joint: "" }
    }

    /// Those of fields, which are also arguments: none of them can be called like a tuple struct.
    pub(super) fn of_fields(types: &Names) -> Names {
        Names { joint: "_", ..types.clone() }
    }

    pub(super) fn of_constants() -> Names {
        Names { taken: HashSet::new(), joint: "_" }
    }

    /// An identifier for each; those that nobody else wants go first.
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

    /// The name, or the name with the first number that makes it one of its own; behind a `_` where
    /// it begins with a digit.
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
