use std::collections::HashMap;

use crm_client::filter::{any, field};
use crm_client::{Client, Code, Error, Id, Sort};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Customer {
    pub account_id: Id,
    pub account_name: String,
    pub modified_on: String, // yyyy-MM-dd HH:mm:ss
}

/// Returns every customer that was modified at `since` or later, and the latest time among them.
pub async fn changed_since(
    crm: &Client,
    since: &str,
) -> Result<(HashMap<Id, Customer>, String), Error> {
    let mut changed = HashMap::new();
    let (mut start, mut page_no, mut previous) = (since.to_owned(), 1, Vec::new());
    loop {
        // The API has no operator `>=`.
        let filter = any([field("modifiedOn").gt(&start), field("modifiedOn").eq(&start)]);
        let query = crm.entity().adv_query_as::<Customer>("Account", filter);
        let query = query.sort(Sort::asc("modifiedOn")).page_size(200).page_no(page_no);
        let page = match query.await {
            Ok(page) => page,
            // The reply to a page after the last one is not documented.
            Err(error) if page_no > 1 && is_refusal(&error) => return Ok((changed, start)),
            Err(error) => return Err(error),
        };
        let ids: Vec<Id> = page.data.iter().map(|it| it.account_id.clone()).collect();
        let Some(last) = page.data.last().filter(|_| ids != previous) else {
            // The page is empty, or the server repeats its last page.
            return Ok((changed, start));
        };
        if last.modified_on > start {
            // Begin a new query at this time instead of requesting page 2: a record that is modified
            // or deleted meanwhile moves rows between pages.
            (start, page_no, previous) = (last.modified_on.clone(), 1, Vec::new());
        } else {
            // All rows of the page have the same time.
            (page_no, previous) = (page_no + 1, ids);
        }
        changed.extend(page.into_iter().map(|it| (it.account_id.clone(), it)));
    }
}

fn is_refusal(error: &Error) -> bool {
    matches!(error.code(), Some(Code::BUSINESS_FAILURE | Code::INVALID_PARAMETER))
}
