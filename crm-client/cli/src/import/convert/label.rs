//! Labels of picklist items, and truth values.

use crm_client::metadata::PicklistValue;
use serde_json::Value;

use crate::import::input::cell::Cell;
use crate::import::normalize::half_width;
use crate::import::problem::Problem;
use crate::lang::tr;
use crate::safe;

/// The largest number of labels in a message.
const MAX_LABELS: usize = 10;

/// Converts a label, or the value of an item, into the value of the item.
pub(super) fn item(items: &[PicklistValue], cell: &Cell) -> Result<Value, Problem> {
    let text = cell.plain();
    let wanted = simplified(&text);
    let mut labels = items.iter().filter(|it| simplified(&it.label) == wanted);
    if let (Some(item), None) = (labels.next(), labels.next()) {
        return Ok(item.value.into());
    }
    if let Some(item) = items.iter().find(|it| it.label == text.trim()) {
        return Ok(item.value.into());
    }
    if let Some(item) = items.iter().find(|it| it.value.to_string() == wanted) {
        return Ok(item.value.into());
    }
    let similar =
        items.iter().map(|it| (strsim::jaro_winkler(&simplified(&it.label), &wanted), it));
    let similar = similar.filter(|(score, _)| *score > 0.75).max_by(|a, b| a.0.total_cmp(&b.0));
    let mut names: Vec<_> = items.iter().map(|it| safe::line(&it.label)).take(MAX_LABELS).collect();
    if items.len() > MAX_LABELS {
        names.push("…".into());
    }
    let names = names.join(", ");
    let remedy = match similar {
        Some((_, item)) => {
            let label = safe::line(&item.label);
            tr!("did you mean {label}? The items are: {names}", "是否指 {label}？可用选项：{names}")
        }
        None => tr!("use one of the items: {names}", "请使用以下选项之一：{names}"),
    };
    Err(Problem::of_value(
        &text,
        tr!("the picklist has no such item", "选项列表中没有该项"),
        remedy,
    ))
}

/// Converts a word into a truth value.
pub(super) fn truth(cell: &Cell) -> Result<Value, Problem> {
    if let Cell::Bool(value) = cell {
        return Ok((*value).into());
    }
    match simplified(&cell.plain()).as_str() {
        "true" | "yes" | "y" | "1" | "是" | "√" | "真" => Ok(true.into()),
        "false" | "no" | "n" | "0" | "否" | "×" | "假" => Ok(false.into()),
        _ => Err(Problem::of_value(
            &cell.plain(),
            tr!("not a truth value", "不是有效的是/否值"),
            tr!("write yes or no", "请填写“是”或“否”"),
        )),
    }
}

fn simplified(text: &str) -> String {
    half_width(text.trim()).to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items() -> Vec<PicklistValue> {
        let items = [(0, "正式客户"), (1, "潜在客户"), (2, "VIP（A）"), (10, "3")];
        let json =
            items.map(|(value, label)| serde_json::json!({ "value": value, "label": label }));
        json.into_iter().map(|it| serde_json::from_value(it).unwrap()).collect()
    }

    fn value(text: &str) -> Result<String, String> {
        let value = item(&items(), &Cell::Text(text.into()));
        value.map(|it| it.to_string()).map_err(|it| it.remedy)
    }

    #[test]
    fn a_label_takes_precedence_over_a_value() {
        for (text, expected) in [("潜在客户", "1"), (" vip(a)", "2"), ("3", "10"), ("0", "0")] {
            assert_eq!(value(text), Ok(expected.into()), "{text}");
        }
        assert!(value("潜在客").unwrap_err().starts_with("did you mean 潜在客户?"));
        assert!(value("7").unwrap_err().starts_with("use one of the items: 正式客户"));
    }

    #[test]
    fn truth_values_have_several_spellings() {
        assert_eq!(truth(&Cell::Text("是".into())), Ok(true.into()));
        assert_eq!(truth(&Cell::Bool(false)), Ok(false.into()));
        assert!(truth(&Cell::Text("maybe".into())).is_err());
    }
}
