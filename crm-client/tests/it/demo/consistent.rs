//! The records of the demo data are consistent with each other.

use std::collections::{BTreeMap, BTreeSet};

use crm_client::DataType;
use serde_json::{Value, json};

use super::{AUDIT, COUNTS, crm, inserted, table};

/// Returns the string in a field.
fn text<'a>(row: &'a BTreeMap<String, Value>, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_else(|| panic!("`{name}` of {row:?} is not a string"))
}

/// Returns an amount in fen.
fn money(row: &BTreeMap<String, Value>, name: &str) -> i64 {
    let yuan = row[name].as_f64().unwrap();
    format!("{yuan:.2}").replace('.', "").parse().unwrap()
}

#[tokio::test]
async fn every_reference_points_to_a_record() {
    let crm = crm();
    let mut ids: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut references = Vec::new();
    for (entity, _) in COUNTS {
        let fields = crm.metadata().field(entity).await.unwrap();
        let mut targets: BTreeMap<_, _> = fields
            .iter()
            .filter_map(|it| Some((&*it.field, it.reference_to.as_deref()?)))
            .collect();
        let key = |it: &&str| it.ends_with("Id") && targets[*it] == entity;
        let key = (*targets.keys().find(|it| key(it)).unwrap()).to_owned();
        targets.extend(AUDIT[2..].iter().map(|it| (*it, "User")));
        for row in inserted(&crm, entity).await {
            for (name, to) in &targets {
                if let Value::String(id) = &row[*name] {
                    references.push((entity, (*name).to_owned(), (*to).to_owned(), id.clone()));
                }
            }
        }
        let rows = table(&crm, entity).await;
        ids.insert(entity, rows.iter().map(|it| text(it, &key).to_owned()).collect());
    }
    for (entity, name, to, id) in &references {
        assert!(ids[&**to].contains(id), "{entity}.{name} → {to} {id}");
    }
    assert!(references.len() > 3000, "{}", references.len());
    // Only some of the leads and orders refer to a customer and an opportunity.
    let filled =
        |entity, name| references.iter().filter(|it| it.0 == entity && it.1 == name).count();
    assert_eq!((filled("c__lead", "c__customer"), filled("SalesOrder", "chanceId")), (7, 24));
    assert_eq!((filled("Contact", "accountId"), filled("SalesOrder", "accountId")), (120, 90));
}

#[tokio::test]
async fn departments_of_users_exist() {
    let crm = crm();
    let departments = crm.user().bizunit_tree().await.unwrap();
    for user in inserted(&crm, "User").await {
        let id = text(&user, "businessUnitId");
        assert!(departments.iter().any(|it| it.business_unit_id.as_str() == id), "{id}");
    }
}

#[tokio::test]
async fn required_fields_are_present_and_picklist_values_are_items() {
    let crm = crm();
    for (entity, _) in COUNTS {
        let fields = crm.metadata().field(entity).await.unwrap();
        let picklists = crm.metadata().picklist(entity).await.unwrap();
        for row in inserted(&crm, entity).await {
            for info in &fields {
                let value = &row[&info.field];
                let place = format!("{entity}.{} = {value}", info.field);
                assert!(info.nullable || !(value.is_null() || value == ""), "{place}");
                let is_valid = match &info.data_type {
                    _ if value.is_null() => true,
                    it if *it == DataType::PICKLIST => {
                        let list = picklists.iter().find(|it| it.field == info.field).unwrap();
                        list.values.iter().any(|it| json!(it.value) == *value)
                    }
                    it if *it == DataType::from("number") => value.is_number(),
                    _ => value.is_string() || value.is_boolean(),
                };
                assert!(is_valid, "{place}");
            }
        }
    }
}

/// Returns whether a string is a valid date in the format `yyyy-MM-dd`.
fn is_date(date: &str) -> bool {
    let parts: Vec<u32> = date.split('-').filter_map(|it| it.parse().ok()).collect();
    let [year @ 2025..=2027, month @ 1..=12, day] = parts[..] else { return false };
    let last = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month as usize - 1];
    (1..=last).contains(&day) && date == format!("{year:04}-{month:02}-{day:02}")
}

/// Returns whether a string is a valid time in the format `yyyy-MM-dd HH:mm:ss`.
fn is_time(time: &str) -> bool {
    let Some((date, time)) = time.split_once(' ') else { return false };
    let parts: Vec<u32> = time.split(':').filter_map(|it| it.parse().ok()).collect();
    let [hour @ 0..=23, minute @ 0..=59, second @ 0..=59] = parts[..] else { return false };
    is_date(date) && time == format!("{hour:02}:{minute:02}:{second:02}")
}

#[tokio::test]
async fn dates_are_well_formed_and_in_order() {
    let crm = crm();
    let mut span: Option<(String, String)> = None;
    for (entity, _) in COUNTS {
        let fields = crm.metadata().field(entity).await.unwrap();
        let dates = fields.iter().filter(|it| it.data_type == DataType::from("date"));
        let dates: Vec<_> = dates.map(|it| it.field.clone()).collect();
        let mut previous = String::new();
        for row in inserted(&crm, entity).await {
            for name in &dates {
                assert!(is_date(text(&row, name)), "{entity}.{name}: {row:?}");
            }
            let (created, modified) = (text(&row, "createdOn"), text(&row, "modifiedOn"));
            assert!(is_time(created) && is_time(modified) && created <= modified, "{row:?}");
            assert!(previous.as_str() <= created, "lists are in the order of creation: {row:?}");
            created.clone_into(&mut previous);
            let (first, last) = span.get_or_insert((created.to_owned(), modified.to_owned()));
            *first = created.min(first).to_owned();
            *last = modified.max(last).to_owned();
        }
    }
    let (first, last) = span.unwrap();
    assert_eq!((&first[..7], &last[..7]), ("2025-01", "2026-06"));
}

#[tokio::test]
async fn amounts_of_an_order_add_up() {
    let crm = crm();
    let by = async |entity, name: &str| {
        let rows = table(&crm, entity).await;
        rows.into_iter().fold(BTreeMap::new(), |mut groups: BTreeMap<String, Vec<_>>, row| {
            groups.entry(row[name].as_str().unwrap_or_default().to_owned()).or_default().push(row);
            groups
        })
    };
    let plans = by("Returnmoneyplan", "salesorderId").await;
    let records = by("Returnmoneyrecord", "returnmoneyplanId").await;
    let invoices = by("Invoice", "salesorderId").await;
    let products = by("Product", "productId").await;
    let chances = by("Chance", "chanceId").await;
    let sum = |rows: Option<&Vec<BTreeMap<String, Value>>>, name| {
        rows.into_iter().flatten().map(|it| money(it, name)).sum::<i64>()
    };
    let mut partial = 0;
    for order in table(&crm, "SalesOrder").await {
        let (id, amount) = (text(&order, "salesorderId"), money(&order, "amount"));
        let price = money(&products[text(&order, "productId")][0], "price");
        assert_eq!(amount, price * order["quantity"].as_i64().unwrap(), "{order:?}");
        if let Some(chance) = order["chanceId"].as_str() {
            let chance = &chances[chance][0];
            for name in ["amount", "accountId", "contactId", "productId"] {
                assert_eq!(order[name], chance[name], "{name}");
            }
            assert_eq!(
                (&chance["stage"], &chance["statementDate"]),
                (&json!(4), &order["orderDate"])
            );
        }
        let is_due = matches!(order["state"].as_i64(), Some(1 | 2));
        assert_eq!(sum(plans.get(id), "amount"), if is_due { amount } else { 0 }, "{order:?}");
        let mut total = 0;
        for plan in plans.get(id).into_iter().flatten() {
            let payments = records.get(text(plan, "returnmoneyplanId"));
            let (planned, paid) = (money(plan, "amount"), sum(payments, "amount"));
            let status = if paid == 0 { 0 } else { 1 + i64::from(paid == planned) };
            assert!(paid <= planned && plan["returnMoneyStatus"] == json!(status), "{plan:?}");
            for payment in payments.into_iter().flatten() {
                assert_eq!(payment["salesorderId"], order["salesorderId"]);
                assert!(text(payment, "receivedDate") > text(&order, "orderDate"));
            }
            total += paid;
            partial += i64::from(status == 1);
        }
        assert!(total <= amount && (order["state"] != 2 || total == amount), "{order:?}");
        assert!(sum(invoices.get(id), "invoiceMoney") <= amount, "{order:?}");
    }
    assert!(partial > 0, "some plans are paid in part");
    for quote in table(&crm, "Quote").await {
        assert_eq!(quote["amount"], chances[text(&quote, "chanceId")][0]["amount"]);
    }
}
