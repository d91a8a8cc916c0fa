//! The first state of an entity, with the name of its table.

use crm_client::metadata::EntityInfo;

use crate::mirror::entity::{Entity, plain, short};

/// Returns the state of an entity that the mirror does not have yet.
pub(super) fn entity(info: &EntityInfo, entities: &[Entity]) -> Entity {
    // The names of entities are also names of tables, which do not distinguish upper and lower case.
    let is_free = |name: &str| {
        // SQLite reserves names such as `sqlite_sequence`.
        !name.starts_with('_')
            && !name.is_empty()
            && !name.to_lowercase().starts_with("sqlite_")
            && entities.iter().all(|it| it.table.to_lowercase() != name.to_lowercase())
    };
    let plain = plain(&info.entity);
    let safe = plain.trim_start_matches('_');
    let is_reserved = safe.to_lowercase().starts_with("sqlite_") || safe.is_empty();
    let other = if is_reserved { format!("entity_{safe}") } else { safe.to_owned() };
    let numbered = (2..).map(|number| format!("{}_{number}", short(&other)));
    let mut names = std::iter::once(short(&plain).to_owned()).chain(numbered);
    let table = names.find(|it| is_free(it)).unwrap_or_default();
    Entity {
        name: info.entity.clone(),
        table,
        label: String::new(),
        code: i64::from(info.code),
        main: String::new(),
        kind: 0,
        key: None,
        cursor: None,
        form: None,
        watermark: None,
        position: None,
        page_size: None,
        is_present: false,
        is_loaded: false,
        needs_reading: false,
        since: None,
        read_at: None,
        swept_at: None,
        problem: None,
        fields: Vec::new(),
    }
}
