//! On-premise servers: base URL, proxies, certificates, limits of the server, rights and TLS.
//!
//! # Base URL
//!
//! The API of an on-premise server is under `<own server>/gw/`. Pass this URL to
//! [`base_url`](crate::ClientBuilder::base_url). The default is the vendor's cloud.
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
//! With `http`, others in the network can read the records. A signature does not disclose the key, but a
//! [plain key](crate::Credentials::plain_key) would be disclosed. The client refuses this combination,
//! unless you call
//! [`allow_plain_key_over_http`](crate::ClientBuilder::allow_plain_key_over_http).
//!
//! The client does not follow redirects, because they would disclose the signed URL. A redirect is an
//! error with [`is_status`](crate::Error::is_status): change the base URL.
//!
//! # Proxies and certificates
//!
//! A client uses the proxy of the system or of the environment variables `HTTPS_PROXY`, `HTTP_PROXY` and
//! `NO_PROXY`. [`no_proxy`](crate::ClientBuilder::no_proxy) turns this off, for example for a server in
//! the same network.
//!
//! For other proxies, certificates and connection settings, pass a `reqwest::ClientBuilder` to
//! [`http_client`](crate::ClientBuilder::http_client). Use the same version of `reqwest` as this crate. The
//! client turns off redirects, the `Referer` header and the retries of `reqwest`.
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
//! To change every request, for example to add a header for a gateway, implement
//! [`Transport`](crate::Transport): change the request, and pass it to another transport. A
//! `reqwest::Client` is also a transport. Turn off its redirects, its `Referer` header and its retries
//! yourself.
//!
//! # Limits of the server and of nginx
//!
//! An on-premise server is Tomcat 8.5, behind nginx if it uses HTTPS. Both check their limits before
//! the CRM receives the request. Their response has no `error_code`, so the error is
//! [`is_status`](crate::Error::is_status). The request was not carried out.
//!
//! | HTTP status | cause | default | remedy |
//! |---|---|---|---|
//! | 413 | the body is above the limit of nginx | 1 MB | raise `client_max_body_size` of nginx to 21 MB, to allow the largest upload |
//! | 414, or 400 | the URL is above the limit of nginx or Tomcat | 8 KiB | request fewer fields, or raise `large_client_header_buffers` of nginx and `maxHttpHeaderSize` of Tomcat |
//!
//! The settings of the vendor's cloud are not known. A list of about 300 field names reaches 8 KiB.
//! Therefore, the client refuses a URL of more than 8,000 bytes before it is sent. The error names the
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
//! `op_user` have the rights of that user. If a call fails with
//! [`INSUFFICIENT_RIGHTS`](crate::Code::INSUFFICIENT_RIGHTS), change the role of the user, or use another
//! user. The [advanced query](crate::entity::Entity::adv_query) has no `op_user`. The vendor does not
//! document whose rights apply to it: do not use it to restrict what a user can see.
//!
//! # TLS
//!
//! The default feature `rustls` uses the certificates that the operating system trusts. Install the
//! certificate authority of your company there, or add it to an HTTP client as above. To use another TLS
//! implementation, turn off the default features, and turn on a feature of `reqwest`:
//!
//! ```toml
//! [dependencies]
//! crm-client = { path = "../crm-client/crm-client", default-features = false }
//! reqwest = { version = "0.13", default-features = false, features = ["native-tls"] }
//! ```
//!
//! Without TLS, a client supports `http` only. It can then be built without a C compiler.
//!
//! # Versions of the product
//!
//! Some endpoints require a version of the product.
//! [`Info::since`](crate::endpoint::Info::since) returns it, if the vendor names one. The reply of an
//! older server is not documented.
//!
//! ```
//! for endpoint in crm_client::ENDPOINTS {
//!     if let Some(since) = endpoint.info.since {
//!         println!("{} requires {since}", endpoint.info.path);
//!     }
//! }
//! ```
