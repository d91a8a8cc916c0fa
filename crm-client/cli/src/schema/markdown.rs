//! A data dictionary in GitHub's Markdown. Names and labels are untrusted: they never become markup.

use crm_client::metadata::EntityInfo;

use super::dictionary;
use crate::lang::tr;
use crate::safe;
use crate::tenant::Entity;

/// Returns a table of entities.
pub(super) fn list(entities: &[EntityInfo]) -> String {
    let mut text = format!("# {}\n\n", tr!("Entities", "实体"));
    let rows: Vec<_> = entities.iter().map(dictionary::entity_row).collect();
    table(&dictionary::entity_headings(), &rows, &mut text);
    text
}

/// Returns a table of entities, and a section for each entity.
pub(super) fn dictionary(entities: &[Entity]) -> String {
    let mut text = format!("# {}\n\n", tr!("Data dictionary", "数据字典"));
    let rows: Vec<_> = entities.iter().map(|it| dictionary::entity_row(&it.info)).collect();
    table(&dictionary::entity_headings(), &rows, &mut text);
    for entity in entities {
        let title = super::words::title(&entity.info.name, &entity.info.entity);
        text.extend(["\n## ", &plain(&title), "\n\n"]);
        table(&dictionary::field_headings(), &dictionary::field_rows(entity), &mut text);
        let items = dictionary::item_rows(entity);
        if !items.is_empty() {
            text.extend(["\n", &tr!("Picklists:", "选项："), "\n\n"]);
            table(&dictionary::item_headings(), &items, &mut text);
        }
    }
    text
}

fn table(headings: &[String], rows: &[Vec<String>], text: &mut String) {
    let mut line = |cells: &mut dyn Iterator<Item = String>| {
        let cells: Vec<String> = cells.collect();
        text.extend(["| ", &cells.join(" | "), " |\n"]);
    };
    line(&mut headings.iter().cloned());
    line(&mut headings.iter().map(|_| "---".to_owned()));
    for row in rows {
        line(&mut row.iter().map(|it| plain(it)));
    }
}

/// Returns text that is shown as it is. All punctuation that Markdown can interpret is escaped, so that
/// there are no links, HTML, code or additional cells.
fn plain(text: &str) -> String {
    let line = safe::line(text);
    let mut plain = String::with_capacity(line.len() + 8);
    for (at, it) in line.char_indices() {
        let is_harmless = match it {
            ' ' | ',' | '(' | ')' | '/' => true,
            // Inside of a word, these have no meaning.
            '_' | '-' => is_inside_word(&line, at),
            it => !it.is_ascii_punctuation(),
        };
        if !is_harmless {
            plain.push('\\');
        }
        plain.push(it);
    }
    plain.trim().to_owned()
}

fn is_inside_word(line: &str, at: usize) -> bool {
    let is_letter = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || it == '_');
    is_letter(line[..at].chars().next_back()) && is_letter(line[at + 1..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_label_becomes_markup() {
        assert_eq!(plain("客户 (Account)"), "客户 (Account)");
        assert_eq!(plain("c__lead_id"), "c__lead_id");
        assert_eq!(plain("_x_ a|b"), r"\_x\_ a\|b");
        assert_eq!(plain("[x](http://evil)"), r"\[x\](http\://evil)");
        assert_eq!(plain("<b>&amp;`*#\n- x"), r"\<b\>\&amp\;\`\*\#⏎\- x");
        assert_eq!(plain("www.evil.example"), r"www\.evil\.example");
    }
}
