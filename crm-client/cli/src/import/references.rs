//! Finds the records that references name: by id, by name, or by another field.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crm_client::filter::{any, field};
use crm_client::metadata::{self, EntityInfo, FieldInfo};
use crm_client::{Id, Record};

use crate::failure::Failure;
use crate::import::entity;
use crate::import::mapping::FieldRef;
use crate::import::query::{MAX_CONDITIONS, PAGE_SIZE, Query};
use crate::lang::tr;
use crate::safe;
use crate::tenant;

/// The entity of the users, whom `user/list` returns.
const USER: &str = "User";

/// The key and the name of a user, as the vendor documents them.
const USER_FIELDS: [&str; 2] = ["userId", "userName"];

/// The number of queries up to which a sweep is not considered.
const FEW_QUERIES: usize = 5;

/// The largest number of missing names for which similar ones are searched.
const MAX_MISSING: usize = 50;

/// The largest number of candidates in a message.
const MAX_CANDIDATES: usize = 5;

/// Where a reference is looked up: the entity, and the field if it is not the main one.
type Place = (String, Option<String>);

/// The texts to look up.
#[derive(Default)]
pub(crate) struct Wanted(BTreeMap<Place, BTreeSet<String>>);

impl Wanted {
    /// Adds the text of a reference.
    pub(crate) fn add(&mut self, entity: &str, target: &FieldRef, text: &str) {
        let place = (entity.to_owned(), target.by.clone());
        self.0.entry(place).or_default().insert(text.to_owned());
    }
}

/// The record that a reference names.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Found {
    /// The id of the record.
    One(String),
    /// The ids of several records.
    Many(Vec<String>),
    /// No record, with the names of similar ones.
    Missing(Vec<String>),
}

/// The records that references name.
#[derive(Default)]
pub(crate) struct References(HashMap<Place, HashMap<String, Found>>);

impl References {
    /// Returns the record that a reference names.
    pub(crate) fn get(&self, entity: &str, target: &FieldRef, text: &str) -> Option<&Found> {
        self.0.get(&(entity.to_owned(), target.by.clone()))?.get(text)
    }

    /// Looks up all texts.
    pub(crate) async fn find(query: &Query<'_>, wanted: Wanted) -> Result<References, Failure> {
        let mut references = References::default();
        if wanted.0.is_empty() {
            return Ok(references);
        }
        let entities = tenant::entities(query.session).await?;
        for ((name, by), texts) in wanted.0 {
            let found = if name == USER {
                users(query, by.as_deref(), &texts).await?
            } else {
                let info = entities.iter().find(|it| it.entity == name);
                let Some(info) = info else { return Err(no_entity(&name)) };
                let fields = query.session.send(metadata::Field::new(&name)).await?;
                Lookup {
                    query,
                    info,
                    key: entity::key(info, &fields)?,
                    by: checked(info, &fields, by.as_deref())?,
                }
                .find(&texts)
                .await?
            };
            references.0.insert((name, by), found);
        }
        Ok(references)
    }
}

/// Returns the field by which records are found, after it has checked that there is one.
fn checked(info: &EntityInfo, fields: &[FieldInfo], by: Option<&str>) -> Result<String, Failure> {
    let Some(by) = by else { return Ok(info.name_field.clone()) };
    let known = fields.iter().find(|it| it.field == by || it.name == by);
    known.map(|it| it.field.clone()).ok_or_else(|| {
        let (entity, by) = (safe::line(&info.entity), safe::line(by));
        Failure::usage(tr!(
            "`{entity}` has no field `{by}`; use another field",
            "`{entity}` 没有字段 `{by}`；请换用其他字段"
        ))
    })
}

fn no_entity(name: &str) -> Failure {
    let name = safe::line(name);
    Failure::usage(tr!(
        "a reference points to `{name}`, which the metadata does not list; remove the column",
        "引用指向 `{name}`，但元数据中没有该实体；请删除该列"
    ))
}

async fn users(
    query: &Query<'_>,
    by: Option<&str>,
    texts: &BTreeSet<String>,
) -> Result<HashMap<String, Found>, Failure> {
    let [key, name] = USER_FIELDS;
    let mut fields = vec![key.to_owned(), name.to_owned()];
    let by = by.unwrap_or(name);
    if !fields.iter().any(|it| it == by) {
        fields.push(by.to_owned());
    }
    let users = query.users(&fields).await?;
    let mut table = Names::default();
    for user in &users {
        table.add(user, key, by);
    }
    Ok(texts.iter().map(|it| (it.clone(), table.found(it))).collect())
}

/// An entity whose records are looked up.
struct Lookup<'a> {
    query: &'a Query<'a>,
    info: &'a EntityInfo,
    key: String,
    by: String,
}

impl Lookup<'_> {
    async fn find(&self, texts: &BTreeSet<String>) -> Result<HashMap<String, Found>, Failure> {
        let code = self.info.code;
        let is_id = |it: &str| {
            it.parse::<Id>().is_ok_and(|id| id.entity_code().map(u32::from) == Some(code))
        };
        let (ids, names): (Vec<&String>, Vec<&String>) = texts.iter().partition(|it| is_id(it));
        let mut table = Names::default();
        self.batches(&self.key, &ids, &mut table).await?;
        if names.len() <= FEW_QUERIES * MAX_CONDITIONS
            || self.is_larger_than(names.len() / MAX_CONDITIONS).await?
        {
            self.batches(&self.by, &names, &mut table).await?;
        } else {
            let filter = field(&*self.by).is_not_empty();
            self.fill(&mut table, filter.into()).await?;
        }
        self.similar(&names, &mut table).await?;
        Ok(texts.iter().map(|it| (it.clone(), table.found(it))).collect())
    }

    /// Looks up values of a field, ten in a query.
    async fn batches(
        &self,
        name: &str,
        values: &[&String],
        table: &mut Names,
    ) -> Result<(), Failure> {
        for batch in values.chunks(MAX_CONDITIONS) {
            let filter = any(batch.iter().map(|it| field(name).eq(*it)));
            self.fill(table, filter).await?;
        }
        Ok(())
    }

    /// Looks for names that contain a missing one.
    async fn similar(&self, names: &[&String], table: &mut Names) -> Result<(), Failure> {
        let missing: Vec<_> = names.iter().filter(|it| !table.by_name.contains_key(**it)).collect();
        if missing.is_empty() || missing.len() > MAX_MISSING {
            return Ok(());
        }
        for batch in missing.chunks(MAX_CONDITIONS) {
            let filter = any(batch.iter().map(|it| field(&*self.by).contains(**it)));
            self.fill(table, filter).await?;
        }
        Ok(())
    }

    async fn fill(
        &self,
        table: &mut Names,
        filter: crm_client::filter::Filter,
    ) -> Result<(), Failure> {
        let fields = [self.key.clone(), self.by.clone()];
        let add = |record: Record| table.add(&record, &self.key, &self.by);
        self.query.each(&self.info.entity, &fields, filter, &self.key, add).await
    }

    /// Returns whether a sweep of all records takes more calls than these queries.
    async fn is_larger_than(&self, queries: usize) -> Result<bool, Failure> {
        let fields = [self.key.clone()];
        let filter = field(&*self.by).is_not_empty();
        let mut request = crm_client::entity::AdvQuery::new(&self.info.entity, &fields, filter);
        // If the page after as many rows as the queries could fetch is empty, a sweep is shorter.
        let page = u32::try_from(queries + 1).unwrap_or(u32::MAX);
        request.page_size = Some(PAGE_SIZE);
        request.page_no = Some(page);
        let page = self.query.session.send(request).await?;
        Ok(!page.data.is_empty())
    }
}

/// The records by their names.
#[derive(Default)]
struct Names {
    by_name: HashMap<String, BTreeSet<String>>,
    ids: BTreeSet<String>,
}

impl Names {
    fn add(&mut self, record: &Record, key: &str, by: &str) {
        let Some(id) = record.plain_string(key) else { return };
        if let Some(name) = record.plain_string(by) {
            self.by_name.entry(name.trim().to_owned()).or_default().insert(id.clone());
        }
        self.ids.insert(id);
    }

    fn found(&self, text: &str) -> Found {
        if self.ids.contains(text) {
            return Found::One(text.to_owned());
        }
        let ids: Vec<_> = self.by_name.get(text).into_iter().flatten().cloned().collect();
        match ids.as_slice() {
            [id] => Found::One(id.clone()),
            [] => {
                let mut names: Vec<_> = self
                    .by_name
                    .keys()
                    .map(|it| (strsim::jaro_winkler(it, text), it.contains(text), it))
                    .filter(|(score, contains, _)| *contains || *score > 0.8)
                    .collect();
                names.sort_by(|a, b| b.1.cmp(&a.1).then(b.0.total_cmp(&a.0)).then(a.2.cmp(b.2)));
                let names = names.into_iter().take(MAX_CANDIDATES);
                Found::Missing(names.map(|(_, _, it)| safe::line(it).into_owned()).collect())
            }
            _ => Found::Many(ids.into_iter().take(MAX_CANDIDATES).collect()),
        }
    }
}
