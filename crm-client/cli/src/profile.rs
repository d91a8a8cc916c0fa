//! Where the client connects to, and as whom.

mod document;
mod edit;
mod env;
mod file;
mod key;
mod name;
mod settings;
mod source;

use crm_client::endpoint::Effect;
use crm_client::{Client, ClientBuilder, Credentials};

use crate::failure::Failure;
use crate::lang::tr;
pub(crate) use edit::{remove, set_default, store};
pub(crate) use file::{File, path};
pub(crate) use key::{AppKey, Key};
pub(crate) use name::{DEFAULT, check as check_name};
pub(crate) use settings::{Settings, Sign};
pub(crate) use source::{Setting, Source};

/// The connection of a profile, or of the environment variables.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// The base URL. Default: the vendor's cloud.
    pub base_url: Option<String>,
    /// The id and the key of the application.
    pub credentials: Credentials,
    /// The id or the name of the user on whose behalf calls are made.
    pub user: Option<String>,
    /// Whether calls that are not marked as reads are refused.
    pub read_only: bool,
}

impl Profile {
    /// Reads the profile with this name, or the default one. Environment variables take precedence.
    ///
    /// # Errors
    ///
    /// Fails if there is no profile and no environment variable, or if one of them is invalid.
    pub(crate) fn load(name: Option<&str>) -> Result<Profile, Failure> {
        Profile::new(&Selected::load(name)?.settings)
    }

    /// Creates the connection of these settings. This runs the command of the key, if there is one.
    ///
    /// # Errors
    ///
    /// Fails if the id or the key of the application is missing, or if the command of the key fails.
    pub(crate) fn new(settings: &Settings) -> Result<Profile, Failure> {
        let value = |setting: &Option<Setting<String>>| setting.as_ref().map(|it| it.value.clone());
        let (app_id, key) = match (value(&settings.app_id), &settings.key) {
            (Some(app_id), Some(key)) => (app_id, key),
            (None, None) => return Err(unconfigured()),
            (None, Some(_)) => return Err(incomplete("app id", "app_id", "CRM_APP_ID")),
            (Some(_), None) => return Err(incomplete("app key", "app_key", "CRM_APP_KEY")),
        };
        let sign = settings.sign.as_ref().map_or(Sign::Sha1, |it| it.value);
        Ok(Profile {
            base_url: value(&settings.base_url),
            credentials: sign.credentials(app_id, &key.value.read(&key.source)?),
            user: value(&settings.user),
            read_only: settings.read_only.as_ref().is_some_and(|it| it.value),
        })
    }

    /// Returns a builder for a client of this connection, without a user.
    pub(crate) fn client_builder(&self) -> ClientBuilder {
        let builder = Client::builder().credentials(self.credentials.clone());
        match &self.base_url {
            Some(url) => builder.base_url(url),
            None => builder,
        }
    }
}

/// A profile with the environment variables that override it.
pub(crate) struct Selected {
    /// The name of the profile, if the file has one.
    pub name: Option<String>,
    /// What names the profile. Default: the file.
    pub named_by: Option<Source>,
    /// The settings of the environment variables and of the profile.
    pub settings: Settings,
}

impl Selected {
    /// Reads the settings of the profile with this name, or of `CRM_PROFILE`, or of the default profile.
    ///
    /// # Errors
    ///
    /// Fails if the file or an environment variable is invalid, or if there is no such profile.
    pub(crate) fn load(name: Option<&str>) -> Result<Selected, Failure> {
        let var = |name: &str| std::env::var(name).ok();
        let own = env::settings(var)?;
        let named = match name {
            Some(name) => Some((name.to_owned(), Source::Given)),
            None => env::profile(var).map(|name| (name, Source::Env("CRM_PROFILE"))),
        };
        let file = File::read()?;
        let (name, named_by) = match named {
            Some((name, source)) => (Some(name), Some(source)),
            None => (file.default_profile(own.is_complete())?, None),
        };
        let settings = match &name {
            Some(name) => own.over(file.profile(name)?.clone()),
            None => own,
        };
        Ok(Selected { name, named_by, settings })
    }
}

/// Returns the name of the profile that a command changes: the name of the option, of `CRM_PROFILE`, or
/// of the default profile.
pub(crate) fn chosen_name(option: Option<&str>, file: &File) -> String {
    let name = option.map(str::to_owned).or_else(|| env::profile(|name| std::env::var(name).ok()));
    name.or_else(|| file.default.clone()).unwrap_or_else(|| DEFAULT.to_owned())
}

/// Returns the settings of the environment variables.
///
/// # Errors
///
/// Fails if a value is invalid.
pub(crate) fn environment() -> Result<Settings, Failure> {
    env::settings(|name| std::env::var(name).ok())
}

/// Returns the base URL of the vendor's cloud.
pub(crate) fn cloud() -> String {
    // The client's default, which is valid. So the client can always be built.
    let client = Client::builder().credentials(Credentials::sha1("id", "key")).build();
    client.map(|it| it.base_url().to_owned()).unwrap_or_default()
}

/// Checks a base URL.
///
/// # Errors
///
/// Fails if it is invalid.
pub(crate) fn check_base_url(url: &str) -> Result<(), Failure> {
    let builder = Client::builder().base_url(url).credentials(Credentials::sha1("id", "key"));
    match builder.build() {
        Ok(_) => Ok(()),
        Err(error) => Err(Failure::call(&error, Effect::Read)),
    }
}

fn unconfigured() -> Failure {
    Failure::usage(tr!(
        "no CRM is configured; run `crm login`, or try the demo CRM with `--sandbox`",
        "尚未配置 CRM；请运行 `crm login`，或用 `--sandbox` 试用演示 CRM"
    ))
}

fn incomplete(what: &str, key: &str, var: &str) -> Failure {
    Failure::usage(tr!(
        "the {what} is missing; set `{var}`, or `{key}` of the profile, or run `crm login`",
        "缺少 `{key}`（{what}）；请设置 `{var}` 或配置中的 `{key}`，或运行 `crm login`"
    ))
}
