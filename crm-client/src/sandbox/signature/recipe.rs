//! Ways to make the string to sign from a request: the documented one, and common mistakes.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};

use super::change::{Body, Change, Charset, Form, Join, Key, Omitted, Order, SignType};
use super::sent::{Pair, Sent};
use crate::facts;

/// The characters that `encodeURIComponent` of JavaScript encodes.
const COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// The characters that `URLEncoder` of Java encodes, except the space.
const FORM: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'*').remove(b' ');

/// A name and a value, as they are signed.
type Part<'a> = (Cow<'a, [u8]>, Cow<'a, [u8]>);

/// A way to make the string to sign.
#[derive(Clone, Copy, Debug)]
pub(super) struct Recipe {
    form: Form,
    charset: Charset,
    order: Order,
    has_blanks: bool,
    join: Join,
    key: Key,
    sign_type: SignType,
    has_other_unit: bool,
    omitted: Omitted,
    body: Body,
}

impl Recipe {
    /// The documented way.
    pub(super) const RULE: Recipe = Recipe {
        form: Form::Raw,
        charset: Charset::Utf8,
        order: Order::Sorted,
        has_blanks: false,
        join: Join::Both,
        key: Key::Last,
        sign_type: SignType::Right,
        has_other_unit: false,
        omitted: Omitted::None,
        body: Body::Unsigned,
    };

    /// Returns the documented way with these deviations.
    pub(super) fn with(changes: &[Change]) -> Recipe {
        changes.iter().fold(Recipe::RULE, |recipe, change| match *change {
            Change::Form(form) => Recipe { form, ..recipe },
            Change::Charset(charset) => Recipe { charset, ..recipe },
            Change::Order(order) => Recipe { order, ..recipe },
            Change::Blanks => Recipe { has_blanks: true, ..recipe },
            Change::Join(join) => Recipe { join, ..recipe },
            Change::Key(key) => Recipe { key, ..recipe },
            Change::SignType(sign_type) => Recipe { sign_type, ..recipe },
            Change::Seconds => Recipe { has_other_unit: true, ..recipe },
            Change::Omitted(omitted) => Recipe { omitted, ..recipe },
            Change::Body(body) => Recipe { body, ..recipe },
        })
    }

    /// Makes the string to sign.
    pub(super) fn signed(&self, sent: &Sent<'_>, key: &str) -> Vec<u8> {
        let mut parts: Vec<Part<'_>> = sent
            .pairs
            .iter()
            .enumerate()
            .filter(|(index, it)| !self.omits(*index, it))
            .map(|(_, it)| (self.name(it), self.value(it, sent)))
            .collect();
        let named = |name: &'static str, value| (Cow::Borrowed(name.as_bytes()), value);
        match (self.body, sent.body) {
            (Body::Named, Some(body)) => parts.push(named("body", body.into())),
            (Body::Members, Some(_)) => parts.extend(
                sent.members
                    .iter()
                    .map(|(name, it)| (name.as_bytes().into(), it.as_bytes().into())),
            ),
            _ => {}
        }
        if self.key == Key::Sorted {
            parts.push(named(facts::APP_KEY, key.as_bytes().into()));
        }
        self.sort(&mut parts);
        match self.key {
            Key::First => parts.insert(0, named(facts::APP_KEY, key.as_bytes().into())),
            Key::Last if self.body != Body::AfterAnd && self.body != Body::Appended => {
                parts.push(named(facts::APP_KEY, key.as_bytes().into()));
            }
            _ => {}
        }
        self.joined(&parts, sent.body.unwrap_or_default(), key)
    }

    fn joined(&self, parts: &[Part<'_>], body: &[u8], key: &str) -> Vec<u8> {
        let (equals, and): (&[u8], &[u8]) = match self.join {
            Join::Both => (b"=", b"&"),
            Join::EqualsOnly => (b"=", b""),
            Join::AndOnly => (b"", b"&"),
            Join::Neither => (b"", b""),
        };
        let key = key.as_bytes();
        let mut text: Vec<u8> = Vec::with_capacity(256);
        if matches!(self.key, Key::BareFirst | Key::Around) {
            text.extend(key);
        }
        for (index, (name, value)) in parts.iter().enumerate() {
            if index > 0 {
                text.extend(and);
            }
            text.extend(&**name);
            text.extend(equals);
            text.extend(&**value);
        }
        let mut add = |pieces: &[&[u8]]| pieces.iter().for_each(|it| text.extend(*it));
        match self.body {
            Body::AfterAnd => add(&[and, body]),
            Body::Appended => add(&[body]),
            _ => {}
        }
        match self.key {
            Key::Last if matches!(self.body, Body::AfterAnd | Body::Appended) => {
                add(&[and, facts::APP_KEY.as_bytes(), equals, key]);
            }
            Key::Named(name) => add(&[and, name.as_bytes(), equals, key]),
            Key::Bare | Key::Around => add(&[key]),
            Key::BareAfterAnd => add(&[and, key]),
            Key::Last | Key::Sorted | Key::First | Key::BareFirst | Key::Missing => {}
        }
        if self.body == Body::AfterKey {
            add(&[body]);
        }
        text
    }

    fn sort(&self, parts: &mut Vec<Part<'_>>) {
        match self.order {
            Order::Sent => {}
            Order::Sorted => parts.sort_by(|left, right| left.0.cmp(&right.0)),
            Order::Descending => parts.sort_by(|left, right| right.0.cmp(&left.0)),
            Order::IgnoringCase => parts.sort_by_cached_key(|it| it.0.to_ascii_lowercase()),
            Order::Permuted(indices) => {
                parts.sort_by(|left, right| left.0.cmp(&right.0));
                let chosen = indices.iter().filter_map(|it| parts.get(usize::from(*it)).cloned());
                *parts = chosen.collect();
            }
        }
    }

    fn omits(&self, index: usize, pair: &Pair<'_>) -> bool {
        let is_one_of = |names: &[&str]| names.contains(&&*pair.name);
        let is_omitted = match self.omitted {
            Omitted::None => false,
            Omitted::One(omitted) => omitted == index,
            Omitted::TypeAndTime => is_one_of(&[facts::SIGN_TYPE, facts::TIMESTAMP]),
            Omitted::Authentication => {
                is_one_of(&[facts::APP_ID, facts::SIGN_TYPE, facts::TIMESTAMP])
            }
        };
        is_omitted || (pair.is_blank() && !self.has_blanks)
    }

    fn name<'a>(&self, pair: &'a Pair<'_>) -> Cow<'a, [u8]> {
        match self.form {
            Form::Sent => pair.raw_name.as_bytes().into(),
            _ => pair.name.as_bytes().into(),
        }
    }

    fn value<'a>(&self, pair: &'a Pair<'_>, sent: &Sent<'_>) -> Cow<'a, [u8]> {
        if pair.name == facts::SIGN_TYPE {
            let name = sent.hash.name();
            return match self.sign_type {
                SignType::Right => name.as_bytes().into(),
                SignType::Lower => name.to_ascii_lowercase().into_bytes().into(),
                SignType::Title => {
                    (name[..1].to_owned() + &name[1..].to_ascii_lowercase()).into_bytes().into()
                }
                SignType::Sent => pair.value.as_bytes().into(),
                SignType::Other => sent.hash.other().name().as_bytes().into(),
            };
        }
        if pair.name == facts::TIMESTAMP && self.has_other_unit {
            return match pair.value.as_bytes() {
                // The timestamps of the years 2001 to 2286 have 13 digits.
                millis if millis.len() == 13 => millis[..10].into(),
                seconds => [seconds, b"000"].concat().into(),
            };
        }
        self.form(pair)
    }

    fn form<'a>(&self, pair: &'a Pair<'_>) -> Cow<'a, [u8]> {
        let raw: Cow<'a, [u8]> = match self.charset {
            Charset::Utf8 => pair.value.as_bytes().into(),
            Charset::Signed => pair.gbk(),
            Charset::Sent => match pair.decoded_gbk() {
                Cow::Borrowed(text) => text.as_bytes().into(),
                Cow::Owned(text) => text.into_bytes().into(),
            },
        };
        let urlencoded = || plus(percent_encode(&raw, FORM).to_string().into_bytes());
        match self.form {
            Form::Raw => raw,
            Form::Plus => plus(raw.into_owned()).into(),
            Form::PlusSent => {
                let text = percent_decode_str(pair.raw_value).decode_utf8_lossy();
                text.into_owned().into_bytes().into()
            }
            Form::Sent => pair.raw_value.as_bytes().into(),
            Form::Percent => percent_encode(&raw, COMPONENT).to_string().into_bytes().into(),
            Form::Urlencoded => urlencoded().into(),
            Form::LowerUrlencoded => lower_digits(urlencoded()).into(),
        }
    }

    /// Returns the first parameter that is not signed as in the documented way.
    pub(super) fn affected<'a>(&self, sent: &'a Sent<'_>) -> Option<&'a str> {
        let differs = |(index, pair): &(usize, &Pair<'_>)| {
            let is_omitted = self.omits(*index, pair);
            is_omitted != Recipe::RULE.omits(*index, pair)
                || (!is_omitted && self.value(pair, sent) != Recipe::RULE.value(pair, sent))
        };
        sent.pairs.iter().enumerate().find(differs).map(|(_, it)| it.name.as_str())
    }
}

/// Writes a plus for each space.
fn plus(mut text: Vec<u8>) -> Vec<u8> {
    for byte in text.iter_mut().filter(|it| **it == b' ') {
        *byte = b'+';
    }
    text
}

/// Writes the digits of escape sequences in lower case.
fn lower_digits(mut encoded: Vec<u8>) -> Vec<u8> {
    let mut index = 0;
    while index < encoded.len() {
        if encoded[index] == b'%' {
            let end = encoded.len().min(index + 3);
            encoded[index..end].make_ascii_lowercase();
            index = end;
        } else {
            index += 1;
        }
    }
    encoded
}
