//! What an endpoint is: the trait its request implements, and its row in the endpoint table.
//!
//! ```
//! let safe = crm_client::ENDPOINTS.iter().filter(|it| it.info.is_safe()).count();
//! println!("{safe} endpoints change nothing");
//! ```

mod entry;
mod info;
mod param;
mod parts;
pub(crate) mod reply;
mod shapes;

pub use entry::Entry;
pub use info::{Effect, Info, Method};
pub use param::{EnumValue, Need, Param, Type};
pub use parts::Parts;
pub(crate) use parts::{check_name, given_twice};
use reply::Reply;
pub use shapes::{BodyKind, Returns};

pub use crate::values::wire::{QueryValue, ToBody, ToQuery};

/// The request of one endpoint, complete but for who sends it.
///
/// Every request in the resource modules is one. Implement it for a type of your own to call what
/// is not generated, and hand that to [`Client::call`](crate::Client::call).
///
/// ```
/// use crm_client::endpoint::{Info, Param, Parts};
/// use crm_client::{Client, Endpoint, Page, Record};
///
/// /// `contact/list` of [api-contact](https://www.wisecrm.com/help/apidoc/api-contact.html).
/// #[derive(Clone, Debug)]
/// struct Contacts {
///     fields: String,
/// }
///
/// impl Endpoint for Contacts {
///     type Reply = Page<Record>;
///
///     const INFO: Info<'static> = Info::get("contact/list", "api-contact")
///         .query(&[Param::id("op_user").from_client(), Param::fields("fields")]);
///
///     fn write<'a>(&'a self, parts: &mut Parts<'a>) {
///         parts.query("fields", &self.fields);
///     }
/// }
///
/// async fn count(crm: &Client) -> Result<Option<u64>, crm_client::Error> {
///     let contacts = crm.call(Contacts { fields: "contactName".to_owned() });
///     Ok(contacts.await?.total_size)
/// }
/// ```
pub trait Endpoint: Clone + Send + Sync + 'static {
    /// What a success returns, unless the caller asks for rows of its own.
    type Reply: Reply;

    /// What is known of the endpoint before any request is made.
    const INFO: Info<'static>;

    /// What is known of this very request, where that is more than what is known of every one.
    ///
    /// ```
    /// use crm_client::{Endpoint, account};
    ///
    /// let request = account::List::new(["accountName"]);
    /// assert_eq!(request.info().path, "account/list");
    /// ```
    fn info(&self) -> Info<'_> {
        Self::INFO
    }

    /// Hands over the parameters and the body.
    ///
    /// ```
    /// use crm_client::Endpoint;
    /// use crm_client::endpoint::{Info, Param, Parts};
    ///
    /// #[derive(Clone)]
    /// struct Children(String);
    ///
    /// impl Endpoint for Children {
    ///     type Reply = Vec<crm_client::area::AreaNode>;
    ///     const INFO: Info<'static> =
    ///         Info::get("area/subarea", "api-area").query(&[Param::string("parent")]);
    ///
    ///     fn write<'a>(&'a self, parts: &mut Parts<'a>) {
    ///         parts.query("parent", &self.0);
    ///     }
    /// }
    /// ```
    fn write<'a>(&'a self, parts: &mut Parts<'a>);
}
