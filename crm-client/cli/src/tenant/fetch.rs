//! Reads the metadata of a CRM.

use bytes::Bytes;
use crm_client::endpoint::{Effect, Endpoint};
use crm_client::metadata::{self, EntityInfo, FieldInfo};
use crm_client::{DataType, Error};
use futures_util::{StreamExt, stream};
use http::Response;

use super::decode::decode;
use super::replies::{Details, Replies, Skipped};
use super::{Entity, cache, unknown};
use crate::failure::{Failure, Status};
use crate::session::Session;

/// The number of entities that are read at the same time.
const CONCURRENCY: usize = 4;

/// How often a reply is read again after the CRM was busy.
const MAX_READS: usize = 3;

/// The entities that a command needs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted<'a> {
    /// All entities. Those that the CRM refuses to describe are skipped.
    All,
    /// The entities with these names, which must exist.
    Named(&'a [String]),
    /// Those of these entities that exist. Those that the CRM refuses to describe are skipped.
    Existing(&'a [String]),
}

/// Returns all entities, without their fields. This is one call.
pub(crate) async fn entities(session: &Session<'_>) -> Result<Vec<EntityInfo>, Failure> {
    let entities = session.send(metadata::Entity::new()).await?;
    cache::update(session, &entities, &[]);
    Ok(entities)
}

/// Returns one entity without its fields, by its internal name. This is one call.
///
/// # Errors
///
/// Fails if there is no such entity, and names a similar one.
pub(crate) async fn info(session: &Session<'_>, name: &str) -> Result<EntityInfo, Failure> {
    let entities = entities(session).await?;
    let info = entities.iter().find(|it| it.entity == name);
    info.cloned().ok_or_else(|| unknown::unknown(name, &entities))
}

/// Returns the fields of an entity. This is one call.
pub(crate) async fn fields(session: &Session<'_>, entity: &str) -> Result<Vec<FieldInfo>, Failure> {
    let fields: Vec<FieldInfo> = session.send(metadata::Field::new(entity)).await?;
    cache::update_fields(session, entity, &fields);
    Ok(fields)
}

/// Returns one entity with its fields and picklists, by its internal name. This is three calls, or two
/// if no field is a picklist.
///
/// # Errors
///
/// Fails if there is no such entity, and names a similar one.
pub(crate) async fn entity(session: &Session<'_>, name: &str) -> Result<Entity, Failure> {
    let info = info(session, name).await?;
    let fields = fields(session, name).await?;
    let has_picklists = fields.iter().any(|it| it.data_type == DataType::PICKLIST);
    let picklists =
        if has_picklists { session.send(metadata::Picklist::new(name)).await? } else { Vec::new() };
    Ok(Entity { info, fields, picklists })
}

/// Returns the unchanged replies about entities.
///
/// # Errors
///
/// Fails if a name is unknown or a call fails.
pub(crate) async fn replies(session: &Session<'_>, wanted: Wanted<'_>) -> Result<Replies, Failure> {
    let (entity, entities) = read(session, metadata::Entity::new).await?;
    let is_wanted = |name: &&String| match wanted {
        Wanted::All => true,
        Wanted::Named(names) | Wanted::Existing(names) => names.contains(name),
    };
    let is_strict = matches!(wanted, Wanted::Named(_));
    if let Wanted::Named(names) = wanted {
        unknown::check(names, &entities)?;
    }
    let wanted = entities.iter().map(|it| &it.entity).filter(is_wanted);
    let mut results = stream::iter(wanted)
        .map(|name| async move { (name, details(session, name).await) })
        .buffered(CONCURRENCY);
    let mut replies = Replies { entity, ..Replies::default() };
    let mut fields = Vec::new();
    while let Some((name, result)) = results.next().await {
        match result {
            Ok((details, own)) => {
                replies.details.push(details);
                fields.push((name.as_str(), own));
            }
            Err(failure) if failure.status() == Status::Refused && !is_strict => {
                let reason = failure.to_string();
                replies.skipped.push(Skipped { name: name.clone(), reason });
            }
            Err(failure) => return Err(failure),
        }
    }
    let fields: Vec<_> = fields.iter().map(|(name, it)| (*name, it.as_slice())).collect();
    cache::update(session, &entities, &fields);
    Ok(replies)
}

async fn details(session: &Session<'_>, name: &str) -> Result<(Details, Vec<FieldInfo>), Failure> {
    let (field, fields) = read(session, || metadata::Field::new(name)).await?;
    let picklist = if fields.iter().any(|it| it.data_type == DataType::PICKLIST) {
        Some(read(session, || metadata::Picklist::new(name)).await?.0)
    } else {
        None
    };
    Ok((Details { name: name.to_owned(), field, picklist }, fields))
}

/// Sends a request, and returns its unchanged reply with the value in it.
async fn read<E: Endpoint>(
    session: &Session<'_>,
    request: impl Fn() -> E,
) -> Result<(Bytes, E::Reply), Failure> {
    let mut reads = 1;
    loop {
        let response: Response<Bytes> = session
            .call(request())
            .await?
            .send_raw()
            .await
            .map_err(|error| session.failure(&error, Effect::Read))?;
        let body = response.body().clone();
        match decode(request(), response).await {
            Ok(value) => return Ok((body, value)),
            Err(error) if is_busy(&error) && reads < MAX_READS => {
                // An ordinary call waits as long as the CRM demands.
                session.send(request()).await?;
                reads += 1;
            }
            Err(error) => return Err(session.failure(&error, Effect::Read)),
        }
    }
}

fn is_busy(error: &Error) -> bool {
    error.is_transient()
}
