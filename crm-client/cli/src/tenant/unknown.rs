//! Names that no entity has.

use crm_client::metadata::EntityInfo;

use crate::failure::Failure;
use crate::lang::tr;
use crate::safe;
use crate::similar::closest;

/// Checks that each of these names is the internal name of an entity.
///
/// # Errors
///
/// Fails with a similar name if there is no such entity.
pub(crate) fn check(names: &[String], entities: &[EntityInfo]) -> Result<(), Failure> {
    match names.iter().find(|name| entities.iter().all(|it| it.entity != **name)) {
        Some(name) => Err(unknown(name, entities)),
        None => Ok(()),
    }
}

/// Returns the failure of a name that no entity has.
pub(crate) fn unknown(name: &str, entities: &[EntityInfo]) -> Failure {
    let hint = match similar(name, entities) {
        Some(similar) => {
            tr!("did you mean `{}`?", "是否指 `{}`？", safe::line(similar))
        }
        None => tr!("`crm schema list` lists all entities", "`crm schema list` 可列出所有实体"),
    };
    let name = safe::line(name);
    Failure::usage(tr!("no entity is named `{name}`; {hint}", "没有名为 `{name}` 的实体；{hint}"))
}

/// Returns the internal name that is most similar to `name`, or that belongs to the label `name`.
fn similar<'a>(name: &str, entities: &'a [EntityInfo]) -> Option<&'a str> {
    if let Some(entity) = entities.iter().find(|it| it.name == name) {
        return Some(&entity.entity);
    }
    closest(name, entities.iter().map(|it| it.entity.as_str()))
}
