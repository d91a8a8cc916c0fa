//! The advanced query: its requests, and its results in the sandbox.

use crm_client::filter::{Filter, all, any, field};
use crm_client::sandbox::Sandbox;
use crm_client::{Client, Id, Sort};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{Recorder, client, error, param};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Order {
    subject: String,
    amount: Option<f64>,
}

/// Creates a client of a CRM with a customer in Shanghai and three orders. Two of the orders belong
/// to the customer.
fn crm() -> Client {
    let sandbox = Sandbox::new();
    let customer = sandbox.insert("Account", &json!({ "accountName": "甲", "city": "上海" }));
    for (subject, amount, customer) in [
        ("标准版 100用户", json!(99999.00), Some(&customer)),
        ("专业版", json!(500), Some(&customer)),
        ("服务", json!(null), None),
    ] {
        let order = json!({ "subject": subject, "amount": amount, "customerId": customer });
        sandbox.insert("SalesOrder", &order);
    }
    sandbox.client_builder().build().unwrap()
}

/// Returns the subjects of the orders that match a filter.
async fn subjects(crm: &Client, filter: impl Into<Filter>) -> Vec<String> {
    let page = crm.entity().adv_query_as::<Order>("SalesOrder", filter).await.unwrap();
    page.into_iter().map(|it| it.subject).collect()
}

#[tokio::test]
async fn each_operator_finds_the_matching_rows() {
    let crm = crm();
    for (condition, expected) in [
        (field("subject").eq("服务"), vec!["服务"]),
        (field("subject").ne("服务"), vec!["专业版", "标准版 100用户"]),
        (field("amount").eq(500.0), vec!["专业版"]),
        (field("amount").gt(500), vec!["标准版 100用户"]),
        (field("amount").lt(1e5), vec!["专业版", "标准版 100用户"]),
        (field("subject").contains("版"), vec!["专业版", "标准版 100用户"]),
        (field("subject").not_contains("版"), vec!["服务"]),
        (field("amount").is_empty(), vec!["服务"]),
        (field("amount").is_not_empty(), vec!["专业版", "标准版 100用户"]),
        (field("customerId.city").eq("上海"), vec!["专业版", "标准版 100用户"]),
        (field("customerId.city").is_empty(), vec!["服务"]),
    ] {
        let said = format!("{condition:?}");
        assert_eq!(subjects(&crm, condition).await, expected, "{said}");
    }
}

#[tokio::test]
async fn combines_conditions_with_all_or_any() {
    let crm = crm();
    let conditions = || [field("subject").contains("版"), field("amount").gt(500)];
    assert_eq!(subjects(&crm, all(conditions())).await, ["标准版 100用户"]);
    assert_eq!(subjects(&crm, any(conditions())).await, ["专业版", "标准版 100用户"]);
}

#[tokio::test]
async fn rows_are_sorted_paged_and_typed() {
    let crm = crm();
    let query = |sort: Sort| {
        let filter = field("subject").is_not_empty();
        crm.entity().adv_query_as::<Order>("SalesOrder", filter).sort(sort).page_size(2)
    };
    let mut items = query(Sort::desc("amount").then_asc("subject")).items();
    let mut rows = Vec::new();
    while let Some(row) = items.next().await {
        let row = row.unwrap();
        rows.push((row.subject, row.amount));
    }
    let expected = [("标准版 100用户", Some(99999.0)), ("专业版", Some(500.0)), ("服务", None)];
    assert_eq!(rows, expected.map(|(subject, amount)| (subject.to_owned(), amount)));
    let page = query(Sort::asc("amount")).await.unwrap();
    assert_eq!((page.data[0].amount, page.data.len(), page.total_size), (None, 2, None));
}

#[tokio::test]
async fn a_dotted_field_is_returned_under_its_full_name() {
    let crm = crm();
    let fields = ["subject", "customerId.city", "customerId.accountId"];
    let page = crm.entity().adv_query("SalesOrder", fields, field("amount").gt(500)).await.unwrap();
    let row = &page.data[0];
    assert_eq!(row.get::<String>("customerId.city").unwrap(), "上海");
    assert_eq!(row.get::<Id>("customerId.accountId").unwrap().entity_code(), Some(2));
}

#[tokio::test]
async fn follows_a_long_cycle_of_references() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    let id = crm.account().add(json!({ "accountName": "甲" })).await.unwrap().account_id;
    crm.account().update(&id, json!({ "parentId": id })).await.unwrap();
    let name = field("parentId.".repeat(50_000) + "accountName");
    let found = crm.entity().adv_query("Account", ["accountName"], name.eq("甲")).await.unwrap();
    assert_eq!(found.data.len(), 1);
}

#[tokio::test]
async fn sends_a_query_in_the_documented_format() {
    let recorder = Recorder::of(r#"{"error_code":0,"data":[]}"#);
    let crm = client(recorder.clone());
    let filter = any([
        field("phone").contains("021"),
        field("score").gt(1.5),
        field("vip").eq(true),
        field("kind").ne(["a", "b"]),
        field("note").is_empty(),
    ]);
    let call = crm.entity().adv_query("Account", ["accountName", "ownerId.createdOn"], filter);
    call.sort(Sort::desc("createdOn").then_asc("accountName")).await.unwrap();

    let request = recorder.request();
    assert_eq!(request.method(), "POST");
    assert_eq!(param(&request, "entity").as_deref(), Some("Account"));
    assert_eq!(param(&request, "sort").as_deref(), Some("createdOn:desc,accountName:asc"));
    assert_eq!(param(&request, "op_user"), None);
    let body: Value = serde_json::from_slice(request.body()).unwrap();
    assert_eq!(
        body,
        json!({ "type": "OR", "filters": [
            { "fieldName": "phone", "operator": "cl", "value": "021" },
            { "fieldName": "score", "operator": ">", "value": 1.5 },
            { "fieldName": "vip", "operator": "=", "value": true },
            { "fieldName": "kind", "operator": "<>", "value": ["a", "b"] },
            { "fieldName": "note", "operator": "$NULL$", "value": "" },
        ] })
    );
}

#[tokio::test]
async fn does_not_send_an_invalid_filter_or_sort_order() {
    let recorder = Recorder::of("{}");
    let crm = client(recorder.clone());
    let many = |count| all((0..count).map(|it| field("a").eq(it)));
    let unspeakable = std::collections::BTreeMap::from([(vec![1], 2)]);
    for (filter, said) in [
        (many(11), "11 conditions; at most 10"),
        (many(0), "no condition"),
        (field(" ").eq(1).into(), "blank field name"),
        (field("a").eq(unspeakable).into(), "for `a` cannot be serialized as JSON"),
    ] {
        let error = error(crm.entity().adv_query("Account", ["a"], filter).await);
        assert!(error.is_request() && error.to_string().contains(said), "{error}");
    }
    let blank = crm.entity().adv_query("Account", ["a"], many(10)).sort(Sort::asc(" "));
    assert!(error(blank.await).to_string().contains("`sort` must be field names"));
    let several = crm.entity().adv_query("Account", ["a"], many(10)).sort(Sort::desc("a,b"));
    assert!(error(several.await).to_string().contains("`a,b` contains `,` or `:`"));
    assert!(recorder.requests().is_empty());
}

#[tokio::test]
async fn a_repeated_query_finds_changed_records() {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().op_user(sandbox.user()).build().unwrap();
    let names = async || {
        let filter = field("accountName").contains("公司");
        let call = crm.entity().adv_query("Account", ["accountName"], filter);
        let page = call.sort(Sort::asc("accountName")).await.unwrap();
        page.iter().map(|it| it.get::<String>("accountName").unwrap()).collect::<Vec<_>>()
    };
    assert!(names().await.is_empty());
    let added = crm.account().add(json!({ "accountName": "b公司" })).await.unwrap();
    assert_eq!(names().await, ["b公司"]);
    sandbox.insert("Account", &json!({ "accountName": "a公司" }));
    assert_eq!(names().await, ["a公司", "b公司"]);
    let change = json!({ "accountName": "b" });
    crm.account().update(&added.account_id, &change).await.unwrap();
    assert_eq!(names().await, ["a公司"]);
    sandbox.restore(&Sandbox::new().snapshot()).unwrap();
    assert!(names().await.is_empty());
}
