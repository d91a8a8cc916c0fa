//! The default headers of a client.

use http::header::CONTENT_TYPE;

use super::ClientBuilder;
use crate::pipeline;

impl ClientBuilder {
    /// Sets a default header, which is sent with every request. A second value for the same name
    /// replaces the first one.
    ///
    /// A call can replace a default header with [`extra_header`](crate::Call::extra_header). The
    /// client cannot be built if a name or a value is invalid, if a header is reserved for the HTTP
    /// client, such as `content-length`, or if it is `content-type`, which depends on the body.
    ///
    /// ```
    /// # use crm_client::{Client, Credentials};
    /// # let credentials = Credentials::md5("000-your-app-id", "the-app-key");
    /// let builder = Client::builder().credentials(credentials);
    /// let crm = builder.default_header("user-agent", "nightly-export/1.0").build()?;
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    pub fn default_header(mut self, name: &str, value: &str) -> ClientBuilder {
        match pipeline::header(name, value) {
            Ok((name, _)) if name == CONTENT_TYPE => {
                let problem = "the header `content-type` depends on the body; set it for a single \
                               call with `extra_header`";
                self.header_problem.get_or_insert_with(|| problem.to_owned());
            }
            Ok((name, value)) => {
                self.headers.insert(name, value);
            }
            Err(problem) => {
                self.header_problem.get_or_insert(problem);
            }
        }
        self
    }
}
