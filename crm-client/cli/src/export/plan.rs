//! What to request: the fields, the filter and the order, checked against the metadata.

use crm_client::entity::AdvQuery;
use crm_client::{DataType, Filter, Sort};
use serde_json::{Value, json};

use super::Request;
use crate::failure::Failure;
use crate::session::Session;
use crate::tenant::{self, Entity};

/// The number of rows per page: the maximum.
pub(super) const PAGE_SIZE: u32 = 200;

/// The field with the time at which a record was created, if the metadata of an entity lists it. It was
/// seen on one installation; the vendor does not document it.
const CREATED_ON: &str = "createdOn";

/// What to request of one entity.
pub(super) struct Plan {
    pub entity: Entity,
    /// The fields, in the order of the columns.
    pub fields: Vec<String>,
    /// Whether the fields are all fields of the metadata.
    pub has_all_fields: bool,
    /// Whether picklists have labels, and references have names.
    pub has_labels: bool,
    /// For each reference field, the dotted path of the name.
    pub names: Vec<(String, String)>,
    /// The filter of the user.
    pub filter: Option<Filter>,
    /// The order that the user wants.
    pub sort: Option<String>,
}

impl Plan {
    /// Checks a request against the metadata of an entity.
    ///
    /// # Errors
    ///
    /// Fails if a field is unknown, and names a similar one.
    pub(super) async fn new(
        session: &Session<'_>,
        request: &Request,
        entity: Entity,
    ) -> Result<Plan, Failure> {
        let names = request.fields.iter().flatten().map(String::as_str);
        let keys = request.sort.iter().flat_map(|it| paths_of_sort(it));
        tenant::check_names(&entity.info.entity, &entity.fields, names.chain(keys))?;
        let filter = match &request.filter {
            Some((text, filter)) => {
                let Entity { info, fields, .. } = &entity;
                let filter =
                    tenant::check_filter(session, &info.entity, fields, text, filter).await?;
                Some(filter.to_filter())
            }
            None => None,
        };
        let all = || entity.fields.iter().map(|it| it.field.clone()).collect();
        let fields: Vec<String> = request.fields.clone().unwrap_or_else(all);
        let names = if request.labels {
            names_of_references(session, &entity, &fields).await?
        } else {
            Vec::new()
        };
        Ok(Plan {
            fields,
            has_all_fields: request.fields.is_none(),
            has_labels: request.labels,
            names,
            filter,
            sort: request.sort.clone(),
            entity,
        })
    }

    /// Returns the names of the columns: each reference field is followed by its name.
    pub(super) fn columns(&self) -> Vec<String> {
        let name = |field: &str| self.names.iter().find(|(it, _)| it == field);
        let columns = self.fields.iter().flat_map(|field| {
            let path = name(field).map(|(_, path)| path.clone());
            [Some(field.clone()), path].into_iter().flatten()
        });
        let mut distinct: Vec<String> = Vec::new();
        for column in columns {
            if !distinct.contains(&column) {
                distinct.push(column);
            }
        }
        distinct
    }

    /// Creates the request of the first page.
    pub(super) fn query(&self, sort: Option<&str>) -> Result<AdvQuery, Failure> {
        let mut query = AdvQuery::new(&self.entity.info.entity, self.columns(), self.condition());
        query.page_size = Some(PAGE_SIZE);
        query.sort = match sort {
            Some(sort) => Some(sort.parse::<Sort>().map_err(|error| {
                let error = format!("`--sort`: {error}");
                Failure::usage(error)
            })?),
            None => None,
        };
        Ok(query)
    }

    /// Returns the order in which changes during the export do the least harm: new records come last,
    /// and the key decides between equal values. Returns `None` if no field is fit for it.
    pub(super) fn stable_sort(&self, key: Option<&str>) -> Option<String> {
        let first = match &self.sort {
            Some(sort) => Some(sort.clone()),
            None => self.entity.field(CREATED_ON).map(|it| format!("{}:asc", it.field)),
        };
        let is_sorted =
            |key: &&str| first.iter().flat_map(|it| paths_of_sort(it)).all(|it| it != *key);
        let last = key.filter(is_sorted).map(|key| format!("{key}:asc"));
        let keys: Vec<String> = first.into_iter().chain(last).collect();
        (!keys.is_empty()).then(|| keys.join(","))
    }

    /// Returns everything that decides about the contents of the file.
    pub(super) fn identity(&self) -> Value {
        json!({
            "entity": self.entity.info.entity,
            "fields": self.fields,
            "names": self.names,
            "labels": self.has_labels,
            "filter": self.filter,
            "sort": self.sort,
        })
    }

    /// Returns the filter that is sent. The advanced query needs a condition, so the default is one that
    /// every record meets.
    fn condition(&self) -> Filter {
        self.filter.clone().unwrap_or_else(|| {
            let first = self.entity.fields.first().map_or("", |it| it.field.as_str());
            let main = self.entity.info.name_field.as_str();
            tenant::everything(if main.is_empty() { first } else { main })
        })
    }
}

/// Returns the dotted path of the name for each reference among the fields.
async fn names_of_references(
    session: &Session<'_>,
    entity: &Entity,
    fields: &[String],
) -> Result<Vec<(String, String)>, Failure> {
    let references = fields.iter().filter_map(|name| {
        let field = entity.field(name).filter(|it| it.data_type == DataType::REFERENCE)?;
        // A reference to the own entity that nobody can set is the id of the record.
        let is_own = field.reference_to.as_ref() == Some(&entity.info.entity);
        let is_id = is_own && !field.creatable && !field.updatable;
        if is_id { None } else { Some((name, field.reference_to.as_ref()?)) }
    });
    let references: Vec<_> = references.collect();
    if references.is_empty() {
        return Ok(Vec::new());
    }
    let entities = tenant::entities(session).await?;
    let names = references.into_iter().filter_map(|(name, referred)| {
        let referred = entities.iter().find(|it| it.entity == *referred)?;
        let main = Some(&referred.name_field).filter(|it| !it.is_empty())?;
        Some((name.clone(), format!("{name}.{main}")))
    });
    Ok(names.collect())
}

/// Returns the field names of a sort order.
fn paths_of_sort(sort: &str) -> impl Iterator<Item = &str> {
    sort.split(',').map(|it| it.split(':').next().unwrap_or_default().trim())
}
