//! Where the client connects to, and as whom.

mod env;

use crm_client::{Client, ClientBuilder, Credentials};

use crate::failure::Failure;

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
    pub(crate) fn load(_name: Option<&str>) -> Result<Profile, Failure> {
        env::profile(|name| std::env::var(name).ok())
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
