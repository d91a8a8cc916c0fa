//! Reads the metadata of a CRM.

use crm_client::metadata::{self, EntityInfo};

use super::Entity;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;
use crate::session::Session;

/// Returns all entities, without their fields. This is one call.
pub(crate) async fn entities(session: &Session<'_>) -> Result<Vec<EntityInfo>, Failure> {
    session.send(metadata::Entity::new()).await
}

/// Returns one entity with its fields and picklists, by its internal name. This is three calls, or two
/// if no field is a picklist.
///
/// # Errors
///
/// Fails if there is no such entity, and names similar ones.
pub(crate) async fn entity(session: &Session<'_>, name: &str) -> Result<Entity, Failure> {
    let entities = entities(session).await?;
    let Some(info) = entities.iter().find(|it| it.entity == name) else {
        return Err(unknown(name, &entities));
    };
    let fields = session.send(metadata::Field::new(name)).await?;
    let has_picklists = fields.iter().any(|it| it.data_type == crm_client::DataType::PICKLIST);
    let picklists =
        if has_picklists { session.send(metadata::Picklist::new(name)).await? } else { Vec::new() };
    Ok(Entity { info: info.clone(), fields, picklists })
}

fn unknown(name: &str, entities: &[EntityInfo]) -> Failure {
    let similar = entities.iter().map(|it| (strsim::jaro_winkler(name, &it.entity), &it.entity));
    let similar = similar.filter(|(score, _)| *score > 0.7).max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = match similar {
        Some((_, similar)) => {
            tr!("did you mean `{}`?", "是否指 `{}`？", safe::line(similar))
        }
        None => {
            tr!("`crm metadata entity` lists all entities", "`crm metadata entity` 可列出所有实体")
        }
    };
    let name = safe::line(name);
    Failure::new(
        Status::Usage,
        tr!("no entity is named `{name}`; {hint}", "没有名为 `{name}` 的实体；{hint}"),
    )
}
