//! How rows represent nulls, dates and references.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Row;
use super::fields::{Field, Fields};
use crate::doctor::cursor::CURSOR;
use crate::doctor::report::{Check, Report};
use crate::doctor::shape;
use crate::lang::tr;
use crate::safe;

/// The data type of text, in which an empty string can be a value (`api-metadata`).
const STRING: &str = "string";

/// The list of data types. Every CRM has its own, so it is not compared.
pub(in crate::doctor) const DATA_TYPES: &str = "data_types";

/// The number of characters of the list of data types.
const SHOWN: usize = 200;

/// Adds the findings about the values of rows.
pub(super) fn examine(rows: &[Row], fields: &Fields, report: &mut Report) {
    report.add(nulls(rows, fields));
    let is_time = |it: &&Field| it.data_type.to_lowercase().contains("time");
    let is_date = |it: &&Field| it.data_type.to_lowercase().contains("date") && !is_time(it);
    let dates: Vec<&str> = fields.iter().filter(is_date).map(|it| it.name.as_str()).collect();
    let mut times: Vec<&str> = fields.iter().filter(is_time).map(|it| it.name.as_str()).collect();
    if times.is_empty() && !dates.contains(&CURSOR) {
        times.push(CURSOR);
    }
    let references = fields.iter().filter(|it| it.reference_to.as_deref() != Some(super::ACCOUNT));
    let references = references.filter(|it| it.reference_to.is_some());
    let references: Vec<&str> = references.map(|it| it.name.as_str()).collect();
    report.add(forms("dates", tr!("dates", "日期"), rows, &dates, shape::time));
    report.add(forms(
        "date_times",
        tr!("dates with a time", "日期时间"),
        rows,
        &times,
        shape::time,
    ));
    report.add(forms("references", tr!("references", "引用"), rows, &references, shape::reference));
    report.add(data_types(fields));
}

/// Finds the representation of fields without a value.
fn nulls(rows: &[Row], fields: &Fields) -> Check {
    let (id, title) = ("nulls", tr!("fields without a value", "空值"));
    if rows.is_empty() {
        return Check::undetermined(id, title, no_rows());
    }
    let (mut forms, mut has_empty_text, mut is_missing) = (BTreeSet::new(), false, false);
    let names = fields.sample();
    for field in fields.iter().filter(|field| names.split(',').any(|it| it == field.name)) {
        let is_in_a_row = rows.iter().any(|row| row.contains_key(&field.name));
        for row in rows {
            match row.get(&field.name) {
                // A field that no row has may be missing for lack of rights.
                None if !is_in_a_row => is_missing = true,
                None => {
                    forms.insert("absent");
                }
                Some(Value::Null) => {
                    forms.insert("null");
                }
                Some(Value::String(text)) if text.is_empty() => {
                    // In a string field, this can also be an empty value.
                    if field.data_type == STRING {
                        has_empty_text = true;
                    } else {
                        forms.insert("empty string");
                    }
                }
                Some(_) => {}
            }
        }
    }
    if forms.is_empty() && is_missing {
        forms.insert("absent");
    } else if forms.is_empty() && has_empty_text {
        forms.insert("empty string");
    }
    if forms.is_empty() {
        let reason = tr!("every field that was read has a value", "读取的字段都有值");
        return Check::undetermined(id, title, reason);
    }
    let texts = forms.iter().map(|form| match *form {
        "absent" => tr!("the field is absent", "缺少该字段"),
        "null" => "`null`".to_owned(),
        _ => tr!("an empty string", "空字符串"),
    });
    let text = texts.collect::<Vec<_>>().join(", ");
    Check::found(id, title, forms.into_iter().collect::<Vec<_>>().join(", "), text)
}

/// Finds the forms of the values of some fields.
fn forms(
    id: &str,
    title: String,
    rows: &[Row],
    names: &[&str],
    form: fn(&Value) -> Option<String>,
) -> Check {
    if rows.is_empty() {
        return Check::undetermined(id, title, no_rows());
    }
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for value in rows.iter().flat_map(|row| names.iter().filter_map(|it| row.get(*it))) {
        if let Some(form) = form(value) {
            *found.entry(form).or_default() += 1;
        }
    }
    if found.is_empty() {
        let reason = tr!("no customer has a value of this type", "没有客户具有该类型的值");
        return Check::undetermined(id, title, reason);
    }
    let value = found.into_keys().collect::<Vec<_>>().join(", ");
    Check::found(id, title, value.clone(), format!("`{value}`"))
}

/// Lists the data types, of which the vendor documents three.
fn data_types(fields: &Fields) -> Check {
    let (id, title) = (DATA_TYPES, tr!("data types", "数据类型"));
    let types: Vec<&str> = fields.data_types().into_iter().collect();
    if types.is_empty() {
        let reason = tr!("the metadata of customers cannot be read", "无法读取客户的元数据");
        return Check::undetermined(id, title, reason);
    }
    let text: String = types.join(", ").chars().take(SHOWN).collect();
    let check = Check::found(id, title, types, safe::line(&text).into_owned());
    // Every CRM has its own.
    Check { is_compared: false, ..check }
}

fn no_rows() -> String {
    tr!("no customer could be read", "未能读取任何客户")
}
