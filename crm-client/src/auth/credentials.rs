//! Who calls, and how a request proves it: the only place that signs.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base16ct::lower::encode_string;
use md5::{Digest, Md5};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;

use super::scrub;
use crate::facts;

/// An application's id and key, and how its requests prove them.
///
/// The vendor gives both. See
/// [auth-intro](https://www.wisecrm.com/help/apidoc/auth-intro.html).
///
/// A signed request is valid for less than 30 seconds, so the clock of this machine must agree with
/// the server's: see [`Client::learn_clock_offset`](crate::Client::learn_clock_offset).
///
/// ```
/// use crm_client::Credentials;
///
/// let credentials = Credentials::sha1("000-your-app-id", "the-key");
/// assert!(!format!("{credentials:?}").contains("the-key"));
/// ```
#[derive(Clone)]
pub struct Credentials {
    app_id: String,
    app_key: SecretString,
    proof: Proof,
}

/// How a request proves that its sender has the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    PlainKey,
    Signature(Hash),
}

/// What a signature is made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Md5,
    Sha1,
}

impl Credentials {
    /// Requests are signed with SHA-1.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// let crm = Client::builder().credentials(Credentials::sha1("000-your-app-id", "key")).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn sha1(app_id: impl Into<String>, app_key: impl Into<String>) -> Credentials {
        Credentials::new(app_id, app_key, Proof::Signature(Hash::Sha1))
    }

    /// Requests are signed with MD5.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// let crm = Client::builder().credentials(Credentials::md5("000-your-app-id", "key")).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn md5(app_id: impl Into<String>, app_key: impl Into<String>) -> Credentials {
        Credentials::new(app_id, app_key, Proof::Signature(Hash::Md5))
    }

    /// Requests carry the key itself, which the vendor advises against in production.
    ///
    /// The key is then part of every URL, for every proxy and access log on the way to see. A client
    /// of a plain `http` server refuses it, unless told to
    /// [`allow_plain_key_over_http`](crate::ClientBuilder::allow_plain_key_over_http).
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// let credentials = Credentials::plain_key("000-your-app-id", "key");
    /// let crm = Client::builder().credentials(credentials).build()?; // Over `https`.
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn plain_key(app_id: impl Into<String>, app_key: impl Into<String>) -> Credentials {
        Credentials::new(app_id, app_key, Proof::PlainKey)
    }

    fn new(app_id: impl Into<String>, app_key: impl Into<String>, proof: Proof) -> Credentials {
        let app_key = SecretString::from(app_key.into());
        Credentials { app_id: app_id.into(), app_key, proof }
    }

    /// The application's id.
    ///
    /// ```
    /// # use crm_client::Credentials;
    /// assert_eq!(Credentials::md5("000-your-app-id", "key").app_id(), "000-your-app-id");
    /// ```
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    pub(crate) fn sends_key(&self) -> bool {
        self.proof == Proof::PlainKey
    }

    /// Whether both id and key could be what the vendor gave.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        for (text, problem) in [
            (self.app_id.as_str(), "the app id must not be blank or hold white space"),
            (self.app_key.expose_secret(), "the app key must not be blank or hold white space"),
        ] {
            if text.is_empty() || text.contains(char::is_whitespace) {
                return Err(problem);
            }
        }
        Ok(())
    }

    /// Adds what proves the sender to the raw parameters of a request.
    pub(crate) fn authorize<'a>(
        &'a self,
        query: &mut Vec<(Cow<'a, str>, Cow<'a, str>)>,
        now: SystemTime,
    ) {
        query.push((facts::APP_ID.into(), self.app_id.as_str().into()));
        let key = self.app_key.expose_secret();
        let sign = match self.proof {
            Proof::PlainKey => Cow::Borrowed(key),
            Proof::Signature(hash) => {
                query.push((facts::SIGN_TYPE.into(), hash.name().into()));
                let timestamp = since_epoch(now).as_millis().to_string();
                query.push((facts::TIMESTAMP.into(), timestamp.into()));
                Cow::Owned(hash.signature(query, key))
            }
        };
        query.push((facts::SIGN.into(), sign));
    }

    /// Returns parameters that are as long as those that [`authorize`](Credentials::authorize) adds.
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let app_id = (facts::APP_ID, self.app_id.as_str());
        let params = match self.proof {
            Proof::PlainKey => {
                [Some(app_id), Some((facts::SIGN, self.app_key.expose_secret())), None, None]
            }
            Proof::Signature(hash) => [
                Some(app_id),
                Some((facts::SIGN_TYPE, hash.name())),
                // As many digits as the years 2001 to 2286 have.
                Some((facts::TIMESTAMP, "9999999999999")),
                Some((facts::SIGN, hash.placeholder())),
            ],
        };
        params.into_iter().flatten()
    }

    /// Removes the key from text that a server or a transport sent back.
    pub(crate) fn scrub(&self, text: &mut String) {
        scrub::hide(text, self.app_key.expose_secret(), "[the app key]");
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field("app_id", &self.app_id)
            .field("proof", &self.proof)
            .finish_non_exhaustive()
    }
}

impl Hash {
    /// The value of `sign_type`, which is signed as well, so its case matters.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Hash::Md5 => "MD5",
            Hash::Sha1 => "SHA1",
        }
    }

    /// Returns a string that is as long as a signature.
    fn placeholder(self) -> &'static str {
        match self {
            Hash::Md5 => "00000000000000000000000000000000",
            Hash::Sha1 => "0000000000000000000000000000000000000000",
        }
    }

    #[cfg(feature = "sandbox")]
    pub(crate) fn of_name(name: &str) -> Option<Hash> {
        [Hash::Md5, Hash::Sha1].into_iter().find(|it| it.name() == name)
    }

    #[cfg(feature = "sandbox")]
    pub(crate) fn other(self) -> Hash {
        match self {
            Hash::Md5 => Hash::Sha1,
            Hash::Sha1 => Hash::Md5,
        }
    }

    /// Returns the hash of a string in lower-case hexadecimal digits.
    #[cfg(feature = "sandbox")]
    pub(crate) fn hex(self, text: &str) -> String {
        match self {
            Hash::Md5 => encode_string(&Md5::digest(text)),
            Hash::Sha1 => encode_string(&Sha1::digest(text)),
        }
    }

    /// The signature of raw parameters, none of them blank and `sign` not among them, which it
    /// leaves sorted by name.
    pub(crate) fn signature<K, V>(self, query: &mut [(K, V)], key: &str) -> String
    where
        K: AsRef<str>,
        V: AsRef<str>,
    {
        query.sort_by(|(left, _), (right, _)| left.as_ref().cmp(right.as_ref()));
        match self {
            Hash::Md5 => digest::<Md5, K, V>(query, key),
            Hash::Sha1 => digest::<Sha1, K, V>(query, key),
        }
    }
}

/// Hashes `name=value&…&appkey=key`.
fn digest<D: Digest, K: AsRef<str>, V: AsRef<str>>(query: &[(K, V)], key: &str) -> String {
    let mut digest = D::new();
    for (name, value) in query {
        digest.update(name.as_ref());
        digest.update("=");
        digest.update(value.as_ref());
        digest.update("&");
    }
    digest.update(facts::APP_KEY);
    digest.update("=");
    digest.update(key);
    encode_string(&digest.finalize())
}

/// A clock before the epoch is as wrong as one at it.
fn since_epoch(now: SystemTime) -> Duration {
    now.duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests;
