//! Whether a failed call may have been carried out.

use serde::Serialize;

/// Whether the server may have carried out a failed call.
///
/// ```
/// # use crm_client::{Outcome, sandbox::Sandbox};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = Sandbox::new().client_builder().build()?;
/// if let Err(error) = crm.account().add(&json!({ "accountName": "杨志永" })).await {
///     match error.outcome() {
///         Outcome::NotSent | Outcome::Refused => println!("nothing was changed: {error}"),
///         Outcome::Unknown => println!("check whether the record exists: {error}"),
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// After retries, this is the least certain outcome of all attempts.
///
/// Serializes as `not_sent`, `refused` or `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The call did not reach the server: it was invalid, it timed out while waiting for a limit of
    /// the client, or no connection could be established.
    NotSent,
    /// The server refused the call with a documented error code other than 500.
    Refused,
    /// The call may have been carried out: the connection was lost, the call timed out, the server
    /// failed, or its response could not be decoded.
    Unknown,
}
