//! Own servers: addresses, proxies, certificates, limits, rights and TLS.
//!
//! # Where it stands
//!
//! The API of an on-premise install stands at `<own server>/gw/`, which is its
//! [`base_url`](crate::ClientBuilder::base_url). Without one, a client calls the vendor's cloud.
//!
//! ```
//! use crm_client::{Client, Credentials};
//!
//! # fn main() -> Result<(), crm_client::Error> {
//! let crm = Client::builder()
//!     .base_url("http://crm.example.com:8080/gw/")
//!     .credentials(Credentials::sha1("000-your-app-id", "the-key"))
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! Over plain `http` everybody on the way can read the records, whatever the credentials. A
//! signature does not give away the key, but a plain key would be read as well, and is refused
//! unless the client says
//! [`allow_plain_key_over_http`](crate::ClientBuilder::allow_plain_key_over_http).
//!
//! Redirects are not followed: they would hand the signed URL on. A server that redirects is an
//! error that [`is_status`](crate::Error::is_status), and wants another base URL.
//!
//! # Proxies, certificates and limits
//!
//! A client takes the proxy that the system or the environment names (`HTTPS_PROXY`, `HTTP_PROXY`,
//! `NO_PROXY`), unless it is told [`no_proxy`](crate::ClientBuilder::no_proxy), as for a server in
//! the same building. Whatever else is to be set is set on an HTTP client of your own, of the same
//! version of `reqwest`, which is given before it is built: it is then told to follow no redirect,
//! to send no `Referer` and to repeat nothing by itself, as the built-in one is.
//!
//! ```
//! use std::time::Duration;
//!
//! use crm_client::{Client, Credentials};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let http = reqwest::Client::builder()
//!     .proxy(reqwest::Proxy::all("http://proxy.example.com:3128")?)
//!     .connect_timeout(Duration::from_secs(5));
//! let crm = Client::builder()
//!     .base_url("https://crm.example.com/gw/")
//!     .credentials(Credentials::sha1("000-your-app-id", "the-key"))
//!     .http_client(http)
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! What is to happen to every request, such as a header of a gateway, is for a
//! [`Transport`](crate::Transport) of your own, which adds it and sends the request on. Through a
//! `reqwest::Client`, for one, which is a transport too; set it up as above by yourself.
//!
//! # Limits of the server and of nginx
//!
//! An on-premise server is Tomcat 8.5, behind nginx if it uses HTTPS. Both have limits, which they
//! check before the CRM sees the request. Their answer has no `error_code`, so
//! the error is [`is_status`](crate::Error::is_status). The request was not carried out.
//!
//! | HTTP status | cause | default | remedy |
//! |---|---|---|---|
//! | 413 | the body is above the limit of nginx | 1 MB | raise `client_max_body_size` of nginx to 21 MB, to allow the largest upload |
//! | 414, or 400 | the URL is above the limit of nginx or Tomcat | 8 KiB | request fewer fields, or raise `large_client_header_buffers` of nginx and `maxHttpHeaderSize` of Tomcat |
//!
//! The settings of the vendor's own servers are not known. About 300 field names reach 8 KiB. The
//! client therefore refuses a URL of more than 8,000 bytes before it is sent, and the error names the
//! longest parameter. If your server has another limit, set
//! [`max_url_bytes`](crate::ClientBuilder::max_url_bytes):
//!
//! ```
//! use crm_client::{Client, Credentials};
//!
//! # fn main() -> Result<(), crm_client::Error> {
//! let crm = Client::builder()
//!     .base_url("https://crm.example.com/gw/")
//!     .credentials(Credentials::sha1("000-your-app-id", "the-key"))
//!     .max_url_bytes(16_000)
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # Rights
//!
//! The rights of a user depend on the user's role and department, four levels deep. Calls with an
//! `op_user` have the rights of that user: a call that fails with
//! [`INSUFFICIENT_RIGHTS`](crate::Code::INSUFFICIENT_RIGHTS) needs another role or another user. The
//! [advanced query](crate::entity::Entity::adv_query) has no `op_user`. The vendor does not document
//! whose rights apply to it: do not use it to restrict what a user can see.
//!
//! # TLS
//!
//! The default feature `rustls` checks certificates against those that the system trusts, so a
//! company's own authority is installed there, or on an HTTP client as above. For another TLS,
//! leave that feature out, and turn on the one of `reqwest` that has it:
//!
//! ```toml
//! [dependencies]
//! crm-client = { path = "../crm-client/crm-client", default-features = false }
//! reqwest = { version = "0.13", default-features = false, features = ["native-tls"] }
//! ```
//!
//! Without any, a client calls `http` alone, and needs no C compiler to be built.
//!
//! # Older servers
//!
//! Some calls came with a version of the product: [`Info::since`](crate::endpoint::Info::since)
//! says which, where the vendor names one. What a server without a call answers is not documented.
//!
//! ```
//! for endpoint in crm_client::ENDPOINTS {
//!     if let Some(since) = endpoint.info.since {
//!         println!("{} came with {since}", endpoint.info.path);
//!     }
//! }
//! ```
