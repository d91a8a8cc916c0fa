//! The checks of a request, in their order.

/// A check of a request. The checks are made in the order of [`ALL`](Stage::ALL), and the first one that
/// fails refuses the request.
///
/// ```
/// use crm_client::sandbox::{Sandbox, Stage};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// let sandbox = Sandbox::new();
/// let crm = sandbox.client_builder().build()?;
/// crm.area().root().await?;
/// sandbox.disable_api();
/// crm.area().root().await.unwrap_err();
///
/// let journal = sandbox.journal();
/// let refused: Vec<_> = journal.iter().map(|it| it.refused_by()).collect();
/// assert_eq!(refused, [None, Some(Stage::Access)]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Stage {
    /// The path is that of an endpoint, and the method is the documented one.
    Endpoint,
    /// The application, the key and the signature are valid, and the timestamp is recent.
    Signature,
    /// Required parameters are present, and all have the documented types and limits.
    Parameters,
    /// The body is what the endpoint takes.
    Body,
    /// The API is enabled, the user exists and has rights, and the quota is not used up.
    Access,
    /// The call itself: for example, the record exists.
    Call,
}

impl Stage {
    /// All checks, in their order.
    pub const ALL: [Stage; 6] = [
        Stage::Endpoint,
        Stage::Signature,
        Stage::Parameters,
        Stage::Body,
        Stage::Access,
        Stage::Call,
    ];
}
