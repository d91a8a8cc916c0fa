//! The demo data of the sandbox is complete, consistent and always the same.

mod consistent;

use std::collections::{BTreeMap, BTreeSet};

use crm_client::endpoint::{Entry, Returns};
use crm_client::filter::{Filter, all, field};
use crm_client::sandbox::Sandbox;
use crm_client::{Client, ENDPOINTS, Page, Record, Sort};
use serde_json::{Value, json};

const COUNTS: [(&str, usize); 15] = [
    ("User", 12),
    ("Account", 60),
    ("Accountpool", 8),
    ("Contact", 120),
    ("Product", 20),
    ("Chance", 50),
    ("Quote", 40),
    ("SalesOrder", 90),
    ("Returnmoneyplan", 156),
    ("Returnmoneyrecord", 144),
    ("Invoice", 52),
    ("Competitor", 6),
    ("Compete", 16),
    ("Privy", 25),
    ("c__lead", 40),
];

const AUDIT: [&str; 5] = ["createdOn", "modifiedOn", "createdBy", "modifiedBy", "owningUser"];

/// The users that every sandbox has. Their audit fields are not part of the demo data.
const BUILT_IN_USERS: usize = 3;

/// Creates a client of a new demo sandbox.
fn crm() -> Client {
    Sandbox::demo().client_builder().build().unwrap()
}

/// Reads all rows of an entity, oldest first.
async fn rows(crm: &Client, entity: &str, fields: &[String]) -> Vec<Record> {
    let entities = crm.metadata().entity().await.unwrap();
    let main = &entities.iter().find(|it| it.entity == entity).unwrap().name_field;
    let query = crm.entity().adv_query(entity, fields, field(main).is_not_empty());
    let mut items = query.page_size(200).items();
    let mut rows = Vec::new();
    while let Some(row) = items.next().await {
        rows.push(row.unwrap());
    }
    rows.reverse();
    rows
}

/// Reads all fields and audit fields of all rows, as JSON values.
async fn table(crm: &Client, entity: &str) -> Vec<BTreeMap<String, Value>> {
    let fields = crm.metadata().field(entity).await.unwrap();
    let mut names: Vec<String> = fields.into_iter().map(|it| it.field).collect();
    names.extend(AUDIT.map(str::to_owned));
    names.sort();
    names.dedup();
    let rows = rows(crm, entity, &names).await;
    let value = |json: &str| serde_json::from_str(json).unwrap();
    let fields = |row: &Record| row.iter().map(|(it, json)| (it.to_owned(), value(json))).collect();
    rows.iter().map(fields).collect()
}

/// Like `table`, without the users that every sandbox has.
async fn inserted(crm: &Client, entity: &str) -> Vec<BTreeMap<String, Value>> {
    let built_in = if entity == "User" { BUILT_IN_USERS } else { 0 };
    table(crm, entity).await.split_off(built_in)
}

#[tokio::test]
async fn has_the_documented_number_of_records() {
    let crm = crm();
    for (entity, expected) in COUNTS {
        assert_eq!(table(&crm, entity).await.len(), expected, "{entity}");
    }
    let entities = crm.metadata().entity().await.unwrap();
    let entities: BTreeSet<_> = entities.into_iter().map(|it| it.entity).collect();
    let counted: BTreeSet<_> = COUNTS.iter().map(|it| it.0.to_owned()).collect();
    assert_eq!(entities, counted);
}

#[tokio::test]
async fn two_demos_are_equal() {
    let (one, other) = (crm(), crm());
    for (entity, _) in COUNTS {
        let (one, other) = (inserted(&one, entity).await, inserted(&other, entity).await);
        assert!(one == other, "{entity}");
    }
}

/// Fails if the demo data depends on the clock or on random numbers.
#[tokio::test]
async fn the_data_is_the_same_in_every_run() {
    let crm = crm();
    let fields = "subject,amount,orderDate,state,quantity,createdOn,modifiedOn,\
                  accountId.accountName,contactId.contactName,owningUser.userName";
    let expected = [
        r#""云存储空间 2百GB" 599.80 "2025-01-31" 2 2 "2025-01-31 09:37:27" "2025-01-31 09:37:27" "上海岚砚拓软件科技有限公司" "王明远" "孙海燕""#,
        r#""数据迁移服务 3次" 19500.00 "2026-06-04" 0 3 "2026-06-04 15:34:59" "2026-06-30 09:11:27" "杭州穹棠拓国际贸易有限公司" "杨𠮷" "杨永康""#,
    ];
    let fields: Vec<String> = fields.split(',').map(str::to_owned).collect();
    let rows = rows(&crm, "SalesOrder", &fields).await;
    let values =
        |row: &Record| fields.iter().map(|it| row.raw(it).unwrap()).collect::<Vec<_>>().join(" ");
    assert_eq!([&rows[0], &rows[89]].map(values), expected);
}

#[tokio::test]
async fn demo_entities_keep_the_names_codes_and_fields_of_a_new_sandbox() {
    let (new, demo) = (Sandbox::new(), Sandbox::demo());
    let infos = async |sandbox: &Sandbox| {
        let crm = sandbox.client_builder().build().unwrap();
        crm.metadata().entity().await.unwrap()
    };
    let demo_infos = infos(&demo).await;
    for old in infos(&new).await {
        let info = demo_infos.iter().find(|it| it.entity == old.entity).unwrap();
        let unchanged = (info.code, info.kind, &info.name_field);
        assert_eq!(unchanged, (old.code, old.kind, &old.name_field), "{}", old.entity);
        let declared = demo.entity(&old.entity).unwrap();
        for field in new.entity(&old.entity).unwrap().fields() {
            let is_kept = declared.fields().iter().any(|it| it.name() == field.name());
            assert!(is_kept, "{}.{}", old.entity, field.name());
        }
    }
}

#[tokio::test]
async fn every_field_of_the_samples_is_declared() {
    let sandbox = Sandbox::demo();
    let crm = sandbox.client_builder().build().unwrap();
    let is_list = |it: &&Entry| it.info.returns == Returns::Page && !it.sample.is_empty();
    for entry in ENDPOINTS.iter().filter(is_list) {
        let page: Value = serde_json::from_str(entry.sample).unwrap();
        let Some(row) = page["data"][0].as_object() else { panic!("{}", entry.info.path) };
        let (module, _) = entry.info.path.split_once('/').unwrap();
        let entity = match module {
            "customentity" => "c__lead".to_owned(),
            "salesorder" => "SalesOrder".to_owned(),
            _ => module[..1].to_uppercase() + &module[1..],
        };
        let fields = crm.metadata().field(&*entity).await.unwrap();
        for name in row.keys() {
            assert!(fields.iter().any(|it| it.field == *name), "{entity}.{name}");
        }
    }
}

#[tokio::test]
async fn forty_contacts_were_modified_in_the_same_second() {
    let crm = crm();
    let at_once = field("modifiedOn").eq("2026-03-31 18:00:00");
    let contacts = crm.entity().adv_query("Contact", ["contactName"], at_once).page_size(100);
    assert_eq!(contacts.await.unwrap().data.len(), 40);
}

#[tokio::test]
async fn lists_are_paged_and_filtered() {
    let crm = crm();
    let list = || crm.account().list(["accountName"]).page_size(25);
    let mut ids = BTreeSet::new();
    for (page_no, expected) in [(1, 25), (2, 25), (3, 10)] {
        let page = list().page_no(page_no).await.unwrap();
        assert_eq!((page.total_size, page.data.len()), (Some(60), expected));
        ids.extend(page.iter().map(|it| it.get::<String>("accountId").unwrap()));
    }
    assert_eq!(ids.len(), 60);
    let found = list().qname("*国际贸易有限公司").await.unwrap();
    assert_eq!(found.total_size, Some(8));
}

#[tokio::test]
async fn queries_filter_sort_and_follow_references() {
    let crm = crm();
    let query = async |filter: Filter| -> Page<Record> {
        let fields = ["amount", "accountId.accountName", "accountId.owning_user.userName"];
        let sort = Sort::desc("amount").then_asc("accountId.accountName");
        crm.entity()
            .adv_query("SalesOrder", fields, filter)
            .sort(sort)
            .page_size(200)
            .await
            .unwrap()
    };
    let in_shanghai = field("accountId.address").contains("上海");
    let rows = query(all([in_shanghai, field("amount").gt(10_000)])).await;
    assert!(rows.data.len() > 2, "{}", rows.data.len());
    let amounts: Vec<f64> = rows.iter().map(|it| it.get("amount").unwrap()).collect();
    assert!(amounts.is_sorted_by(|left, right| left >= right), "{amounts:?}");
    for row in &rows {
        assert!(row.get::<f64>("amount").unwrap() > 10_000.0);
        assert!(row.get::<String>("accountId.accountName").unwrap().starts_with("上海"), "{row:?}");
        assert!(!row.get::<String>("accountId.owning_user.userName").unwrap().is_empty());
    }
    let incremental = all([field("modifiedOn").gt("2026-06-01 00:00:00")]);
    assert!(!query(incremental).await.data.is_empty());
}

#[tokio::test]
async fn includes_values_with_special_characters_and_null() {
    let crm = crm();
    let fields = ["accountName", "phone", "address", "description", "website"].map(str::to_owned);
    let accounts = rows(&crm, "Account", &fields).await;
    let some = |name: &str, is_so: fn(&str) -> bool| {
        accounts.iter().filter_map(|it| it.get::<String>(name).ok()).any(|it| is_so(&it))
    };
    assert!(some("accountName", |it| it.contains('"')));
    assert!(some("accountName", |it| it.contains(',')));
    assert!(some("accountName", |it| it.starts_with('=')));
    assert!(some("phone", |it| it.starts_with('+')));
    assert!(some("address", |it| it.lines().count() == 2));
    assert!(some("description", |it| it.chars().count() > 600));
    let websites: Vec<_> = accounts.iter().map(|it| it.raw("website").unwrap()).collect();
    let count = |json| websites.iter().filter(|it| **it == json).count();
    assert_eq!((count("\"\""), count("null")), (1, 2));
    let contacts = rows(&crm, "Contact", &["contactName".to_owned()]).await;
    let names: Vec<String> = contacts.iter().map(|it| it.get("contactName").unwrap()).collect();
    assert!(names.iter().any(|it| it.chars().any(|it| it > '\u{ffff}')));
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
}

#[tokio::test]
async fn accepts_the_bodies_of_the_documentation() {
    let crm = crm();
    let id = crm.account().add(json!({ "accountName": "杨志永" })).await.unwrap().account_id;
    crm.account().update(&id, json!({ "phone": "021-54590135" })).await.unwrap();
    crm.contact().add(json!({ "contactName": "杨志永" })).await.unwrap();
    crm.returnmoneyplan().add(json!({ "returnMoneyStatus": 2 })).await.unwrap();
    crm.invoice().add(json!({ "invoiceMoney": 20000.00 })).await.unwrap();
    crm.privy().add(json!({ "privyName": "刘经理" })).await.unwrap();
    crm.customentity().add("c__lead", json!({ "c__name": "企能软件" })).await.unwrap();
    assert_eq!(crm.account().list(["accountName"]).await.unwrap().total_size, Some(61));
}
