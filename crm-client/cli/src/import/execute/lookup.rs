//! Finds out whether a request whose reply was lost was carried out.

use crm_client::Record;
use crm_client::filter::{all, field};

use crate::failure::Failure;
use crate::import::entity::{Fields, Target};
use crate::import::plan::compare::{current, is_same};
use crate::import::query::{MAX_CONDITIONS, Query};

/// What was found.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// The request was carried out on this record.
    One(String),
    /// Several records have the match key.
    Many(Vec<String>),
    /// There is no trace of the request.
    None,
}

/// A request whose reply was lost.
pub(super) struct Lookup<'a> {
    pub query: &'a Query<'a>,
    pub target: &'a Target,
    pub match_fields: &'a [String],
    /// The record, if it is an update.
    pub record: Option<String>,
    pub body: Fields,
}

impl Lookup<'_> {
    /// Looks for a record with the values of the request.
    ///
    /// A row creates a record only if no record matched it before. So a record with its key is newer
    /// than the plan.
    pub(super) async fn find(&self) -> Result<Found, Failure> {
        let mut records: Vec<(String, Record)> = Vec::new();
        let mut add = |record: Record| {
            let id = record.plain_string(&self.target.key);
            let id = id.filter(|id| records.iter().all(|(it, _)| it != id));
            records.extend(id.map(|id| (id, record)));
        };
        let mut names: Vec<String> = self.body.0.iter().map(|(name, _)| name.clone()).collect();
        names.push(self.target.key.clone());
        let filter = match &self.record {
            Some(id) => field(&*self.target.key).eq(id).into(),
            None => all(self.match_fields.iter().take(MAX_CONDITIONS).map(|name| {
                match self.body.get(name) {
                    Some(value) => field(&**name).eq(value),
                    None => field(&**name).is_empty(),
                }
            })),
        };
        self.query.each(self.target.name(), &names, filter, &self.target.key, &mut add).await?;
        let is_done = |record: &Record| {
            let mut fields = self.body.0.iter();
            fields.all(|(name, value)| {
                is_same(self.target.field(name), value, &current(record, name))
            })
        };
        Ok(match records.as_slice() {
            [(id, record)] if self.record.is_none() || is_done(record) => Found::One(id.clone()),
            [_] | [] => Found::None,
            several => Found::Many(several.iter().take(5).map(|(id, _)| id.clone()).collect()),
        })
    }
}
