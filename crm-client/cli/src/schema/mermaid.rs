//! An entity relationship diagram for Mermaid. Names and labels are untrusted: they never become syntax,
//! HTML or a directive.

use std::fmt::Write;

use super::words;
use crate::safe;
use crate::tenant::{Entity, Tenant};

/// Returns a diagram. One entity is shown with all fields, several with their reference fields.
pub(super) fn diagram(tenant: &Tenant) -> String {
    let entities = &tenant.entities;
    let mut text = String::from("erDiagram\n");
    let mut names = Names::default();
    for entity in entities {
        names.of(&entity.info.entity);
    }
    let mut relations = String::new();
    for entity in entities {
        let name = names.of(&entity.info.entity);
        let title = words::title(&entity.info.name, &entity.info.entity);
        let _ = writeln!(text, "    {name}[\"{}\"] {{", encode(&title));
        let fields = entity.fields.iter();
        for (index, field) in fields.enumerate() {
            let is_reference = field.reference_to.is_some();
            if entities.len() > 1 && (!is_reference || words::is_own_id(entity, field)) {
                continue;
            }
            let kind = identifier(field.data_type.as_str()).unwrap_or_else(|| "other".to_owned());
            let own = identifier(&field.field).unwrap_or_else(|| format!("field_{index}"));
            let label = encode(&field.name);
            let _ = writeln!(text, "        {kind} {own} \"{label}\"");
        }
        text.push_str("    }\n");
        relate(entity, &mut names, &mut relations);
    }
    for (internal, name) in &names.0[entities.len()..] {
        let label = tenant.all.iter().find(|it| it.entity == *internal);
        let title = words::title(label.map_or("", |it| &it.name), internal);
        let _ = writeln!(text, "    {name}[\"{}\"]", encode(&title));
    }
    text + &relations
}

/// Writes a line for each reference of an entity.
fn relate(entity: &Entity, names: &mut Names, text: &mut String) {
    let from = names.of(&entity.info.entity);
    for field in &entity.fields {
        let Some(target) = &field.reference_to else { continue };
        if words::is_own_id(entity, field) {
            continue;
        }
        let to = names.of(target);
        let one = if field.nullable { "o|" } else { "||" };
        let _ = writeln!(text, "    {from} }}o--{one} {to} : \"{}\"", encode(&field.field));
    }
}

/// The internal names of entities, each with its name in the diagram.
#[derive(Default)]
struct Names(Vec<(String, String)>);

impl Names {
    /// Returns the name of an entity in the diagram.
    fn of(&mut self, internal: &str) -> String {
        if let Some((_, name)) = self.0.iter().find(|(it, _)| it == internal) {
            return name.clone();
        }
        let free = |it: &String| self.0.iter().all(|(_, name)| name != it);
        let number = || format!("entity_{}", self.0.len());
        let name = identifier(internal).filter(free).unwrap_or_else(number);
        self.0.push((internal.to_owned(), name.clone()));
        name
    }
}

/// Returns a name if it is valid in Mermaid and cannot be one of the tool's own names.
fn identifier(name: &str) -> Option<String> {
    let is_fit = |it: char| it.is_ascii_alphanumeric() || it == '_';
    let is_own = name.starts_with("entity_") || name.starts_with("field_");
    let begins = name.starts_with(|it: char| it.is_ascii_alphabetic());
    (begins && name.chars().all(is_fit) && !is_own && !is_keyword(name)).then(|| name.to_owned())
}

/// Returns whether a name is a word of Mermaid's syntax.
fn is_keyword(name: &str) -> bool {
    const WORDS: [&str; 15] = [
        "acctitle",
        "accdescr",
        "class",
        "classdef",
        "click",
        "direction",
        "end",
        "erdiagram",
        "many",
        "one",
        "only",
        "optionally",
        "style",
        "title",
        "to",
    ];
    WORDS.contains(&name.to_ascii_lowercase().as_str())
}

/// Returns text with Mermaid's character codes instead of punctuation.
fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for it in safe::line(text).chars() {
        let is_plain = !it.is_ascii() || it.is_ascii_alphanumeric() || " _-.,()/:".contains(it);
        if is_plain {
            encoded.push(it);
        } else {
            let _ = write!(encoded, "#{};", u32::from(it));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_becomes_syntax() {
        assert_eq!(encode("客户 (Account)"), "客户 (Account)");
        let hostile = encode("\"] } %%{init}%% <b>`;#\n---");
        assert!(!hostile.contains(['"', ']', '}', '%', '<', '`', '\n']), "{hostile}");
        assert_eq!(encode("%\"#"), "#37;#34;#35;");
    }

    #[test]
    fn every_entity_has_a_name_of_its_own() {
        let mut names = Names::default();
        let given = ["Account", "a b", "客户", "end", "entity_1", "Account"].map(|it| names.of(it));
        assert_eq!(given, ["Account", "entity_1", "entity_2", "entity_3", "entity_4", "Account"]);
    }
}
