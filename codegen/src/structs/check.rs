//! Metadata: whether its files agree with each other, and no name stands in one of them twice.

use std::collections::HashMap;

use super::read::{Field, Metadata, Picklist, Table};
use super::row::Word;
use crate::error::{Mistake, Mistakes, nearest};

/// Reports all that is wrong with files that could be read.
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

/// A file of fields whose entity the CRM does not have.
fn unknown(entity: &Word, known: &[&Word], mistakes: &mut Mistakes) {
    if known.iter().any(|it| it.text == entity.text) {
        return;
    }
    let names: Vec<&str> = known.iter().map(|it| it.text.as_str()).collect();
    let help = match nearest(&entity.text, &names) {
        Some(near) => format!("did you mean `{}`?", near.escape_debug()),
        None => {
            "call the file as the entity is called there, or save `entity.json` anew".to_owned()
        }
    };
    let message = format!("`entity.json` has no entity `{}`", entity.text.escape_debug());
    mistakes.add(Mistake::new(entity.place.clone(), message, "these are its fields", help));
}

/// A file of picklists that would be of no use to any struct.
fn stray(table: &Table<Picklist>, fields: &[Table<Field>], mistakes: &mut Mistakes) {
    let Word { text, place } = &table.entity;
    if fields.iter().any(|it| it.entity.text == *text) {
        return;
    }
    let message = format!("there is no `field/{}.json`", text.escape_debug());
    let help = "save that file too, or remove this one";
    mistakes.add(Mistake::new(place.clone(), message, "these are its picklists", help));
}

/// A name that no call could ask for.
fn name(field: &Word, mistakes: &mut Mistakes) {
    if field.text.trim().is_empty() || field.text.contains(',') {
        let message = format!("`{}` is no name of a field", field.text.escape_debug());
        let help = "remove the field: calls name fields with `,` between them";
        mistakes.add(Mistake::new(field.place.clone(), message, "blank, or with a comma", help));
    }
}

fn repeated<'a>(what: &str, words: impl Iterator<Item = &'a Word>, mistakes: &mut Mistakes) {
    let mut first: HashMap<&str, &Word> = HashMap::new();
    for word in words {
        if let Some(first) = first.insert(&word.text, word) {
            let message = format!("the {what} `{}` is there twice", word.text.escape_debug());
            let help = "remove one of the two, or save the reply anew";
            let mistake = Mistake::new(word.place.clone(), message, "and here", help);
            mistakes.add(mistake.other(first.place.clone(), "here"));
        }
    }
}
