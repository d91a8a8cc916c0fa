//! What is known of a call that failed.

use serde::Serialize;

/// Whether a call that failed may have been carried out all the same.
///
/// ```
/// # use crm_client::{Outcome, sandbox::Sandbox};
/// # use serde_json::json;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// # let crm = Sandbox::new().client_builder().build()?;
/// if let Err(error) = crm.account().add(&json!({ "accountName": "杨志永" })).await {
///     match error.outcome() {
///         Outcome::NotSent | Outcome::Refused => println!("nothing was done: {error}"),
///         Outcome::Unknown => println!("look first whether it is there: {error}"),
///     }
/// }
/// # Ok(())
/// # }
/// ```
///
/// Of several attempts the least certain counts.
///
/// Serializes as `not_sent`, `refused` or `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It never reached the server: a value was missing, its turn did not come in time, or no
    /// connection was made.
    NotSent,
    /// The server said no, with a documented code other than 500.
    Refused,
    /// It may have been carried out: the connection was lost, the time was up, the server failed, or
    /// its reply was not understood.
    Unknown,
}
