//! The user on whose behalf calls are made.

use crm_client::endpoint::Effect;
use crm_client::{Client, Error, Id};

use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;

/// A user of the CRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct User {
    /// The id.
    pub id: String,
    /// The name, which other users can have, too.
    pub name: String,
}

/// Returns all users. This is one call for 200 users.
pub(super) async fn all(client: &Client) -> Result<Vec<User>, Error> {
    let mut rows = client.user().list(["userId", "userName"]).page_size(200).items();
    let mut users = Vec::new();
    while let Some(row) = rows.next().await {
        let row = row?;
        let name = row.plain_string("userName").unwrap_or_default();
        users.extend(row.plain_string("userId").map(|id| User { id, name }));
    }
    Ok(users)
}

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
    let users = all(client).await.map_err(|error| Failure::call(&error, Effect::Read))?;
    let found: Vec<&str> = users.iter().filter(|it| it.name == user).map(|it| &*it.id).collect();
    let name = safe::line(user);
    match found.as_slice() {
        [id] => Ok(Id::from(*id)),
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
