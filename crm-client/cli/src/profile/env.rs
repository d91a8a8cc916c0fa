//! The environment variables that describe a connection.

use super::key::{AppKey, Key};
use super::settings::{Settings, Sign};
use super::source::{Setting, Source};
use crate::failure::Failure;
use crate::lang::tr;

/// Reads the settings of the environment variables. Blank values are ignored.
///
/// # Errors
///
/// Fails if a value is invalid.
pub(super) fn settings(var: impl Fn(&str) -> Option<String>) -> Result<Settings, Failure> {
    let var = |name: &'static str| {
        let value = var(name).filter(|it| !it.trim().is_empty())?;
        Some(Setting { value, source: Source::Env(name) })
    };
    let key = match (var("CRM_APP_KEY"), var("CRM_APP_KEY_COMMAND")) {
        (Some(key), _) => {
            Some(Setting { value: Key::Value(AppKey::new(key.value)), source: key.source })
        }
        (None, Some(it)) => Some(Setting { value: Key::Command(it.value), source: it.source }),
        (None, None) => None,
    };
    Ok(Settings {
        base_url: var("CRM_BASE_URL"),
        app_id: var("CRM_APP_ID"),
        key,
        user: var("CRM_USER"),
        sign: convert(var("CRM_SIGN"), Sign::from_name, "`sha1`, `md5`, `plain`")?,
        read_only: convert(var("CRM_READ_ONLY"), bool, "`true`, `false`")?,
    })
}

/// Returns the name of the profile in `CRM_PROFILE`.
pub(super) fn profile(var: impl Fn(&str) -> Option<String>) -> Option<String> {
    var("CRM_PROFILE").filter(|it| !it.trim().is_empty())
}

fn bool(value: &str) -> Option<bool> {
    match value.to_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Some(true),
        "0" | "false" | "no" | "off" => Some(false),
        _ => None,
    }
}

fn convert<T>(
    setting: Option<Setting<String>>,
    read: impl Fn(&str) -> Option<T>,
    expected: &str,
) -> Result<Option<Setting<T>>, Failure> {
    let Some(Setting { value, source }) = setting else { return Ok(None) };
    match read(value.trim()) {
        Some(value) => Ok(Some(Setting { value, source })),
        None => Err(Failure::usage(tr!(
            "{source}: invalid value `{value}`; expected one of {expected}",
            "{source}：值 `{value}` 无效；应为以下之一：{expected}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(set: &[(&str, &str)]) -> Result<Settings, Failure> {
        settings(|name| {
            set.iter().find(|(it, _)| *it == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn blank_variables_are_not_set() {
        assert_eq!(read(&[("CRM_USER", " "), ("CRM_READ_ONLY", "")]).unwrap(), Settings::default());
    }

    #[test]
    fn a_key_takes_precedence_over_a_command() {
        let settings = read(&[("CRM_APP_KEY", "k"), ("CRM_APP_KEY_COMMAND", "pass crm")]).unwrap();
        assert_eq!(settings.key.unwrap().source, Source::Env("CRM_APP_KEY"));
    }

    #[test]
    fn an_invalid_value_is_an_error() {
        assert!(read(&[("CRM_SIGN", "sha256")]).is_err());
        assert!(read(&[("CRM_READ_ONLY", "perhaps")]).is_err());
        assert!(read(&[("CRM_READ_ONLY", "Yes")]).unwrap().read_only.unwrap().value);
    }
}
