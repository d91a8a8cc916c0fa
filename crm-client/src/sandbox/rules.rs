//! The rules of a sandbox that a test can change.

use serde::{Deserialize, Serialize};

/// The rules that a test can change.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) checks_field_names: bool,
    pub(super) sets_audit_fields: bool,
    pub(super) reports_query_totals: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules { checks_field_names: true, sets_audit_fields: true, reports_query_totals: false }
    }
}
