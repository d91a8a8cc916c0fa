//! The search for the mistakes that result in a wrong signature.
//!
//! It tries every deviation of [`change`](super::change), then all orders of a few parameters, and then all
//! pairs of deviations. The length of a signature tells the hash, and a comparison ignores the case, so a
//! wrong hash and upper-case digits are found in addition to a pair.
//!
//! A request decides how much is tried, so the work is bounded: by the number of hashes, by the number of
//! bytes that are hashed, and by the number of parameters.

use std::collections::HashSet;
use std::mem::discriminant;

use super::change::{
    Body, Change, Charset, Form, Join, Key, MAX_PERMUTED, Omitted, Order, SignType,
};
use super::recipe::Recipe;
use super::sent::Sent;
use crate::auth::{Credentials, Hash};

/// The maximum number of hashes of one search.
pub(super) const MAX_HASHES: usize = 2_500;

/// The maximum number of bytes that one search hashes.
pub(super) const MAX_BYTES: usize = 4 << 20;

/// The maximum number of parameters of a request whose mistakes are searched.
pub(super) const MAX_PARAMETERS: usize = 500;

/// Deviations that each concern one part of the documented way, the most likely ones first. Those that
/// are more specific precede those that can have the same effect.
const CHANGES: &[Change] = &[
    Change::Form(Form::Plus),
    Change::Form(Form::PlusSent),
    Change::Form(Form::Sent),
    Change::Form(Form::Urlencoded),
    Change::Form(Form::Percent),
    Change::Form(Form::LowerUrlencoded),
    Change::Blanks,
    Change::Order(Order::Sent),
    Change::Order(Order::Descending),
    Change::Order(Order::IgnoringCase),
    Change::Key(Key::Missing),
    Change::Key(Key::Bare),
    Change::Key(Key::Sorted),
    Change::Key(Key::First),
    Change::Key(Key::BareAfterAnd),
    Change::Key(Key::BareFirst),
    Change::Key(Key::Around),
    Change::Key(Key::Named("key")),
    Change::Key(Key::Named("appKey")),
    Change::Key(Key::Named("app_key")),
    Change::Key(Key::Named("APPKEY")),
    Change::Key(Key::Named("appsecret")),
    Change::Key(Key::Named("secret")),
    Change::SignType(SignType::Lower),
    Change::SignType(SignType::Title),
    Change::SignType(SignType::Sent),
    Change::SignType(SignType::Other),
    Change::Charset(Charset::Signed),
    Change::Charset(Charset::Sent),
    Change::Seconds,
    Change::Body(Body::AfterAnd),
    Change::Body(Body::Appended),
    Change::Body(Body::AfterKey),
    Change::Body(Body::Named),
    Change::Body(Body::Members),
    Change::Join(Join::Neither),
    Change::Join(Join::EqualsOnly),
    Change::Join(Join::AndOnly),
    Change::Omitted(Omitted::TypeAndTime),
    Change::Omitted(Omitted::Authentication),
];

/// Looks for the deviations that result in a signature. There are none if the signed string is right.
/// Returns `None` if nothing is found within the bounds.
pub(super) fn search(sent: &Sent<'_>, received: &str, key: &str) -> Option<Vec<Change>> {
    let hash = Hash::of_length(received.len())?;
    if sent.pairs.len() > MAX_PARAMETERS {
        return None;
    }
    let mut search = Search { sent, received, key, hash, hashes: 0, bytes: 0 };
    let right = search.hash(&[])?;
    if search.is_received(&right) {
        return Some(Vec::new());
    }
    let mut seen = HashSet::from([right]);
    let mut effective = Vec::new();
    for change in singles(sent) {
        let hash = search.hash(&[change])?;
        if search.is_received(&hash) {
            return Some(vec![change]);
        }
        // A deviation without an effect, or with that of another one, need not be combined.
        if seen.insert(hash) && is_combined(change, sent) {
            effective.push(change);
        }
    }
    let count = sent.pairs.iter().filter(|it| !it.is_blank()).count();
    for indices in permutations(count) {
        let change = Change::Order(Order::Permuted(indices));
        let hash = search.hash(&[change])?;
        if search.is_received(&hash) {
            return Some(vec![change]);
        }
    }
    for (index, first) in effective.iter().enumerate() {
        for second in &effective[index + 1..] {
            if discriminant(first) == discriminant(second) {
                continue;
            }
            let hash = search.hash(&[*first, *second])?;
            if search.is_received(&hash) {
                return Some(vec![*first, *second]);
            }
        }
    }
    None
}

/// Returns all deviations that can apply to a request.
fn singles(sent: &Sent<'_>) -> impl Iterator<Item = Change> {
    let has_body = sent.body.is_some();
    let applicable = move |it: &Change| has_body || !matches!(it, Change::Body(_));
    let omitted = (0..sent.pairs.len()).map(|it| Change::Omitted(Omitted::One(it)));
    CHANGES.iter().copied().filter(applicable).chain(omitted)
}

/// Returns whether a deviation is tried together with others. There can be hundreds of parameters, so only
/// those of the authentication are.
fn is_combined(change: Change, sent: &Sent<'_>) -> bool {
    match change {
        Change::Omitted(Omitted::One(index)) => {
            Credentials::PARAMETERS.contains(&&*sent.pairs[index].name)
        }
        _ => true,
    }
}

/// Returns all orders of so few parameters that all of them can be tried.
fn permutations(count: usize) -> impl Iterator<Item = [u8; MAX_PERMUTED]> {
    let mut next = Some([0, 1, 2, 3, 4, 5]).filter(|_| count <= MAX_PERMUTED);
    std::iter::from_fn(move || {
        let current = next?;
        next = following(current, count);
        Some(current)
    })
}

/// Returns the next permutation of the first `count` indices in lexicographic order.
fn following(mut indices: [u8; MAX_PERMUTED], count: usize) -> Option<[u8; MAX_PERMUTED]> {
    let used = &mut indices[..count];
    let pivot = (1..used.len()).rev().find(|it| used[it - 1] < used[*it])? - 1;
    let larger = (pivot + 1..used.len()).rev().find(|it| used[*it] > used[pivot])?;
    used.swap(pivot, larger);
    used[pivot + 1..].reverse();
    Some(indices)
}

/// Hashes strings until a bound is reached.
struct Search<'a> {
    sent: &'a Sent<'a>,
    received: &'a str,
    key: &'a str,
    hash: Hash,
    hashes: usize,
    bytes: usize,
}

impl Search<'_> {
    /// Returns the hash of the string with these deviations, or `None` if the bound is reached.
    fn hash(&mut self, changes: &[Change]) -> Option<String> {
        if self.hashes >= MAX_HASHES || self.bytes >= MAX_BYTES {
            return None;
        }
        let signed = Recipe::with(changes).signed(self.sent, self.key);
        self.hashes += 1;
        self.bytes += signed.len();
        Some(self.hash.hex(&signed))
    }

    fn is_received(&self, hash: &str) -> bool {
        hash.eq_ignore_ascii_case(self.received)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn tries_each_order_once() {
        for (count, orders) in [(0, 1), (1, 1), (2, 2), (3, 6), (6, 720), (7, 0)] {
            let all: Vec<_> = permutations(count).collect();
            assert_eq!((all.len(), all.iter().collect::<HashSet<_>>().len()), (orders, orders));
        }
    }

    #[test]
    fn the_bound_is_sufficient_for_every_pair() {
        let pairs = (CHANGES.len() + 3) * (CHANGES.len() + 2) / 2;
        assert!(1 + CHANGES.len() + MAX_PARAMETERS + 720 + pairs < MAX_HASHES);
    }
}
