//! A row of the endpoint table, and a row of the table of resources.

use super::{Endpoint, Info, reply};
use crate::error::Error;

/// A row of the endpoint table: the description of an endpoint, and the vendor's sample of its reply.
///
/// ```
/// use crm_client::ENDPOINTS;
///
/// for entry in ENDPOINTS.iter().filter(|it| it.info.since == Some("4.6")) {
///     println!("{}: {}", entry.info.path, entry.sample);
/// }
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Entry {
    /// The description of the endpoint.
    pub info: Info<'static>,
    /// The vendor's sample of a reply; empty if there is none.
    pub sample: &'static str,
    decode: fn(&[u8]) -> Result<(), Error>,
}

impl Entry {
    /// Creates the row of an endpoint, with a sample of its reply or an empty string.
    ///
    /// ```
    /// use crm_client::account;
    /// use crm_client::endpoint::Entry;
    ///
    /// let entry = Entry::of::<account::Get>(r#"{ "error_code": 0, "data": {} }"#);
    /// assert_eq!(entry.info.path, "account/get");
    /// ```
    #[must_use]
    pub const fn of<E: Endpoint>(sample: &'static str) -> Entry {
        let decode = |body: &[u8]| reply::decode::<E::Reply>(E::INFO.path, body).map(|_| ());
        Entry { info: E::INFO, sample, decode }
    }

    /// Checks whether a body decodes as the reply of this endpoint.
    ///
    /// ```
    /// for entry in crm_client::ENDPOINTS.iter().filter(|it| !it.sample.is_empty()) {
    ///     entry.decode(entry.sample.as_bytes())?;
    /// }
    /// # Ok::<(), crm_client::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Fails with the error that a call would return for HTTP 200 with this body.
    pub fn decode(&self, body: &[u8]) -> Result<(), Error> {
        (self.decode)(body)
    }
}

/// A resource: the endpoints whose paths begin with the same word.
///
/// ```
/// use crm_client::{ENDPOINTS, RESOURCES};
///
/// for resource in RESOURCES {
///     println!("{}: {}", resource.name, resource.doc);
///     for entry in ENDPOINTS.iter().filter(|it| it.info.module() == resource.name) {
///         println!("  {}", entry.info.path);
///     }
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Resource {
    /// The first part of the paths, such as `account` of `account/list`.
    pub name: &'static str,
    /// The documentation: complete sentences, or empty.
    pub doc: &'static str,
}

impl Resource {
    /// Creates the description of a resource.
    ///
    /// ```
    /// # use crm_client::endpoint::Resource;
    /// const ACCOUNT: Resource = Resource::new("account", "Customers.");
    /// ```
    #[must_use]
    pub const fn new(name: &'static str, doc: &'static str) -> Resource {
        Resource { name, doc }
    }
}

#[cfg(test)]
mod tests {
    use crate::every_feature::endpoints::ENDPOINTS;

    #[test]
    fn every_kind_of_reply_that_the_generator_knows_decodes() {
        let samples = ENDPOINTS.iter().filter(|entry| !entry.sample.is_empty());
        let decoded = samples.map(|entry| entry.decode(entry.sample.as_bytes()).unwrap());
        assert_eq!(decoded.count(), 6);
    }

    #[test]
    fn the_table_tells_the_parameter_that_the_client_gives() {
        let user = |path| {
            let entry = ENDPOINTS.iter().find(|entry| entry.info.path == path).unwrap();
            entry.info.user_param().map(|param| param.name)
        };
        assert_eq!(user("kitchen-sink/get"), Some("op_user"));
        assert_eq!(user("kitchen-sink/ping"), None);
    }
}
