//! Checks a filter against the metadata, as far as the vendor documents it.
//!
//! The API documents three data types. A `string` is compared with text, so a number without quotes
//! becomes text. The value of a `picklist` is a number, so a label becomes its number. The values of a
//! `reference`, and of all types that are not documented, are sent as they are.

use crm_client::metadata::{FieldInfo, Picklist, PicklistValue};
use crm_client::{DataType, Fields};

use super::names;
use crate::failure::Failure;
use crate::filter::{Condition, Expression, Value, marked};
use crate::lang::tr;
use crate::safe;
use crate::session::Session;

/// How many items of a picklist a message lists.
const ITEMS: usize = 10;

/// Returns the filter with values of the right type.
///
/// # Errors
///
/// Fails if the metadata does not have a field, or if a value is impossible. The failure shows the text
/// of the filter.
pub(crate) async fn check_filter(
    session: &Session<'_>,
    entity: &str,
    fields: &[FieldInfo],
    text: &str,
    expression: &Expression,
) -> Result<Expression, Failure> {
    let mut checked = expression.clone();
    for condition in &mut checked.conditions {
        if let Some(problem) = names::problem(entity, fields, &condition.field) {
            return Err(marked(text, &condition.field_span, &problem));
        }
        // A dotted path is a field of another entity.
        let Some(field) = fields.iter().find(|it| it.field == condition.field) else { continue };
        if field.data_type == DataType::STRING {
            if let Value::Number(_) | Value::Bool(_) = condition.value {
                condition.value = Value::Text(condition.value.to_text());
            }
        } else if field.data_type == DataType::PICKLIST && needs_number(condition) {
            let items = items(session, entity, &field.field).await?;
            condition.value = number(text, condition, &items)?;
        }
    }
    Ok(checked)
}

/// Returns whether the value of a condition on a picklist must become a number.
fn needs_number(condition: &Condition) -> bool {
    let is_compared = condition.operator.has_value() && !condition.operator.takes_text();
    is_compared && !matches!(condition.value, Value::Number(_))
}

async fn items(
    session: &Session<'_>,
    entity: &str,
    field: &str,
) -> Result<Vec<PicklistValue>, Failure> {
    let mut request = Picklist::new(entity);
    request.fields = Some(Fields::from(field));
    let picklists = session.send(request).await?;
    Ok(picklists.into_iter().find(|it| it.field == field).map(|it| it.values).unwrap_or_default())
}

/// Returns the number of the item whose label is the value.
fn number(text: &str, condition: &Condition, items: &[PicklistValue]) -> Result<Value, Failure> {
    let label = condition.value.to_text();
    let mut same = items.iter().filter(|it| it.label == label || it.value.to_string() == label);
    if let (Some(item), None) = (same.next(), same.next()) {
        return Ok(Value::Number(item.value.to_string()));
    }
    let list = items.iter().take(ITEMS).map(|it| format!("{} {}", it.value, safe::line(&it.label)));
    let mut list = list.collect::<Vec<_>>().join(", ");
    if items.len() > ITEMS {
        list.push_str(", …");
    }
    let field = &condition.field;
    Err(marked(
        text,
        &condition.value_span,
        &tr!(
            "`{field}` is a picklist without this item; use a number or a label of: {list}",
            "`{field}` 是选项字段，没有该选项；可用的值或名称：{list}"
        ),
    ))
}
