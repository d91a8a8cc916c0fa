//! The trait `Endpoint`, which requests implement, and the endpoint table.
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

pub use entry::{Entry, Resource};
pub use info::{Effect, Info, Method};
pub use param::{EnumValue, Need, Param, Type};
pub use parts::Parts;
pub(crate) use parts::{check_name, given_twice};
use reply::Reply;
pub use shapes::{BodyKind, Returns};

pub use crate::values::wire::{QueryValue, ToBody, ToQuery};

/// A request of one endpoint, without authentication.
///
/// All requests of the resource modules implement this trait. Implement it to call an endpoint that
/// is not generated, and pass the request to [`Client::call`](crate::Client::call).
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
    /// The type that a successful call returns, unless the caller chooses another row type.
    type Reply: Reply;

    /// The description of the endpoint.
    const INFO: Info<'static>;

    /// Returns the description of this request, if it differs from the one of the endpoint.
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

    /// Writes the parameters and the body.
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

/// A request that is made on behalf of a user: its endpoint has the parameter `op_user`.
///
/// [`Call::op_user`](crate::Call::op_user) requires it. All requests of this crate whose endpoint has
/// the parameter implement it. Implement it for your own [`Endpoint`] if a parameter of its
/// [`INFO`](Endpoint::INFO) is [`from_client`](Param::from_client).
///
/// ```
/// use crm_client::endpoint::{HasOpUser, Info, Param, Parts};
/// use crm_client::{Client, Done, Endpoint, Id};
///
/// #[derive(Clone)]
/// struct Merge;
///
/// impl Endpoint for Merge {
///     type Reply = Done;
///     const INFO: Info<'static> =
///         Info::post("account/merge", "own").query(&[Param::id("op_user").from_client()]);
///
///     fn write<'a>(&'a self, _: &mut Parts<'a>) {}
/// }
///
/// impl HasOpUser for Merge {}
///
/// async fn merge(crm: &Client, colleague: &Id) -> Result<Done, crm_client::Error> {
///     crm.call(Merge).op_user(colleague).await
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "the endpoint of the request `{Self}` has no parameter `op_user`",
    label = "this call is not made on behalf of a user",
    note = "remove `.op_user(..)` from this call; the endpoint needs no user",
    note = "a `RawRequest` takes the user as a parameter: `.query(\"op_user\", &user)`",
    note = "if this is your own `Endpoint` with a parameter `from_client()`, implement `HasOpUser` for it"
)]
pub trait HasOpUser: Endpoint {}
