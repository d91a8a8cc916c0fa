use std::collections::HashSet;

use crm_client::filter::Filter;
use crm_client::{Client, Error, Id};

/// Deletes the customers that match `filter`, and returns their number.
///
/// After an error, call it again: records that were already deleted no longer match.
pub async fn delete_matching(crm: &Client, filter: impl Into<Filter>) -> Result<usize, Error> {
    // A deletion moves the rows of the following pages, so collect all ids before the first one.
    let mut ids = HashSet::new();
    let query = crm.entity().adv_query("Account", ["accountId"], filter).page_size(200);
    let mut rows = query.items();
    while let Some(row) = rows.next().await {
        ids.insert(row?.get::<Id>("accountId")?);
    }
    for id in &ids {
        crm.account().delete(id).await?;
    }
    Ok(ids.len())
}
