//! The environment variables that describe a connection.

use crm_client::Credentials;

use super::Profile;
use crate::failure::Failure;
use crate::lang::tr;

/// Reads a profile from environment variables.
pub(super) fn profile(var: impl Fn(&str) -> Option<String>) -> Result<Profile, Failure> {
    let var = |name: &str| var(name).filter(|it| !it.trim().is_empty());
    let (Some(app_id), Some(app_key)) = (var("CRM_APP_ID"), var("CRM_APP_KEY")) else {
        return Err(Failure::usage(tr!(
            "no CRM is configured; run `crm login`, or try the demo CRM with `--sandbox`",
            "尚未配置 CRM；请运行 `crm login`，或用 `--sandbox` 试用演示 CRM"
        )));
    };
    Ok(Profile {
        base_url: var("CRM_BASE_URL"),
        credentials: Credentials::sha1(app_id, app_key),
        user: var("CRM_USER"),
        read_only: var("CRM_READ_ONLY").is_some_and(|it| it != "0" && it != "false"),
    })
}
