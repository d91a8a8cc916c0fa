//! Credentials. Only this file computes signatures.

use std::borrow::Cow;
use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base16ct::lower::encode_string;
use md5::{Digest, Md5};
use secrecy::{ExposeSecret, SecretString};
use sha1::Sha1;

use super::scrub;
use crate::facts;

/// The id and the key of an application, and the way in which requests are authenticated.
///
/// The vendor provides both. See [auth-intro](https://www.wisecrm.com/help/apidoc/auth-intro.html).
///
/// A signed request expires after 30 seconds, so the clocks of this machine and of the server must
/// agree. If they do not, use [`Client::learn_clock_offset`](crate::Client::learn_clock_offset).
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

/// The way in which requests are authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    PlainKey,
    Signature(Hash),
}

/// The hash algorithm of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Md5,
    Sha1,
}

impl Credentials {
    /// The names of the query parameters that authenticate a request. Remove them from a URL before you
    /// show it.
    ///
    /// ```
    /// # use crm_client::Credentials;
    /// assert!(Credentials::PARAMETERS.contains(&"sign"));
    /// ```
    pub const PARAMETERS: [&'static str; 4] =
        [facts::APP_ID, facts::SIGN, facts::SIGN_TYPE, facts::TIMESTAMP];

    /// Creates credentials that sign requests with SHA-1.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// let crm = Client::builder().credentials(Credentials::sha1("000-your-app-id", "key")).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn sha1(app_id: impl Into<String>, app_key: impl Into<String>) -> Credentials {
        Credentials::new(app_id, app_key, Proof::Signature(Hash::Sha1))
    }

    /// Creates credentials that sign requests with MD5.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// let crm = Client::builder().credentials(Credentials::md5("000-your-app-id", "key")).build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn md5(app_id: impl Into<String>, app_key: impl Into<String>) -> Credentials {
        Credentials::new(app_id, app_key, Proof::Signature(Hash::Md5))
    }

    /// Creates credentials that send the app key itself. The vendor advises against it in
    /// production.
    ///
    /// Every URL then contains the key, and every proxy and access log can show it. A client for a
    /// plain `http` server rejects these credentials without
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

    /// Returns the id of the application.
    ///
    /// ```
    /// # use crm_client::Credentials;
    /// assert_eq!(Credentials::md5("000-your-app-id", "key").app_id(), "000-your-app-id");
    /// ```
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// Returns credentials with another app key, for the same application and with the same method.
    ///
    /// ```
    /// # use crm_client::Credentials;
    /// let old = Credentials::md5("000-your-app-id", "old key");
    /// let new = old.with_key("new key");
    /// assert_eq!(new.app_id(), old.app_id());
    /// ```
    #[must_use]
    pub fn with_key(&self, app_key: impl Into<String>) -> Credentials {
        Credentials::new(self.app_id.clone(), app_key, self.proof)
    }

    /// Returns credentials for the same application that sign requests with SHA-1.
    ///
    /// ```
    /// # use crm_client::Credentials;
    /// assert!(!Credentials::plain_key("000-your-app-id", "key").with_sha1().is_plain_key());
    /// ```
    #[must_use]
    pub fn with_sha1(&self) -> Credentials {
        Credentials { proof: Proof::Signature(Hash::Sha1), ..self.clone() }
    }

    /// Returns credentials for the same application that sign requests with MD5.
    ///
    /// ```
    /// # use crm_client::Credentials;
    /// assert!(!Credentials::plain_key("000-your-app-id", "key").with_md5().is_plain_key());
    /// ```
    #[must_use]
    pub fn with_md5(&self) -> Credentials {
        Credentials { proof: Proof::Signature(Hash::Md5), ..self.clone() }
    }

    /// Returns whether requests contain the app key itself instead of a signature.
    ///
    /// ```
    /// # use crm_client::Credentials;
    /// assert!(Credentials::plain_key("000-your-app-id", "key").is_plain_key());
    /// assert!(!Credentials::sha1("000-your-app-id", "key").is_plain_key());
    /// ```
    #[must_use]
    pub fn is_plain_key(&self) -> bool {
        self.proof == Proof::PlainKey
    }

    /// Returns the app key.
    #[cfg(feature = "sandbox")]
    pub(crate) fn key(&self) -> &str {
        self.app_key.expose_secret()
    }

    /// Checks whether the id and the key can be valid.
    pub(crate) fn check(&self) -> Result<(), &'static str> {
        for (text, problem) in [
            (self.app_id.as_str(), "the app id must not be empty or contain white space"),
            (self.app_key.expose_secret(), "the app key must not be empty or contain white space"),
        ] {
            if text.is_empty() || text.contains(char::is_whitespace) {
                return Err(problem);
            }
        }
        Ok(())
    }

    /// Adds the authentication parameters to the raw parameters of a request.
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

    /// Returns parameters that are as long as those that [`authorize`](Credentials::authorize)
    /// adds.
    pub(crate) fn placeholders(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let app_id = (facts::APP_ID, self.app_id.as_str());
        let params = match self.proof {
            Proof::PlainKey => {
                [Some(app_id), Some((facts::SIGN, self.app_key.expose_secret())), None, None]
            }
            Proof::Signature(hash) => [
                Some(app_id),
                Some((facts::SIGN_TYPE, hash.name())),
                // The timestamps of the years 2001 to 2286 have 13 digits.
                Some((facts::TIMESTAMP, "9999999999999")),
                Some((facts::SIGN, hash.placeholder())),
            ],
        };
        params.into_iter().flatten()
    }

    /// Removes the key from a string that a server or a transport returned.
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
    /// Returns the value of `sign_type`. It is signed as well, so its case matters.
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

    /// Returns the hash whose signatures have this length.
    #[cfg(feature = "sandbox")]
    pub(crate) fn of_length(length: usize) -> Option<Hash> {
        [Hash::Md5, Hash::Sha1].into_iter().find(|it| it.placeholder().len() == length)
    }

    /// Returns the hash of bytes in lower-case hexadecimal digits.
    #[cfg(feature = "sandbox")]
    pub(crate) fn hex(self, bytes: &[u8]) -> String {
        match self {
            Hash::Md5 => encode_string(&Md5::digest(bytes)),
            Hash::Sha1 => encode_string(&Sha1::digest(bytes)),
        }
    }

    /// Sorts raw parameters by name, and returns their signature. The parameters must not contain
    /// `sign` or a blank value.
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

/// Returns the time since the Unix epoch; zero if the clock is earlier.
fn since_epoch(now: SystemTime) -> Duration {
    now.duration_since(UNIX_EPOCH).unwrap_or_default()
}

#[cfg(test)]
mod tests;
