//! The unchanged replies of the metadata calls.

use bytes::Bytes;
use crm_client::endpoint::Endpoint;
use crm_client::metadata;
use http::Response;

use super::decode::decode;
use super::{Entity, Tenant};
use crate::failure::Failure;
use crate::lang::tr;
use crate::safe;

/// The replies of the metadata calls of one CRM.
#[derive(Debug, Default)]
pub(crate) struct Replies {
    /// The reply of `metadata/entity`.
    pub entity: Bytes,
    /// The replies about each entity whose fields are known.
    pub details: Vec<Details>,
    /// The entities that could not be read.
    pub skipped: Vec<Skipped>,
    /// The folder from which the replies were read, if they are not live. Messages begin with it.
    pub folder: Option<String>,
}

/// The replies about one entity.
#[derive(Debug)]
pub(crate) struct Details {
    /// The internal name of the entity.
    pub name: String,
    /// The reply of `metadata/field`.
    pub field: Bytes,
    /// The reply of `metadata/picklist`. Entities without picklist fields have none.
    pub picklist: Option<Bytes>,
}

/// An entity that could not be read.
#[derive(Debug)]
pub(crate) struct Skipped {
    /// The internal name.
    pub name: String,
    /// The reason.
    pub reason: String,
}

impl Replies {
    /// Decodes the replies.
    ///
    /// # Errors
    ///
    /// Fails if a reply is invalid.
    pub(crate) async fn tenant(&self) -> Result<Tenant, Failure> {
        let all = self.decode(metadata::Entity::new(), &self.entity, "entity.json").await?;
        let mut entities = Vec::new();
        for Details { name, field, picklist } in &self.details {
            let Some(info) = all.iter().find(|it| it.entity == *name) else {
                return Err(self.stray(name));
            };
            let path = format!("field/{name}.json");
            let fields = self.decode(metadata::Field::new(name), field, &path).await?;
            let picklists = match picklist {
                Some(picklist) => {
                    let path = format!("picklist/{name}.json");
                    self.decode(metadata::Picklist::new(name), picklist, &path).await?
                }
                None => Vec::new(),
            };
            entities.push(Entity { info: info.clone(), fields, picklists });
        }
        Ok(Tenant { all, entities })
    }

    async fn decode<E: Endpoint>(
        &self,
        request: E,
        reply: &Bytes,
        path: &str,
    ) -> Result<E::Reply, Failure> {
        decode(request, Response::new(reply.clone())).await.map_err(|error| {
            let Some(folder) = &self.folder else {
                return Failure::call(&error, crm_client::endpoint::Effect::Read);
            };
            let path = safe::line(path);
            Failure::usage(tr!(
                "{folder}/{path}: not a saved reply: {error}; run `crm schema save` again",
                "{folder}/{path}：不是已保存的回复：{error}；请重新运行 `crm schema save`"
            ))
        })
    }

    fn stray(&self, name: &str) -> Failure {
        let folder = self.folder.as_deref().unwrap_or_default();
        let name = safe::line(name);
        Failure::usage(tr!(
            "{folder}/field/{name}.json: `entity.json` has no entity `{name}`; run `crm schema save` again",
            "{folder}/field/{name}.json：`entity.json` 中没有实体 `{name}`；请重新运行 `crm schema save`"
        ))
    }
}
