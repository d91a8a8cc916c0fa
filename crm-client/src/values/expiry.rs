//! Until when something that a reply holds can be used.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Until when something can be used: so many seconds from when its reply was read.
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
/// It serializes as the remaining time in whole seconds, so that a value which is stored and read again
/// does not become valid for longer.
///
/// It has been ending since the server made the reply, so leave some time for the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Expiry {
    read: SystemTime,
    lifetime: Duration,
}

impl Expiry {
    /// How long it could be used from the beginning, as the server said.
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

    /// Returns the remaining time from now on; zero if it has expired.
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

    /// Returns the remaining time from `time` on; zero if it has expired by then.
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
        // Before it was read, a clock was set back.
        let used = time.duration_since(self.read).unwrap_or_default();
        self.lifetime.saturating_sub(used)
    }

    /// Returns whether it has expired.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let crm = crm_client::sandbox::Sandbox::new().client_builder().build()?;
    /// # let path = crm.file().upload("note.txt", b"x").await?.file_path;
    /// # let expires = crm.file().download_url(&path).await?.expires;
    /// assert!(!expires.is_expired(), "it was made just now");
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn is_expired(&self) -> bool {
        self.remaining().is_zero()
    }

    /// Returns whether it has expired at `time`, such as a time of a sandbox's clock.
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

/// Writes the remaining seconds.
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
fn it_expires_after_its_lifetime() {
    let expiry: Expiry = serde_json::from_str("300").unwrap();
    assert!(!expiry.is_expired() && expiry.remaining() > Duration::from_secs(200));
    let after = |seconds| expiry.read + Duration::from_secs(seconds);
    assert_eq!(expiry.remaining_at(after(100)), Duration::from_secs(200));
    assert!(!expiry.is_expired_at(after(299)) && expiry.is_expired_at(after(300)));
    assert_eq!(expiry.remaining_at(expiry.read - Duration::from_secs(9)), expiry.lifetime());
    assert!(serde_json::from_str::<Expiry>("0").unwrap().is_expired());
}

#[test]
fn it_serializes_as_the_remaining_seconds() {
    let read = SystemTime::now() - Duration::from_secs(100);
    let expiry = Expiry { read, lifetime: Duration::from_secs(300) };
    let json: u64 = serde_json::to_string(&expiry).unwrap().parse().unwrap();
    assert!((100..=200).contains(&json), "{json}");
    let expired = Expiry { read, lifetime: Duration::from_secs(99) };
    assert_eq!(serde_json::to_string(&expired).unwrap(), "0");
}
