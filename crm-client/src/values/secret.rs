//! Secrets and passwords.

use std::fmt;

use base16ct::lower::encode_string;
use md5::{Digest, Md5};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer};

use super::wire::{QueryValue, ToQuery};

/// A secret string, such as a login token. [`Debug`](fmt::Debug) shows `<secret>`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let sandbox = crm_client::sandbox::Sandbox::new();
/// # let crm = sandbox.client_builder().build()?;
/// # let (user, password) = (sandbox.login_name(), sandbox.password());
/// let token = crm.user().login_token(user, password).await?.login_token;
/// assert_eq!(format!("{token:?}"), "<secret>");
/// assert!(!token.expose().is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Returns the secret string. Keep it out of logs.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # let (user, password) = (sandbox.login_name(), sandbox.password());
    /// let reply = crm.user().login_token(user, password).await?;
    /// assert!(reply.url().ends_with(reply.login_token.expose()));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Secret) -> bool {
        self.expose() == other.expose()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
        String::deserialize(deserializer).map(|text| Secret(text.into()))
    }
}

/// The password of a CRM user. Only its MD5 hash is stored and sent.
///
/// ```
/// use crm_client::Password;
///
/// let password = Password::from("correct horse");
/// assert_eq!(format!("{password:?}"), "<secret>");
/// ```
///
/// [`Debug`](fmt::Debug) does not show the hash either, because a caller of the API can log in with
/// it.
#[derive(Clone)]
pub struct Password(SecretString);

/// A blank password is not hashed. The parameter is then missing from the call.
impl From<&str> for Password {
    fn from(password: &str) -> Password {
        let is_blank = password.trim().is_empty();
        let hash = if is_blank { String::new() } else { encode_string(&Md5::digest(password)) };
        Password(hash.into())
    }
}

impl From<&String> for Password {
    fn from(password: &String) -> Password {
        Password::from(password.as_str())
    }
}

impl From<String> for Password {
    fn from(password: String) -> Password {
        Password::from(SecretString::from(password))
    }
}

impl From<SecretString> for Password {
    fn from(password: SecretString) -> Password {
        Password::from(password.expose_secret())
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<secret>")
    }
}

impl ToQuery for Password {
    fn to_query(&self) -> QueryValue<'_> {
        Ok(Some(self.0.expose_secret().into()))
    }
}
