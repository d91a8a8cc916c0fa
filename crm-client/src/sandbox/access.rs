//! Methods of `Sandbox` that return its address and credentials, and a client for it.

use super::handlers::web;
use super::{Sandbox, signature};
use crate::auth::Credentials;
use crate::client::Client;
use crate::client::builder::ClientBuilder;
use crate::values::Id;

impl Sandbox {
    /// Returns the base URL of the API.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// # use crm_client::{Client, Credentials};
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::start().await?;
    /// let credentials = Credentials::sha1(sandbox.app_id(), sandbox.app_key());
    /// let builder = Client::builder().base_url(sandbox.base_url()).no_proxy();
    /// let roots = builder.credentials(credentials).build()?.area().root().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn base_url(&self) -> String {
        match &self.socket {
            Some(socket) => format!("http://{}/gw/", socket.address()),
            None => "https://sandbox.invalid/gw/".to_owned(),
        }
    }

    /// Returns the id of the only application that the sandbox accepts.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// # use crm_client::Credentials;
    /// # let sandbox = Sandbox::new();
    /// let credentials = Credentials::md5(sandbox.app_id(), sandbox.app_key());
    /// ```
    #[must_use]
    pub fn app_id(&self) -> &'static str {
        signature::APP_ID
    }

    /// Returns the app key of that application.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// # use crm_client::Credentials;
    /// # let sandbox = Sandbox::new();
    /// let credentials = Credentials::plain_key(sandbox.app_id(), sandbox.app_key());
    /// ```
    #[must_use]
    pub fn app_key(&self) -> &'static str {
        signature::APP_KEY
    }

    /// Returns the id of the first user, on whose behalf calls can be made.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// crm.account().list(["accountName"]).op_user(sandbox.user()).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn user(&self) -> Id {
        self.state.lock().crm.store.first_user().unwrap_or_default().into()
    }

    /// Returns the login name of that user.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let (name, password) = (sandbox.login_name(), sandbox.password());
    /// crm.user().login_token(name, password).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn login_name(&self) -> &'static str {
        web::LOGIN_NAME
    }

    /// Returns the password of that user.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let wrong = format!("{}!", sandbox.password());
    /// assert!(crm.user().login_token(sandbox.login_name(), wrong).await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn password(&self) -> &'static str {
        web::PASSWORD
    }

    /// Returns a builder for a client of this sandbox. The client signs with SHA-1, acts for the
    /// [`user`](Sandbox::user), and uses the sandbox's clock.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let sandbox = Sandbox::new();
    /// let crm = sandbox.client_builder().max_attempts(1).build()?;
    /// crm.area().root().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn client_builder(&self) -> ClientBuilder {
        let state = self.state.clone();
        let builder = Client::builder()
            .base_url(self.base_url())
            .credentials(Credentials::sha1(self.app_id(), self.app_key()))
            .op_user(self.user())
            .clock(move || state.lock().crm.now());
        match self.socket {
            Some(_) => builder.on_loopback(),
            None => builder.transport(self.clone()),
        }
    }
}
