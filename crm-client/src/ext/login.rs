//! The URL that logs a browser in with a login token.

use percent_encoding::utf8_percent_encode;

use crate::generated::user::LoginTokenResponse;
use crate::values::ENCODED;

impl LoginTokenResponse {
    /// Returns the URL that logs the user's browser in, within 60 seconds. It is `user/login` at
    /// the address that the server returned. Everybody who has this URL can log in with it, so keep
    /// it out of logs.
    ///
    /// ```
    /// # use crm_client::sandbox::Sandbox;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), crm_client::Error> {
    /// # let sandbox = Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// # let (user, password) = (sandbox.login_name(), sandbox.password());
    /// let url = crm.user().login_token(user, password).await?.url();
    /// assert!(url.contains("/user/login?token="));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// See [api-user-login](https://www.wisecrm.com/help/apidoc/api-user-login.html).
    #[must_use]
    pub fn url(&self) -> String {
        let slash = if self.dist_url.ends_with('/') { "" } else { "/" };
        let token = utf8_percent_encode(self.login_token.expose(), ENCODED);
        format!("{}{slash}user/login?token={token}", self.dist_url)
    }
}
