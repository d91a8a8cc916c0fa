//! The identity of a run: equal runs import each row once in total.

use sha2::{Digest, Sha256};

use super::input::hash::hex;
use super::settings::Settings;
use super::source::Source;

/// Returns the hash of everything that decides on the result of a run: the contents of the file, the
/// CRM, the entity, the mapping and the match key.
pub(super) fn of(crm: &str, source: &Source, settings: &Settings) -> String {
    let Source { input, target, header, mapping, matching } = source;
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        // The length keeps neighbouring parts apart.
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    };
    add("1");
    add(crm);
    add(&input.hash);
    add(input.table.sheet.as_deref().unwrap_or_default());
    add(&header.to_string());
    add(target.name());
    for column in &mapping.columns {
        add(&column.index.to_string());
        add(&column.target.name());
    }
    for fixed in &mapping.fixed {
        add(if fixed.is_default { "default" } else { "constant" });
        add(&fixed.target.name());
        add(&fixed.text);
    }
    add(&matching.fields.join(","));
    add(&matching.normalizer.names());
    add(settings.on_match.name());
    hex(hash)
}
