//! Checks that the files of the metadata match each other, and that no name is repeated.

use std::collections::HashMap;

use super::read::{Field, Metadata, Picklist, Table};
use super::row::Word;
use crate::error::{Mistake, Mistakes, nearest};

/// Reports all mistakes in the files that could be read.
pub(super) fn check(metadata: &Metadata, mistakes: &mut Mistakes) {
    let Metadata { entities, fields, picklists } = metadata;
    if let Some(entities) = entities {
        let known: Vec<&Word> = entities.iter().map(|it| &it.name).collect();
        repeated("entity", known.iter().copied(), mistakes);
        for table in fields {
            unknown(&table.entity, &known, mistakes);
        }
    }
    repeated("entity", fields.iter().map(|it| &it.entity), mistakes);
    for table in fields {
        let names = || table.rows.iter().flatten().map(|it| &it.name);
        for it in names() {
            name(it, mistakes);
        }
        repeated("field", names(), mistakes);
    }
    for table in picklists {
        stray(table, fields, mistakes);
        repeated("field", table.rows.iter().flatten().map(|it| &it.field), mistakes);
    }
}

/// Reports a file of fields whose entity is unknown.
fn unknown(entity: &Word, known: &[&Word], mistakes: &mut Mistakes) {
    if known.iter().any(|it| it.text == entity.text) {
        return;
    }
    let names: Vec<&str> = known.iter().map(|it| it.text.as_str()).collect();
    let help = match nearest(&entity.text, &names) {
        Some(near) => format!("did you mean `{}`?", near.escape_debug()),
        None => "rename the file to the internal name of an entity, or save `entity.json` again"
            .to_owned(),
    };
    let message = format!("`entity.json` has no entity `{}`", entity.text.escape_debug());
    mistakes.add(Mistake::new(
        entity.place.clone(),
        message,
        "this file contains its fields",
        help,
    ));
}

/// Reports a file of picklists whose entity has no file of fields.
fn stray(table: &Table<Picklist>, fields: &[Table<Field>], mistakes: &mut Mistakes) {
    let Word { text, place } = &table.entity;
    if fields.iter().any(|it| it.entity.text == *text) {
        return;
    }
    let message = format!("`field/{}.json` is missing", text.escape_debug());
    let help = "save the missing file too, or remove this one";
    mistakes.add(Mistake::new(place.clone(), message, "this file contains its picklists", help));
}

/// Reports a field name that a request cannot contain.
fn name(field: &Word, mistakes: &mut Mistakes) {
    if field.text.trim().is_empty() || field.text.contains(',') {
        let message = format!("invalid field name `{}`", field.text.escape_debug());
        let help = "remove the field; requests separate field names with `,`";
        mistakes.add(Mistake::new(
            field.place.clone(),
            message,
            "blank, or contains a comma",
            help,
        ));
    }
}

fn repeated<'a>(what: &str, words: impl Iterator<Item = &'a Word>, mistakes: &mut Mistakes) {
    let mut first: HashMap<&str, &Word> = HashMap::new();
    for word in words {
        if let Some(first) = first.insert(&word.text, word) {
            let message = format!("duplicate {what} `{}`", word.text.escape_debug());
            let help = "remove one of them, or save the reply again";
            let mistake = Mistake::new(word.place.clone(), message, "again here", help);
            mistakes.add(mistake.other(first.place.clone(), "first here"));
        }
    }
}
