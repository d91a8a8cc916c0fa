//! The changes that a mirror has logged, delivered one after another: on standard output, to a URL, or to a
//! group robot.
//!
//! | module | purpose |
//! |---|---|
//! | `event` | a change as JSON |
//! | `position` | up to which change a consumer has read |
//! | `deliver`, `http`, `post`, `robot` | where changes go |
//!
//! The position is stored after a delivery, so a killed process delivers some changes again and loses none.

mod deliver;
mod event;
mod http;
mod position;
mod post;
mod robot;

use std::time::Duration;

use crate::database::{Access, Database, Target};
use crate::failure::{Failure, Status};
use crate::lang::tr;
use crate::mirror::log;
use crate::options::Options;
pub(crate) use deliver::Delivery;
use event::Event;
use position::Position;
pub(crate) use robot::Kind as Robot;

/// The number of changes that are read and delivered at a time.
const BATCH: usize = 100;

/// What to deliver, and where.
pub(crate) struct Settings {
    /// The mirror.
    pub target: Target,
    /// The entities. `None` means all.
    pub entities: Option<Vec<String>>,
    /// The kinds of changes. `None` means all.
    pub kinds: Option<Vec<String>>,
    /// The name under which the position is stored.
    pub name: String,
    /// Whether to begin with the oldest change of the log.
    pub from_start: bool,
    /// How often to look for changes. `None` means once.
    pub every: Option<Duration>,
}

/// Delivers the changes after the stored position.
///
/// # Errors
///
/// Fails if the database is not a mirror, or if a delivery fails for good.
pub(crate) async fn run(
    options: &Options,
    settings: &Settings,
    delivery: &mut Delivery,
) -> Result<(), Failure> {
    let mut is_first = true;
    loop {
        let result = pass(options, settings, delivery, is_first).await;
        let Some(every) = settings.every else { return result };
        match result {
            Ok(()) => is_first = false,
            Err(failure) if failure.status() == Status::Usage || is_done(&failure) => {
                return Err(failure);
            }
            // The database or the receiver can be back later.
            Err(failure) => failure.print(),
        }
        tokio::time::sleep(every).await;
    }
}

/// Returns whether the reader of the output has ended.
fn is_done(failure: &Failure) -> bool {
    failure.status() == Status::Success
}

async fn pass(
    options: &Options,
    settings: &Settings,
    delivery: &mut Delivery,
    is_first: bool,
) -> Result<(), Failure> {
    let mut db = Database::open(&settings.target, Access::Read).await?;
    let state = log::state(&mut db).await?;
    let mut position = Position::open(&settings.target, &settings.name)?;
    let begins_again = settings.from_start && is_first;
    if position.mirror() != Some(&state.mirror) || begins_again {
        if position.mirror().is_some() && !begins_again {
            options.hint(&tr!(
                "the database is another mirror than before; only new changes are delivered",
                "该数据库与之前的镜像不同；只推送新的变更"
            ));
        }
        let start = if settings.from_start { 0 } else { state.last };
        position.set(&state.mirror, start)?;
    }
    let lost = state.first.saturating_sub(1).saturating_sub(position.number());
    if lost > 0 && position.number() > 0 {
        options.hint(&tr!(
            "{lost} changes were removed from the log before they were delivered; mirror with a longer `--keep-changes`",
            "有 {lost} 条变更在推送前已从日志中清除；请在同步时增大 `--keep-changes`"
        ));
    }
    loop {
        let changes = log::after(&mut db, position.number(), BATCH).await?;
        let Some(number) = changes.last().map(|it| it.id) else { return Ok(()) };
        let events: Vec<Event> = changes
            .into_iter()
            .filter(|it| settings.entities.as_ref().is_none_or(|all| all.contains(&it.entity)))
            .filter(|it| settings.kinds.as_ref().is_none_or(|all| all.contains(&it.kind)))
            .map(|it| Event::new(&state.mirror, it))
            .collect();
        if !events.is_empty() {
            delivery.deliver(&events).await?;
        }
        position.set(&state.mirror, number)?;
    }
}
