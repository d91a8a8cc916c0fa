//! Snapshots: the contents of a sandbox as one JSON document.

use std::fmt;
use std::mem;

use serde::{Deserialize, Serialize};

use super::Sandbox;
use super::crm::Crm;
use crate::values::decode;

/// The version of the format. It changes with every change of the types in [`Crm`].
const VERSION: u32 = 2;

/// A snapshot as it is written.
#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    crm: &'a Crm,
}

/// The version of a snapshot, whatever else it has.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// A snapshot of this version.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Read {
    #[serde(rename = "version")]
    _version: u32,
    crm: Crm,
}

/// The reason why a snapshot cannot be restored.
///
/// ```
/// # use crm_client::sandbox::Sandbox;
/// let error = Sandbox::new().restore(r#"{ "version": 0 }"#).unwrap_err();
/// assert!(error.to_string().starts_with("the snapshot has version 0; "));
/// ```
#[derive(Debug)]
pub struct SnapshotError(String);

impl fmt::Display for SnapshotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SnapshotError {}

impl Sandbox {
    /// Returns the contents as one JSON document: entities, records, files, links, rights, quota,
    /// the clock and the [behavior](super::Behavior).
    ///
    /// It does not contain the journal, faults, defined replies and defined endpoints. The document is
    /// for the same version of this crate.
    ///
    /// ```
    /// # use serde_json::json;
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("crm.json");
    /// # let sandbox = crm_client::sandbox::Sandbox::new();
    /// # let crm = sandbox.client_builder().build()?;
    /// let id = crm.account().add(&json!({ "accountName": "杨志永" })).await?.account_id;
    /// std::fs::write(&path, sandbox.snapshot())?;
    ///
    /// crm.account().delete(&id).await?;
    /// sandbox.restore(&std::fs::read_to_string(&path)?)?;
    /// crm.account().get(&id, ["accountName"]).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    #[expect(
        clippy::missing_panics_doc,
        reason = "every key is a string, and no time is too early"
    )]
    pub fn snapshot(&self) -> String {
        let snapshot = Written { version: VERSION, crm: &self.state.lock().crm };
        serde_json::to_string(&snapshot).expect("the contents can be JSON")
    }

    /// Replaces the contents by those of a [snapshot](Sandbox::snapshot).
    ///
    /// # Errors
    ///
    /// Fails if `json` is not a snapshot, is of another version, or contradicts itself. The sandbox
    /// then stays as it is.
    pub fn restore(&self, json: &str) -> Result<(), SnapshotError> {
        let json = json.as_bytes();
        let malformed = |problem| SnapshotError(format!("this is not a snapshot{problem}"));
        let Version { version } = decode::json(json).map_err(malformed)?;
        if version != VERSION {
            return Err(SnapshotError(format!(
                "the snapshot has version {version}; this version of the crate reads version \
                 {VERSION}: make the snapshot again"
            )));
        }
        let Read { mut crm, .. } = decode::json(json).map_err(malformed)?;
        let contradiction = |problem| SnapshotError(format!("the snapshot is invalid: {problem}"));
        crm.store.check().and_then(|()| crm.web.check()).map_err(contradiction)?;
        let current = &mut self.state.lock().crm;
        crm.custom = mem::take(&mut current.custom);
        crm.completed_calls = mem::take(&mut current.completed_calls);
        *current = crm;
        Ok(())
    }
}
