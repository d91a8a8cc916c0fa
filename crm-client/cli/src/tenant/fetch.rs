//! Reads the metadata of a CRM.

use crm_client::metadata::{self, EntityInfo, FieldInfo};

use super::Entity;
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::safe;
use crate::session::Session;
use crate::similar::closest;

/// Returns all entities, without their fields. This is one call.
pub(crate) async fn entities(session: &Session<'_>) -> Result<Vec<EntityInfo>, Failure> {
    session.send(metadata::Entity::new()).await
}

/// Returns one entity without its fields, by its internal name. This is one call.
///
/// # Errors
///
/// Fails if there is no such entity, and names a similar one.
pub(crate) async fn info(session: &Session<'_>, name: &str) -> Result<EntityInfo, Failure> {
    let entities = entities(session).await?;
    entities.iter().find(|it| it.entity == name).cloned().ok_or_else(|| unknown(name, &entities))
}

/// Returns the fields of an entity. This is one call.
pub(crate) async fn fields(session: &Session<'_>, entity: &str) -> Result<Vec<FieldInfo>, Failure> {
    session.send(metadata::Field::new(entity)).await
}

/// Returns one entity with its fields and picklists, by its internal name. This is three calls, or two
/// if no field is a picklist.
///
/// # Errors
///
/// Fails if there is no such entity, and names similar ones.
pub(crate) async fn entity(session: &Session<'_>, name: &str) -> Result<Entity, Failure> {
    let info = info(session, name).await?;
    let fields = fields(session, name).await?;
    let has_picklists = fields.iter().any(|it| it.data_type == crm_client::DataType::PICKLIST);
    let picklists =
        if has_picklists { session.send(metadata::Picklist::new(name)).await? } else { Vec::new() };
    Ok(Entity { info, fields, picklists })
}

fn unknown(name: &str, entities: &[EntityInfo]) -> Failure {
    let hint = match closest(name, entities.iter().map(|it| it.entity.as_str())) {
        Some(similar) => {
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
