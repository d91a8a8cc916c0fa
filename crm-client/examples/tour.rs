//! A tour of the client: calls of every kind to the sandbox, a CRM in this process that listens on a
//! loopback socket.
//!
//! ```sh
//! cargo run --example tour
//! ```

use std::process::ExitCode;
use std::time::Duration;

use bytes::Bytes;
use crm_client::filter::{any, field};
use crm_client::metadata::PicklistRemoveBy;
use crm_client::sandbox::Sandbox;
use crm_client::{
    Client, Credentials, DepartmentTree, Error, Id, ResponseFuture, Sort, Transport, TransportError,
};
use http::{Request, Response};
use serde::Deserialize;
use serde_json::json;

/// A row type. Calls request the fields of this struct.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Customer {
    account_id: Id,
    account_name: String,
    phone: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct User {
    user_id: Id,
    user_name: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    match tour().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn tour() -> Result<(), Box<dyn std::error::Error>> {
    step("Start a sandbox, and create a client");
    let sandbox = Sandbox::start().await?;
    let builder = || {
        Client::builder()
            .base_url(sandbox.base_url())
            .credentials(Credentials::sha1(sandbox.app_id(), sandbox.app_key()))
            .no_proxy()
    };
    let crm = builder().build()?;
    println!("the sandbox listens at {}", crm.base_url());

    step("List the users: most calls are made on behalf of a user");
    let mut users = crm.user().list_as::<User>().items();
    let mut first = None;
    while let Some(user) = users.next().await {
        let user = user?;
        println!("{}  {}", user.user_id, user.user_name);
        first.get_or_insert(user.user_id);
    }
    let crm = builder().op_user(first.ok_or("the CRM has no users")?).build()?;

    records(&crm).await?;
    lists(&crm).await?;
    query(&crm).await?;
    deletion(&crm).await?;
    metadata(&crm).await?;
    files(&crm).await?;
    people(&sandbox, &crm).await?;
    errors(&sandbox, &crm).await?;
    println!("\nthe sandbox received {} requests", sandbox.requests());
    Ok(())
}

async fn records(crm: &Client) -> Result<(), Error> {
    step("Add a customer");
    let customer = json!({ "accountName": "杨志永", "phone": "021-34240127", "credit": 99999.5 });
    let added = crm.account().add(&customer).await?;
    println!("the id is {}", added.account_id);

    step("Add it again: the CRM refuses a duplicate, unless it is forced");
    show_error(crm.account().add(&customer).await);
    let twin = crm.account().add(&customer).force_add(true).await?;
    println!("forced: {}", twin.account_id);

    step("Get it as a record, which keeps the order of the fields and all digits");
    let record = crm.account().get(&added.account_id, ["accountName", "phone", "credit"]).await?;
    println!("{}", record.to_json());
    println!("credit as a number: {}", record.get::<f64>("credit")?);

    step("Update it, and get it as a struct");
    let change = json!({ "accountName": "企能软件", "phone": "021-54590135" });
    crm.account().update(&added.account_id, &change).await?;
    println!("{:#?}", crm.account().get_as::<Customer>(&added.account_id).await?);
    Ok(())
}

async fn lists(crm: &Client) -> Result<(), Error> {
    step("Add 300 customers, and list one page: newest first, with the total");
    for number in 1..=300 {
        crm.account().add(json!({ "accountName": format!("第{number}企能软件") })).await?;
    }
    let page = crm.account().list(["accountName"]).qname("*企能软件").page_size(3).await?;
    println!("{} customers match; the newest are:", page.total_size.unwrap_or_default());
    for record in &page {
        println!("  {}", record.to_json());
    }

    step("Iterate over all of them as structs: the client fetches one page after the other");
    let mut rows = crm.account().list_as::<Customer>().qname("*企能软件").page_size(50).items();
    let (mut count, mut with_phone) = (0, None);
    while let Some(row) = rows.next().await {
        let row = row?;
        count += 1;
        if row.phone.is_some() {
            with_phone = Some(row);
        }
    }
    println!("read {count} rows; one has a phone: {with_phone:?}");

    step("Stop after three rows: the client fetches no further page");
    let mut rows = crm.account().list_as::<Customer>().page_size(2).items().max_items(3);
    while let Some(row) = rows.next().await {
        let row = row?;
        println!("{}  {}", row.account_id, row.account_name);
    }
    Ok(())
}

async fn query(crm: &Client) -> Result<(), Error> {
    step("Query by conditions: any entity, sorted, as structs");
    let filter = any([field("accountName").contains("第30"), field("phone").contains("021")]);
    let sort = Sort::desc("accountName");
    let query = crm.entity().adv_query_as::<Customer>("Account", filter).sort(sort).page_size(5);
    for row in &query.await? {
        println!("{}  {}", row.account_id, row.account_name);
    }
    Ok(())
}

async fn deletion(crm: &Client) -> Result<(), Error> {
    step("Delete a customer, and all customers that have it as their parent");
    let parent = crm.account().add(json!({ "accountName": "总公司" })).await?.account_id;
    for name in ["分公司一", "分公司二"] {
        crm.account().add(json!({ "accountName": name, "parentId": parent })).await?;
    }
    let named = || crm.account().list(["accountName"]).qname("*公司*");
    println!("before: {} customers with this name", named().await?.data.len());
    crm.account().delete(&parent).cascade_delete([("Account", ["parentId"])]).await?;
    println!("after:  {} customers", named().await?.data.len());
    Ok(())
}

async fn metadata(crm: &Client) -> Result<(), Error> {
    step("List the entities, and the fields of one of them");
    for entity in crm.metadata().entity().await?.iter().take(4) {
        println!("{:03}  {}  {}", entity.code, entity.entity, entity.name);
    }
    for field in crm.metadata().field("Account").await? {
        let required = if field.nullable { "" } else { ", required" };
        println!("  {}: {}{required}", field.field, field.data_type);
    }

    step("Edit a picklist: removing an item that does not exist returns `None`");
    let added = crm.metadata().picklist_edit("Account", "typeCode", "竞争对手").await?;
    println!("added {} as {}", added.label, added.value);
    for _ in 0..2 {
        let by = PicklistRemoveBy::Value(added.value);
        let removed = crm.metadata().picklist_remove("Account", "typeCode", by).await?;
        println!("removed {:?}", removed.value);
    }
    Ok(())
}

async fn files(crm: &Client) -> Result<(), Error> {
    step("Upload a file, and create a download URL");
    let path = crm.file().upload("合同.txt", "甲方：……".as_bytes()).await?.file_path;
    let link = crm.file().download_url(&path).attname("contract.txt").await?;
    println!("{path} can be downloaded for {} s", link.expires.lifetime().as_secs());
    Ok(())
}

async fn people(sandbox: &Sandbox, crm: &Client) -> Result<(), Error> {
    step("List the departments, and build their tree");
    let tree = DepartmentTree::from(crm.user().bizunit_tree().await?);
    for (depth, department) in tree.walk() {
        println!("{}{}", "  ".repeat(depth), department.name);
    }

    step("List the areas: one call per level");
    let mut areas = crm.area().root().await?;
    while let Some(area) = areas.first() {
        println!("{}  {}", area.area_id, area.area_name);
        areas = crm.area().subarea(&area.area_id).await?;
    }

    step("Create a login token for a browser: `Debug` shows neither password nor token");
    let login = crm.user().login_token(sandbox.login_name(), sandbox.password()).await?;
    println!("{login:?}");
    Ok(())
}

async fn errors(sandbox: &Sandbox, crm: &Client) -> Result<(), Error> {
    let id = sandbox.user();
    step("Errors: the server refuses a call");
    show_error(crm.account().get(&id, ["accountName"]).await);

    step("Errors: the key is wrong");
    let wrong_key = Credentials::md5(sandbox.app_id(), "NotTheKey");
    let stranger = sandbox.client_builder().credentials(wrong_key).build()?;
    show_error(stranger.user().list(["userName"]).await);

    step("Errors: a value is missing or invalid, so nothing is sent");
    show_error(crm.account().get("4711", ["accountName"]).await);
    show_error(crm.account().list(["accountName"]).page_size(500).await);
    show_error(crm.account().list_as::<Vec<String>>().await);

    step("Errors: the client cannot be built");
    let plain_key = Credentials::plain_key(sandbox.app_id(), sandbox.app_key());
    show_error(sandbox.client_builder().credentials(plain_key).build());

    step("Errors: the connection is refused");
    let dead = sandbox.client_builder().base_url("http://127.0.0.1:9/gw/").build()?;
    show_error(dead.account().get(&id, ["accountName"]).await);

    step("Errors: the call times out");
    let hasty = sandbox.client_builder().timeout(Duration::from_nanos(1)).build()?;
    show_error(hasty.account().get(&id, ["accountName"]).await);

    step("Errors: the server fails, another server answers, or the reply cannot be decoded");
    for (status, body) in [
        (500, ""),
        (302, ""),
        (200, "<html>Welcome to the hotel</html>"),
        (200, r#"{"error_code":0,"data":[{"acc"#),
        (200, r#"{"error_code":0,"data":[{"accountId":1}]}"#),
        (200, r#"{"error_code":499,"error_msg":"新的错误"}"#),
    ] {
        let canned = Client::builder()
            .credentials(Credentials::sha1(sandbox.app_id(), sandbox.app_key()))
            .op_user(&id)
            .transport(Canned { status, body })
            .build()?;
        show_error(canned.account().list_as::<Customer>().await);
    }
    Ok(())
}

/// A transport that always returns the same response.
struct Canned {
    status: u16,
    body: &'static str,
}

impl Transport for Canned {
    fn send(&self, _: Request<Bytes>) -> ResponseFuture<'_> {
        let response = Response::builder().status(self.status).body(self.body.into());
        Box::pin(async { response.map_err(TransportError::other) })
    }
}

fn step(what: &str) {
    println!("\n── {what}");
}

fn show_error<T>(result: Result<T, Error>) {
    match result {
        Ok(_) => println!("unexpected success"),
        Err(error) => println!("error: {error}"),
    }
}
