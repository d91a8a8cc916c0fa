//! The records of the CRM that match rows of the input.

use std::collections::{BTreeSet, HashMap, HashSet};

use crm_client::Record;
use crm_client::filter::{any, field};

use super::entity::Target;
use super::query::{MAX_CONDITIONS, PAGE_SIZE, Query};
use super::rows::{Matching, Prepared, key, plain};
use crate::failure::Failure;

/// Fields that tell when a record was created and changed, if the metadata has them.
pub(crate) const CREATED_ON: &str = "createdOn";
/// See [`CREATED_ON`].
pub(crate) const MODIFIED_ON: &str = "modifiedOn";

/// A record of the CRM.
#[derive(Clone, Debug)]
pub(crate) struct Existing {
    /// Its id.
    pub id: String,
    /// The fields that the input has.
    pub record: Record,
}

/// The records by their normalized keys.
#[derive(Default)]
pub(crate) struct Matches(HashMap<String, Vec<Existing>>);

impl Matches {
    /// Returns the records with a key.
    pub(crate) fn get(&self, key: &str) -> &[Existing] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    /// Finds all records that match a row.
    ///
    /// If keys are compared as they are, this queries ten keys at a time when that takes fewer calls.
    /// Otherwise it reads the keys of all records, because a query cannot normalize.
    pub(crate) async fn find(
        query: &Query<'_>,
        target: &Target,
        matching: &Matching,
        rows: &[Prepared],
    ) -> Result<Matches, Failure> {
        let wanted: HashSet<&str> = rows.iter().filter_map(|it| it.key.as_deref()).collect();
        let Some(first) = matching.fields.first().filter(|_| !wanted.is_empty()) else {
            return Ok(Matches::default());
        };
        let mut names: BTreeSet<String> = matching.fields.iter().cloned().collect();
        names.insert(target.key.clone());
        names.extend(rows.iter().flat_map(|it| it.fields.0.iter().map(|(name, _)| name.clone())));
        let names: Vec<String> = names.into_iter().collect();
        let mut found = Matches::default();
        let mut add = |record: Record| found.add(target, matching, &wanted, record);
        let is_exact = matching.normalizer.is_exact() || *first == target.key;
        let values: BTreeSet<String> = rows
            .iter()
            .filter_map(|it| it.fields.get(first))
            .map(serde_json::Value::to_string)
            .collect();
        let has_all = rows.iter().all(|it| it.key.is_none() || it.fields.get(first).is_some());
        let queries = values.len().div_ceil(MAX_CONDITIONS);
        if is_exact && has_all && has_more_pages_than(query, target, first, queries).await? {
            let values: Vec<serde_json::Value> =
                values.iter().filter_map(|it| serde_json::from_str(it).ok()).collect();
            for batch in values.chunks(MAX_CONDITIONS) {
                let filter = any(batch.iter().map(|it| field(&**first).eq(it)));
                query.each(target.name(), &names, filter, &target.key, &mut add).await?;
            }
        } else {
            // A record without any match field has no key.
            let filter = any(matching
                .fields
                .iter()
                .take(MAX_CONDITIONS)
                .map(|it| field(&**it).is_not_empty()));
            query.each(target.name(), &names, filter, &target.key, &mut add).await?;
        }
        Ok(found)
    }

    fn add(
        &mut self,
        target: &Target,
        matching: &Matching,
        wanted: &HashSet<&str>,
        record: Record,
    ) {
        let Some(id) = record.plain_string(&target.key) else { return };
        let value = |name: &str| record.get::<serde_json::Value>(name).ok().map(|it| plain(&it));
        let Some(key) = key(target, matching, value).filter(|it| wanted.contains(it.as_str()))
        else {
            return;
        };
        let same = self.0.entry(key).or_default();
        // A record that moves to another page while pages are read is read twice.
        if same.iter().all(|it| it.id != id) {
            same.push(Existing { id, record });
        }
    }
}

/// Returns whether all records fill more pages than this number.
async fn has_more_pages_than(
    query: &Query<'_>,
    target: &Target,
    name: &str,
    pages: usize,
) -> Result<bool, Failure> {
    if pages <= 1 {
        return Ok(true);
    }
    let filter = field(name).is_not_empty();
    let fields = [target.key.clone()];
    let mut request = crm_client::entity::AdvQuery::new(target.name(), &fields, filter);
    request.page_size = Some(PAGE_SIZE);
    request.page_no = Some(u32::try_from(pages).unwrap_or(u32::MAX));
    Ok(!query.session.send(request).await?.data.is_empty())
}
