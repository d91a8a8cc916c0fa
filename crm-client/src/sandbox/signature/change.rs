//! Deviations from the documented way to make a signature, each of which is a mistake.

use super::reason::SignatureReason as Reason;
use super::sent::Sent;
use crate::auth::Hash;

/// A deviation from the documented way. Two deviations of the same variant exclude each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    Form(Form),
    Charset(Charset),
    Order(Order),
    Blanks,
    Join(Join),
    Key(Key),
    SignType(SignType),
    /// The timestamp in the other unit.
    Seconds,
    Omitted(Omitted),
    Body(Body),
}

/// How the values are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Raw,
    /// With a plus for each space.
    Plus,
    /// With a plus where the URL has one.
    PlusSent,
    /// As in the URL.
    Sent,
    /// As in a URL, by other rules than those of the client's URL.
    Percent,
    /// As in a form, with a plus for each space.
    Urlencoded,
    /// Like `Urlencoded`, with lower-case digits.
    LowerUrlencoded,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    /// GBK was signed.
    Signed,
    /// GBK was sent, and UTF-8 was signed.
    Sent,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Sorted,
    Sent,
    Descending,
    /// Sorted without regard to the case.
    IgnoringCase,
    /// The sorted parameters in the order of these indices.
    Permuted([u8; MAX_PERMUTED]),
}

/// The largest number of parameters of which all orders are tried.
pub(super) const MAX_PERMUTED: usize = 6;

/// The separators of names, values and parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Join {
    Both,
    EqualsOnly,
    AndOnly,
    Neither,
}

/// How the app key is added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Last,
    Named(&'static str),
    Bare,
    BareAfterAnd,
    Sorted,
    First,
    BareFirst,
    Around,
    Missing,
}

/// The value of `sign_type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SignType {
    Right,
    Lower,
    Title,
    Sent,
    /// The name of the other hash.
    Other,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Omitted {
    None,
    /// The parameter with this index.
    One(usize),
    TypeAndTime,
    Authentication,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    Unsigned,
    /// As the last parameter.
    AfterAnd,
    Appended,
    AfterKey,
    /// As a parameter `body`.
    Named,
    /// The members of the JSON object as parameters.
    Members,
}

impl Change {
    /// The name of the other hash in `sign_type`, which has the same reason as the other hash.
    pub(super) const OTHER_HASH: Change = Change::SignType(SignType::Other);

    /// Returns why the deviation is a mistake.
    pub(super) fn reasons(self, sent: &Sent<'_>) -> &'static [Reason] {
        let other = match sent.hash {
            Hash::Md5 => &[Reason::Sha1InsteadOfMd5],
            Hash::Sha1 => &[Reason::Md5InsteadOfSha1],
        };
        match self {
            Change::Form(Form::Plus | Form::PlusSent) => &[Reason::PlusForSpace],
            Change::Form(_) => &[Reason::EncodedValue],
            Change::Charset(_) => &[Reason::Gbk],
            Change::Order(_) => &[Reason::NotSorted],
            Change::Blanks => &[Reason::BlankParameter],
            Change::Join(_) => &[Reason::SeparatorMissing],
            Change::Key(Key::Sorted | Key::First) => &[Reason::KeyNotLast],
            Change::Key(Key::BareFirst | Key::Around) => &[Reason::KeyNotLast, Reason::KeyMisnamed],
            Change::Key(Key::Missing) => &[Reason::KeyMissing],
            Change::Key(_) => &[Reason::KeyMisnamed],
            Change::SignType(SignType::Other) => other,
            Change::SignType(_) => &[Reason::SignTypeCase],
            Change::Seconds => &[Reason::TimestampInSeconds],
            Change::Omitted(_) => &[Reason::ParameterNotSigned],
            Change::Body(_) => &[Reason::BodySigned],
        }
    }

    /// Returns whether the mistake is in a value.
    pub(super) fn is_of_value(self) -> bool {
        matches!(self, Change::Form(_) | Change::Charset(_) | Change::Blanks | Change::Omitted(_))
    }
}
