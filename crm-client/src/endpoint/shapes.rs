//! The kinds of bodies and the shapes of replies.

use super::Param;

/// The kind of body of a `POST`.
///
/// ```
/// use crm_client::ENDPOINTS;
/// use crm_client::endpoint::BodyKind;
///
/// let upload = ENDPOINTS.iter().find(|it| it.info.body == Some(BodyKind::File)).unwrap();
/// assert_eq!(upload.info.path, "file/upload");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BodyKind {
    /// A JSON object, field → value.
    Record,
    /// A [`Filter`](crate::Filter).
    Filter,
    /// The bytes of a file.
    File,
    /// A JSON object with these fields.
    Object(&'static [Param]),
}

impl BodyKind {
    /// The content type of a request with this body.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            BodyKind::File => "application/octet-stream",
            BodyKind::Record | BodyKind::Filter | BodyKind::Object(_) => {
                "application/json; charset=utf-8"
            }
        }
    }

    /// The fields of a body that is made of them.
    pub(crate) fn fields(self) -> &'static [Param] {
        match self {
            BodyKind::Object(params) => params,
            BodyKind::Record | BodyKind::Filter | BodyKind::File => &[],
        }
    }
}

/// The shape of `data` in a reply.
///
/// ```
/// use crm_client::ENDPOINTS;
/// use crm_client::endpoint::Returns;
///
/// for list in ENDPOINTS.iter().filter(|it| it.info.returns == Returns::Page) {
///     println!("{} returns pages", list.info.path);
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Returns {
    /// An object, field → value.
    Record,
    /// An array of such objects, with the totals next to it.
    Page,
    /// An object with these fields.
    Object(&'static [Param]),
    /// An array of objects with these fields.
    List(&'static [Param]),
    /// No data.
    Nothing,
}
