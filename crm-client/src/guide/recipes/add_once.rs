use std::collections::HashSet;
use std::error::Error;

use crm_client::filter::field;
use crm_client::{Client, Id, Outcome};
use serde::Deserialize;
use serde_json::json;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Customer {
    account_id: Id,
    account_name: String,
}

/// Returns the id of the customer with this name. Adds the customer if there is none.
pub async fn add_once(crm: &Client, name: &str) -> Result<Id, Box<dyn Error + Send + Sync>> {
    if let Some(id) = find(crm, name).await? {
        return Ok(id);
    }
    match crm.account().add(json!({ "accountName": name })).await {
        Ok(added) => Ok(added.account_id),
        // The customer may have been added although no reply arrived.
        Err(error) if error.outcome() == Outcome::Unknown => match find(crm, name).await {
            Ok(Some(id)) => Ok(id),
            // If this search fails too, the outcome of the addition is still unknown.
            Ok(None) | Err(_) => Err(error.into()),
        },
        Err(error) => Err(error.into()),
    }
}

/// Returns the id of the only customer with exactly this name. Fails if there are several.
async fn find(crm: &Client, name: &str) -> Result<Option<Id>, Box<dyn Error + Send + Sync>> {
    let filter = field("accountName").eq(name);
    let mut customers = crm.entity().adv_query_as::<Customer>("Account", filter).items();
    let mut ids = HashSet::new();
    while let Some(customer) = customers.next().await {
        let customer = customer?;
        // The server may ignore case or spaces when it compares. This comparison does not.
        if customer.account_name == name {
            ids.insert(customer.account_id);
        }
    }
    match ids.len() {
        0 | 1 => Ok(ids.into_iter().next()),
        count => {
            Err(format!("{count} customers have the name `{name}`; resolve the duplicates first")
                .into())
        }
    }
}
