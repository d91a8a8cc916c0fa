//! The expiry time of a value in a response.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The expiry time of a value, such as a download link.
///
/// The server returns the lifetime in seconds. It is counted from the moment when the response is
/// decoded. The server counts from an earlier moment, so do not use the value until the last
/// second.
///
/// ```
/// use std::time::Duration;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
/// # let path = crm.file().upload("note.txt", b"x").await?.file_path;
/// let link = crm.file().download_url(&path).await?;
/// if link.expires.remaining() > Duration::from_secs(10) {
///     println!("{}", link.file_full_path.expose());
/// }
/// # Ok(())
/// # }
/// ```
///
/// Serializes as the remaining time in whole seconds. So a stored value does not become valid for
/// longer when it is read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    read: SystemTime,
    lifetime: Duration,
}

impl Expiry {
    /// Returns the lifetime that the server returned.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// # let path = crm.file().upload("note.txt", b"x").await?.file_path;
    /// # let expires = crm.file().download_url(&path).await?.expires;
    /// assert_eq!(expires.lifetime().as_secs(), 300);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// Returns the remaining time from now on; zero if the value has expired.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// # let path = crm.file().upload("note.txt", b"x").await?.file_path;
    /// # let expires = crm.file().download_url(&path).await?.expires;
    /// assert!(expires.remaining() <= expires.lifetime());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn remaining(&self) -> Duration {
        self.remaining_at(SystemTime::now())
    }

    /// Returns the remaining time from `time` on; zero if the value has expired by then.
    ///
    /// ```
    /// # use std::time::{Duration, SystemTime};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// # let path = crm.file().upload("note.txt", b"x").await?.file_path;
    /// # let expires = crm.file().download_url(&path).await?.expires;
    /// let later = SystemTime::now() + Duration::from_secs(60);
    /// assert!(expires.remaining_at(later) < expires.remaining());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn remaining_at(&self, time: SystemTime) -> Duration {
        // If `time` is earlier, a clock was set back.
        let used = time.duration_since(self.read).unwrap_or_default();
        self.lifetime.saturating_sub(used)
    }

    /// Returns whether the value has expired.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// # let path = crm.file().upload("note.txt", b"x").await?.file_path;
    /// # let expires = crm.file().download_url(&path).await?.expires;
    /// assert!(!expires.is_expired(), "it was created just now");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn is_expired(&self) -> bool {
        self.remaining().is_zero()
    }

    /// Returns whether the value has expired at `time`, such as the time of a sandbox.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # let path = crm.file().upload("note.txt", b"x").await?.file_path;
    /// # let expires = crm.file().download_url(&path).await?.expires;
    /// sandbox.advance(Duration::from_secs(301));
    /// assert!(expires.is_expired_at(sandbox.now()));
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn is_expired_at(&self, time: SystemTime) -> bool {
        self.remaining_at(time).is_zero()
    }
}

/// Serializes the remaining seconds.
impl Serialize for Expiry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.remaining().as_secs())
    }
}

impl<'de> Deserialize<'de> for Expiry {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Expiry, D::Error> {
        let lifetime = Duration::from_secs(u64::deserialize(deserializer)?);
        Ok(Expiry { read: SystemTime::now(), lifetime })
    }
}

#[test]
fn expires_after_its_lifetime() {
    let expiry: Expiry = serde_json::from_str("300").unwrap();
    assert!(!expiry.is_expired() && expiry.remaining() > Duration::from_secs(200));
    let after = |seconds| expiry.read + Duration::from_secs(seconds);
    assert_eq!(expiry.remaining_at(after(100)), Duration::from_secs(200));
    assert!(!expiry.is_expired_at(after(299)) && expiry.is_expired_at(after(300)));
    assert_eq!(expiry.remaining_at(expiry.read - Duration::from_secs(9)), expiry.lifetime());
    assert!(serde_json::from_str::<Expiry>("0").unwrap().is_expired());
}

#[test]
fn serializes_as_the_remaining_seconds() {
    let read = SystemTime::now() - Duration::from_secs(100);
    let expiry = Expiry { read, lifetime: Duration::from_secs(300) };
    let json: u64 = serde_json::to_string(&expiry).unwrap().parse().unwrap();
    assert!((100..=200).contains(&json), "{json}");
    let expired = Expiry { read, lifetime: Duration::from_secs(99) };
    assert_eq!(serde_json::to_string(&expired).unwrap(), "0");
}
