//! The settings of a connection.

use crm_client::Credentials;

use super::key::{AppKey, Key};
use super::source::Setting;

/// The settings of a connection. Each of them can be missing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    /// The base URL.
    pub base_url: Option<Setting<String>>,
    /// The id of the application.
    pub app_id: Option<Setting<String>>,
    /// The key of the application.
    pub key: Option<Setting<Key>>,
    /// The id or the name of the user on whose behalf calls are made.
    pub user: Option<Setting<String>>,
    /// How requests are authenticated.
    pub sign: Option<Setting<Sign>>,
    /// Whether calls that are not marked as reads are refused.
    pub read_only: Option<Setting<bool>>,
}

impl Settings {
    /// Returns whether a client can be built of these settings.
    pub(crate) fn is_complete(&self) -> bool {
        self.app_id.is_some() && self.key.is_some()
    }

    /// Returns these settings, and those of `lower` for all that are missing. A read-only profile stays
    /// read-only.
    pub(crate) fn over(self, lower: Settings) -> Settings {
        let is_set = |it: &Setting<bool>| it.value;
        let read_only = match lower.read_only {
            Some(lower) if lower.value => Some(lower),
            lower => self.read_only.filter(is_set).or(lower),
        };
        Settings {
            base_url: self.base_url.or(lower.base_url),
            app_id: self.app_id.or(lower.app_id),
            key: self.key.or(lower.key),
            user: self.user.or(lower.user),
            sign: self.sign.or(lower.sign),
            read_only,
        }
    }
}

/// How requests are authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// With a SHA-1 signature.
    Sha1,
    /// With an MD5 signature.
    Md5,
    /// With the key itself.
    Plain,
}

impl Sign {
    /// The names of all kinds.
    pub(crate) const NAMES: [&'static str; 3] = ["sha1", "md5", "plain"];

    /// Returns the kind with this name.
    pub(crate) fn from_name(name: &str) -> Option<Sign> {
        match name {
            "sha1" => Some(Sign::Sha1),
            "md5" => Some(Sign::Md5),
            "plain" => Some(Sign::Plain),
            _ => None,
        }
    }

    /// Returns the name of the kind.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Sign::Sha1 => "sha1",
            Sign::Md5 => "md5",
            Sign::Plain => "plain",
        }
    }

    /// Creates credentials of this kind.
    pub(crate) fn credentials(self, app_id: impl Into<String>, key: &AppKey) -> Credentials {
        let key = key.expose();
        match self {
            Sign::Sha1 => Credentials::sha1(app_id, key),
            Sign::Md5 => Credentials::md5(app_id, key),
            Sign::Plain => Credentials::plain_key(app_id, key),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::*;

    fn read_only(value: bool, source: Source) -> Settings {
        Settings { read_only: Some(Setting { value, source }), ..Settings::default() }
    }

    #[test]
    fn a_variable_cannot_lift_a_read_only_profile() {
        let profile = |value| read_only(value, Source::Profile("work".into()));
        let env = |value| read_only(value, Source::Env("CRM_READ_ONLY"));
        let merged = |upper: Settings, lower| upper.over(lower).read_only.unwrap();
        assert_eq!(merged(env(false), profile(true)), profile(true).read_only.unwrap());
        assert_eq!(merged(env(true), profile(false)), env(true).read_only.unwrap());
        assert!(!merged(env(false), profile(false)).value);
        assert!(env(true).over(Settings::default()).read_only.unwrap().value);
    }
}
