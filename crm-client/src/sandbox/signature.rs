//! Checks the signature of a request, and explains why it is wrong.

mod change;
mod reason;
mod recipe;
mod search;
mod sent;

use std::fmt::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use http::Request;

use crate::auth::{self, Credentials, Hash};
use crate::facts::{self, SIGNATURE_SECONDS};
use change::Change;
pub use reason::SignatureReason;
use recipe::Recipe;
pub(super) use sent::MAX_SIGNED_BODY;
use sent::{Pair, Sent};

/// The id of the only application that a sandbox knows.
pub(super) const APP_ID: &str = "000-5a4db0c5-0000-4000-8000-000000000001";
/// The key of that application.
pub(super) const APP_KEY: &str = "SandboxAppKeyIsNoSecret";

/// The placeholder of the app key in all strings that are shown.
const HIDDEN_KEY: &str = "[the app key]";

/// A key that is shorter is not replaced in other values, because it can be a part of words.
const MIN_HIDDEN: usize = 6;

/// The check of a signature: what the server signs, what the client appears to have signed, and the
/// reasons why the signature is invalid.
///
/// A signature does not show from which string it was made. If it is wrong, common mistakes and pairs of
/// them are tried until one of them results in the same signature, so a reason is never a guess. If none
/// does, the reason is [`SignatureReason::Unknown`].
///
/// One check computes at most 2,500 hashes of at most 4 MiB in total. Mistakes are not searched in a
/// request with more than 500 parameters, and a body of more than 16 KiB counts as unsigned.
///
/// The app key is never shown. The strings contain `[the app key]` instead.
///
/// ```
/// use crm_client::sandbox::{Sandbox, SignatureReason};
/// use http::Request;
///
/// let sandbox = Sandbox::new();
/// let now = sandbox.now().duration_since(std::time::UNIX_EPOCH).unwrap().as_millis();
/// let url = format!(
///     "{}area/root?appid={}&sign_type=MD5&timestamp={now}&sign=1E6D1D4E",
///     sandbox.base_url(),
///     sandbox.app_id(),
/// );
/// sandbox.handle(&Request::get(url).body(bytes::Bytes::new()).unwrap());
/// let check = sandbox.journal()[0].signature().unwrap();
/// assert_eq!(check.reasons(), [SignatureReason::WrongLength]);
/// assert!(check.signed().ends_with("&appkey=[the app key]"));
/// ```
#[derive(Clone, Debug)]
pub struct SignatureCheck {
    received: String,
    expected: String,
    signed: String,
    client_signed: Option<String>,
    reasons: Vec<SignatureReason>,
    parameter: Option<String>,
}

impl SignatureCheck {
    /// Checks the signature of a request with the key of these credentials, as of the given time.
    ///
    /// Returns `None` if the request has no signature: no `sign`, or no `sign_type` with the name of a
    /// hash. The id and the method of the credentials are not used.
    ///
    /// ```
    /// use std::time::{Duration, UNIX_EPOCH};
    ///
    /// use crm_client::Credentials;
    /// use crm_client::sandbox::{SignatureCheck, SignatureReason};
    /// use http::Request;
    ///
    /// // MD5 of `appid=000-1&sign_type=MD5&timestamp=1600000000000&appkey=ExampleKey`, in upper case.
    /// let url = "https://crm.example.com/gw/area/root?appid=000-1&sign_type=MD5\
    ///            &timestamp=1600000000000&sign=BDC10D8B2AB4510214A1084825B9EB02";
    /// let request = Request::get(url).body(bytes::Bytes::new())?;
    /// let credentials = Credentials::md5("000-1", "ExampleKey");
    /// let sent = UNIX_EPOCH + Duration::from_secs(1_600_000_001);
    /// let check = SignatureCheck::of(&request, &credentials, sent).unwrap();
    /// assert_eq!(check.reasons(), [SignatureReason::UpperCaseHex]);
    /// # Ok::<(), http::Error>(())
    /// ```
    #[must_use]
    pub fn of(
        request: &Request<Bytes>,
        credentials: &Credentials,
        now: SystemTime,
    ) -> Option<SignatureCheck> {
        let query = request.uri().query().unwrap_or_default();
        SignatureCheck::new(query, request.body(), credentials.key(), Some(now))
    }

    /// Checks a request to a sandbox. Without `now`, the signature can have any age.
    pub(super) fn of_sandbox(
        query: &str,
        body: &[u8],
        now: Option<SystemTime>,
    ) -> Option<SignatureCheck> {
        SignatureCheck::new(query, body, APP_KEY, now)
    }

    fn new(query: &str, body: &[u8], key: &str, now: Option<SystemTime>) -> Option<SignatureCheck> {
        let pairs = Pair::all(query);
        let value = |name| pairs.iter().find(|it| it.name == name).map(|it| it.value.clone());
        let (received, sign_type) = (value(facts::SIGN)?, value(facts::SIGN_TYPE)?);
        let hash = Hash::of_name(&sign_type.to_ascii_uppercase())?;
        let timestamp = value(facts::TIMESTAMP);
        let sent = Sent::new(pairs, hash, body);
        let rule = Recipe::RULE.signed(&sent, key);
        let show = |recipe: &Recipe| show(&recipe.signed(&sent, HIDDEN_KEY), key);
        let mut check = SignatureCheck {
            expected: hash.hex(&rule),
            signed: show(&Recipe::RULE),
            client_signed: None,
            reasons: Vec::new(),
            parameter: None,
            received,
        };
        if let (Some(timestamp), Some(now)) = (timestamp, now) {
            check.reasons.extend(timestamp_reasons(&timestamp, now));
        }
        if sign_type != hash.name() {
            check.add(&[SignatureReason::SignTypeCase]);
        }
        if check.received != check.expected {
            check.explain(&sent, key, show);
        }
        hide_key(&mut check.received, key);
        Some(check)
    }

    /// Finds out why the signature is wrong.
    fn explain(&mut self, sent: &Sent<'_>, key: &str, show: impl Fn(&Recipe) -> String) {
        let Some(changes) = search::search(sent, &self.received, key) else {
            let is_hash = Hash::of_length(self.received.len()).is_some();
            self.add(&[match () {
                () if self.received == key => SignatureReason::KeyAsSignature,
                () if !is_hash => SignatureReason::WrongLength,
                () => SignatureReason::Unknown,
            }]);
            return;
        };
        let recipe = Recipe::with(&changes);
        self.client_signed = Some(show(&recipe));
        for change in &changes {
            self.add(change.reasons(sent));
        }
        if changes.iter().copied().any(Change::is_of_value) {
            self.parameter = recipe.affected(sent).map(str::to_owned);
        }
        if self.received.len() != self.expected.len() {
            self.add(Change::OTHER_HASH.reasons(sent));
        }
        if self.received.bytes().any(|it| it.is_ascii_uppercase()) {
            self.add(&[SignatureReason::UpperCaseHex]);
        }
    }

    fn add(&mut self, reasons: &[SignatureReason]) {
        for reason in reasons {
            if !self.reasons.contains(reason) {
                self.reasons.push(*reason);
            }
        }
    }

    /// Returns whether the server accepts the signature: it is the expected one, `sign_type` is in upper
    /// case, and `timestamp` is less than 30 seconds away.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.reasons.is_empty()
    }

    /// Returns the reasons why the signature is invalid: those of the timestamp first.
    #[must_use]
    pub fn reasons(&self) -> &[SignatureReason] {
        &self.reasons
    }

    /// Returns the name of the parameter that was signed in another way, if a reason concerns the value
    /// of a parameter. If there are several, this is the first one in the URL.
    #[must_use]
    pub fn parameter(&self) -> Option<&str> {
        self.parameter.as_deref()
    }

    /// Returns the parameter `sign` of the request.
    #[must_use]
    pub fn received(&self) -> &str {
        &self.received
    }

    /// Returns the signature that the server expects. Until it expires, it is as secret as any other
    /// signature.
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// Returns the string that the server signs, with `[the app key]` instead of the key.
    #[must_use]
    pub fn signed(&self) -> &str {
        &self.signed
    }

    /// Returns the string that the client appears to have signed, if the signature is wrong and a common
    /// mistake explains it. The string is the right one if only its hash is wrong. Bytes that are not
    /// UTF-8 are shown as in `\xd6`.
    #[must_use]
    pub fn client_signed(&self) -> Option<&str> {
        self.client_signed.as_deref()
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

    /// Returns the reasons as one sentence with the remedies, or `None` if the signature is valid.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        let mut text = String::new();
        for reason in &self.reasons {
            if !text.is_empty() {
                text.push_str(", and ");
            }
            text.push_str(reason.description());
            if reason.concerns_value()
                && let Some(name) = &self.parameter
            {
                let name: String = name.chars().take(40).collect();
                // Writing to a string cannot fail.
                let _ = write!(text, " (`{}`)", name.escape_debug());
            }
            let _ = write!(text, "; {}", reason.remedy());
        }
        (!text.is_empty()).then_some(text)
    }
}

/// Checks the age of a signature.
pub(super) fn timestamp_reasons(timestamp: &str, now: SystemTime) -> Vec<SignatureReason> {
    let Ok(number) = timestamp.parse::<u64>() else {
        return vec![SignatureReason::TimestampInvalid];
    };
    // In milliseconds, this is the year 1973. In seconds, it is the year 5138.
    let is_in_seconds = number < 100_000_000_000;
    let time =
        if is_in_seconds { Duration::from_secs(number) } else { Duration::from_millis(number) };
    let now = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let limit = Duration::from_secs(SIGNATURE_SECONDS as u64);
    let mut reasons = Vec::new();
    if is_in_seconds {
        reasons.push(SignatureReason::TimestampInSeconds);
    }
    if now.saturating_sub(time) >= limit {
        reasons.push(SignatureReason::TimestampTooOld);
    }
    if time.saturating_sub(now) >= limit {
        reasons.push(SignatureReason::TimestampAhead);
    }
    reasons
}

/// Makes a signed string readable, without the key.
fn show(signed: &[u8], key: &str) -> String {
    let mut text = String::with_capacity(signed.len());
    for chunk in signed.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    hide_key(&mut text, key);
    text
}

/// Hides a key that a client has sent as a value.
fn hide_key(text: &mut String, key: &str) {
    if key.len() >= MIN_HIDDEN || text == key {
        auth::hide(text, key, HIDDEN_KEY);
    }
}
