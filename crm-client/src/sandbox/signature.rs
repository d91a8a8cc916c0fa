//! Checks the signature of a request, and explains why it is wrong.

use std::borrow::Cow;

use crate::auth::Hash;
use crate::facts;

/// The id of the only application that a sandbox knows.
pub(super) const APP_ID: &str = "000-5a4db0c5-0000-4000-8000-000000000001";
/// The key of that application.
pub(super) const APP_KEY: &str = "SandboxAppKeyIsNoSecret";

/// The check of a signature: what the sandbox signed, and what the client appears to have signed.
///
/// A signature does not show from which string it was made. If it is wrong, the sandbox tries common
/// mistakes until one of them results in the same signature.
///
/// ```
/// use crm_client::sandbox::Sandbox;
/// use http::Request;
///
/// let sandbox = Sandbox::new();
/// let url = format!(
///     "{}area/root?appid={}&sign_type=MD5&timestamp=1600000000000&sign=1E6D1D4E",
///     sandbox.base_url(),
///     sandbox.app_id(),
/// );
/// sandbox.handle(&Request::get(url).body(bytes::Bytes::new()).unwrap());
/// let check = sandbox.journal()[0].signature().unwrap();
/// assert!(!check.is_valid());
/// assert_eq!(check.problem().unwrap(), "the signature has 8 characters; MD5 has 32");
/// ```
#[derive(Clone, Debug)]
pub struct SignatureCheck {
    received: String,
    expected: String,
    signed: String,
    /// What the client appears to have signed, and its mistakes.
    guess: Option<(String, String)>,
    hash: Hash,
}

impl SignatureCheck {
    /// Checks the signature of a query string. Returns `None` if it has no signature, or an unknown
    /// `sign_type`: a plain key is not a signature.
    pub(super) fn of(query: &str) -> Option<SignatureCheck> {
        let pairs = Pair::all(query);
        let value = |name| pairs.iter().find(|it| it.name == name).map(|it| &*it.value);
        let received = value(facts::SIGN)?.to_owned();
        let hash = Hash::of_name(value(facts::SIGN_TYPE)?)?;
        let signed = pairs.iter().filter(|it| it.name != facts::SIGN && !it.is_blank());
        let mut signed: Vec<_> = signed.map(|it| (&it.name, &it.value)).collect();
        let expected = hash.signature(&mut signed, APP_KEY);
        let guess = if received == expected { None } else { guess(&pairs, &received, hash) };
        let signed = Recipe::RULE.signed(&pairs);
        Some(SignatureCheck { received, expected, signed, guess, hash })
    }

    /// Returns whether the signature is the expected one.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.received == self.expected
    }

    /// Returns the parameter `sign` of the request.
    #[must_use]
    pub fn received(&self) -> &str {
        &self.received
    }

    /// Returns the signature that the sandbox expects.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Returns the string that the sandbox signed, including its app key.
    #[must_use]
    pub fn signed(&self) -> &str {
        &self.signed
    }

    /// Returns the string that the client appears to have signed, if the signature is wrong and a
    /// common mistake explains it.
    #[must_use]
    pub fn client_signed(&self) -> Option<&str> {
        self.guess.as_ref().map(|it| it.0.as_str())
    }

    /// Returns the position in bytes at which [`signed`](SignatureCheck::signed) and
    /// [`client_signed`](SignatureCheck::client_signed) begin to differ, if they do.
    #[must_use]
    pub fn first_difference(&self) -> Option<usize> {
        let client = self.client_signed()?;
        let same = self.signed.char_indices().zip(client.chars()).find(|((_, a), b)| a != b);
        let shorter = self.signed.len().min(client.len());
        (client != self.signed).then(|| same.map_or(shorter, |((index, _), _)| index))
    }

    /// Returns the reason why the signature is wrong, with a remedy if the mistake is a common one.
    #[must_use]
    pub fn problem(&self) -> Option<Cow<'_, str>> {
        if self.is_valid() {
            return None;
        }
        let digits = self.expected.len();
        Some(match &self.guess {
            Some((_, mistakes)) => mistakes.into(),
            None if self.received.len() != digits => {
                let length = self.received.chars().count();
                format!("the signature has {length} characters; {} has {digits}", self.hash.name())
                    .into()
            }
            None => "the signature matches no common mistake; check the app key first".into(),
        })
    }
}

/// The maximum number of parameters for which mistakes are searched. The search hashes all parameters
/// some hundred times.
const MAX_GUESSED: usize = 200;

/// A parameter as it was sent, and decoded.
struct Pair<'a> {
    raw_name: &'a str,
    raw_value: &'a str,
    name: String,
    value: String,
}

impl Pair<'_> {
    fn all(query: &str) -> Vec<Pair<'_>> {
        let raw = query.split('&').filter(|it| !it.is_empty());
        raw.map(|it| {
            let (raw_name, raw_value) = it.split_once('=').unwrap_or((it, ""));
            let (name, value) = form_urlencoded::parse(it.as_bytes()).next().unwrap_or_default();
            Pair { raw_name, raw_value, name: name.into_owned(), value: value.into_owned() }
        })
        .collect()
    }

    fn is_blank(&self) -> bool {
        self.value.trim().is_empty()
    }
}

/// A way to make the string to sign from the parameters.
#[derive(Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each deviation can occur with each other one")]
struct Recipe {
    is_sorted: bool,
    is_encoded: bool,
    has_blanks: bool,
    has_separators: bool,
    key: Key,
}

/// Where the app key is in the string to sign.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    /// At the end, as `appkey=KEY`.
    Last,
    /// At the end, without its name.
    Unnamed,
    /// Sorted among the parameters.
    Sorted,
    Missing,
}

impl Recipe {
    /// The documented way.
    const RULE: Recipe = Recipe {
        is_sorted: true,
        is_encoded: false,
        has_blanks: false,
        has_separators: true,
        key: Key::Last,
    };

    /// All ways, beginning with those that differ least from the documented one.
    fn all() -> Vec<Recipe> {
        let mut all = Vec::new();
        for is_sorted in [true, false] {
            for is_encoded in [false, true] {
                for has_blanks in [false, true] {
                    for has_separators in [true, false] {
                        for key in [Key::Last, Key::Unnamed, Key::Sorted, Key::Missing] {
                            let recipe =
                                Recipe { is_sorted, is_encoded, has_blanks, has_separators, key };
                            all.push(recipe);
                        }
                    }
                }
            }
        }
        all.sort_by_key(|it| it.mistakes().count());
        all
    }

    /// Makes the string to sign.
    fn signed<'a>(self, pairs: impl IntoIterator<Item = &'a Pair<'a>>) -> String {
        let mut parts: Vec<(&str, &str)> = pairs
            .into_iter()
            .filter(|it| it.name != facts::SIGN)
            .filter(|it| self.has_blanks || !it.is_blank())
            .map(|it| {
                if self.is_encoded { (it.raw_name, it.raw_value) } else { (&*it.name, &*it.value) }
            })
            .collect();
        if self.key == Key::Sorted {
            parts.push((facts::APP_KEY, APP_KEY));
        }
        if self.is_sorted {
            parts.sort_unstable();
        }
        if self.key == Key::Last {
            parts.push((facts::APP_KEY, APP_KEY));
        }
        let (equals, and) = if self.has_separators { ("=", "&") } else { ("", "") };
        let parts: Vec<String> =
            parts.iter().map(|(name, value)| format!("{name}{equals}{value}")).collect();
        let key = if self.key == Key::Unnamed { APP_KEY } else { "" };
        parts.join(and) + key
    }

    /// What differs from the documented way, with the remedy.
    fn mistakes(self) -> impl Iterator<Item = &'static str> {
        let key = match self.key {
            Key::Last => None,
            Key::Unnamed => Some("the app key was appended without its name; append `&appkey=KEY`"),
            Key::Sorted => Some("the app key was sorted among the parameters; append it last"),
            Key::Missing => Some("the app key was left out; append `&appkey=KEY`"),
        };
        let found = [
            (!self.is_sorted).then_some("the parameters were not sorted; sort them by name"),
            self.is_encoded.then_some("the values were percent-encoded; sign the raw values"),
            self.has_blanks.then_some("parameters without a value were signed; leave them out"),
            (!self.has_separators).then_some("the separators were left out; join with `=` and `&`"),
            key,
        ];
        found.into_iter().flatten()
    }
}

/// Looks for the mistakes that result in the received signature. Returns the string that the client
/// signed, and a description.
fn guess(pairs: &[Pair<'_>], received: &str, hash: Hash) -> Option<(String, String)> {
    if pairs.len() > MAX_GUESSED {
        return None;
    }
    for recipe in Recipe::all() {
        let signed = recipe.signed(pairs);
        for used in [hash, hash.other()] {
            if !used.hex(&signed).eq_ignore_ascii_case(received) {
                continue;
            }
            let mut mistakes: Vec<String> = recipe.mistakes().map(str::to_owned).collect();
            if used != hash {
                let (used, stated) = (used.name(), hash.name());
                mistakes.push(format!("{used} was used; `sign_type` states {stated}"));
            }
            if received.bytes().any(|it| it.is_ascii_uppercase()) {
                mistakes.push("the signature is in upper case; use lower case".to_owned());
            }
            return Some((signed, mistakes.join(", and ")));
        }
    }
    guess_unsigned(pairs, received, hash)
}

/// Looks for a parameter that was not signed, for example because it was added later.
fn guess_unsigned(pairs: &[Pair<'_>], received: &str, hash: Hash) -> Option<(String, String)> {
    pairs.iter().find_map(|unsigned| {
        let others = pairs.iter().filter(|it| it.name != unsigned.name);
        let signed = Recipe::RULE.signed(others);
        let is_it = hash.hex(&signed).eq_ignore_ascii_case(received);
        let name = &unsigned.name;
        is_it.then(|| (signed, format!("`{name}` was not signed; sign every parameter but `sign`")))
    })
}
