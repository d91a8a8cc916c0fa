//! The user on whose behalf calls are made.

use crm_client::endpoint::Effect;
use crm_client::{Client, Id, Record};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;

/// Returns the id of a user, who is given by id or by name.
///
/// # Errors
///
/// Fails if no user or more than one user has the name.
pub(super) async fn resolve(client: &Client, user: &str) -> Result<Id, Failure> {
    if let Ok(id) = user.parse::<Id>()
        && id.is_valid()
    {
        return Ok(id);
    }
    let mut users = client.user().list(["userId", "userName"]).page_size(200).items();
    let mut found: Vec<String> = Vec::new();
    while let Some(record) = users.next().await {
        let record: Record = record.map_err(|error| Failure::call(&error, Effect::Read))?;
        if record.plain_string("userName").as_deref() == Some(user) {
            found.extend(record.plain_string("userId"));
        }
    }
    let name = safe::line(user);
    match found.as_slice() {
        [id] => Ok(Id::from(id.as_str())),
        [] => Err(Failure::new(
            Status::Usage,
            tr!(
                "no user is named `{name}`; `crm user list --fields userId,userName --all` lists all users",
                "没有名为 `{name}` 的用户；可用 `crm user list --fields userId,userName --all` 查看所有用户"
            ),
        )),
        ids => {
            let ids = ids.join(", ");
            Err(Failure::usage(tr!(
                "{} users are named `{name}`; use one of their ids: {ids}",
                "有 {} 个用户名为 `{name}`；请改用其中一个 id：{ids}",
                found.len()
            )))
        }
    }
}
