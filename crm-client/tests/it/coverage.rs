//! Calls every endpoint of the sandbox with the method that a user calls.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use crm_client::filter::{all, field};
use crm_client::metadata::{KindFilter, PicklistRemoveBy};
use crm_client::sandbox::{Entity, Field, Sandbox};
use crm_client::{Client, ENDPOINTS, Id, Record, ResponseFuture, Transport};
use http::Request;
use serde_json::json;

/// A transport to a sandbox that records the paths of the requests.
#[derive(Clone)]
struct PathRecorder {
    sandbox: Sandbox,
    paths: Arc<Mutex<BTreeSet<String>>>,
}

impl Transport for PathRecorder {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        let path = request.uri().path().trim_start_matches("/gw/").to_owned();
        self.paths.lock().unwrap().insert(path);
        self.sandbox.send(request)
    }
}

/// Makes the five calls of a module, and checks that a record is added, updated, read, listed and
/// deleted.
macro_rules! five_calls {
    ($crm:ident.$module:ident($($entity:expr)?), $id:ident, $field:literal = $one:tt, $other:tt) => {{
        let calls = $crm.$module();
        let added: Id = calls.add($($entity,)? &json!({ $field: $one })).await.unwrap().$id;
        let changed = calls.update($($entity,)? &added, &json!({ $field: $other })).await.unwrap();
        assert_eq!(changed.$id, added);
        let record: Record = calls.get($($entity,)? &added, [$field]).await.unwrap();
        assert_eq!(record.raw($field), Some(json!($other).to_string().as_str()));
        let page = calls.list($($entity,)? [$field]).await.unwrap();
        assert_eq!((page.data.len(), page.total_size), (1, Some(1)));
        assert_eq!(calls.delete($($entity,)? &added).await.unwrap().$id, added);
        assert!(calls.get($($entity,)? &added, [$field]).await.is_err());
    }};
}

/// Calls every endpoint.
async fn every_call(crm: &Client, sandbox: &Sandbox) -> Result<(), crm_client::Error> {
    five_calls!(crm.account(), account_id, "accountName" = "甲", "乙");
    five_calls!(crm.contact(), contact_id, "contactName" = "甲", "乙");
    five_calls!(crm.accountpool(), account_id, "accountName" = "甲", "乙");
    five_calls!(crm.product(), product_id, "productName" = "甲", "乙");
    five_calls!(crm.salesorder(), salesorder_id, "subject" = "甲", "乙");
    five_calls!(crm.returnmoneyplan(), returnmoneyplan_id, "returnMoneyStatus" = 2, 3);
    five_calls!(crm.returnmoneyrecord(), returnmoneyrecord_id, "returnMoneyStatus" = 2, 3);
    five_calls!(crm.invoice(), invoice_id, "invoiceMoney" = 20000.5, 1);
    five_calls!(crm.chance(), chance_id, "chanceName" = "甲", "乙");
    five_calls!(crm.privy(), privy_id, "privyName" = "甲", "乙");
    five_calls!(crm.competitor(), competitor_id, "competitorName" = "甲", "乙");
    five_calls!(crm.compete(), compete_id, "competeName" = "甲", "乙");
    five_calls!(crm.quote(), quote_id, "quoteName" = "甲", "乙");
    five_calls!(crm.customentity("c__lead"), record_id, "c__name" = "甲", "乙");

    let filter = all([field("userName").ne("x")]);
    assert_eq!(crm.entity().adv_query("User", ["userName"], filter).await?.data.len(), 3);

    assert!(
        crm.metadata()
            .entity()
            .kind(KindFilter::Custom)
            .await?
            .iter()
            .all(|it| it.entity == "c__lead")
    );
    // The id field, the main field and six audit fields.
    assert_eq!(crm.metadata().field("c__lead").await?.len(), 8);
    assert_eq!(crm.metadata().picklist("Account").await?[0].values.len(), 3);
    assert_eq!(crm.metadata().picklist_edit("Account", "typeCode", "新").await?.value, 3);
    let third = PicklistRemoveBy::Value(3);
    let removed = crm.metadata().picklist_remove("Account", "typeCode", third).await?;
    assert_eq!(removed.value, Some(3));
    crm.metadata().field_modify("c__lead", "c__name", "线索的名称").await?;

    let kind = &crm.subject().type_().await?[0].type_no;
    assert!(!crm.subject().data(kind).await?.is_empty());
    let country = &crm.area().root().await?[0].area_id;
    assert!(!crm.area().subarea(country).await?.is_empty());

    let path = crm.file().upload("a.txt", b"a").await?.file_path;
    assert!(!crm.file().download_url(path).await?.expires.is_expired());

    assert_eq!(crm.user().list(["userName"]).await?.total_size, Some(3));
    assert!(!crm.user().privileges_tree().await?.is_empty());
    assert!(!crm.user().bizunit_tree().await?.is_empty());
    crm.user().login_token(sandbox.login_name(), sandbox.password()).await?;
    Ok(())
}

#[tokio::test]
async fn every_endpoint_is_called_or_has_a_sample() {
    let sandbox = Sandbox::new();
    sandbox.declare(Entity::new("c__lead", "线索").main(Field::string("c__name", "名称")));
    let watched = PathRecorder { sandbox: sandbox.clone(), paths: Arc::default() };
    let crm = sandbox.client_builder().transport(watched.clone()).build().unwrap();
    every_call(&crm, &sandbox).await.unwrap();

    let called = watched.paths.lock().unwrap().clone();
    assert!(called.iter().all(|path| ENDPOINTS.iter().any(|it| it.info.path == path)));
    // The sandbox answers other endpoints with their samples, so a new endpoint needs no call here.
    for it in ENDPOINTS.iter().filter(|it| !called.contains(it.info.path)) {
        assert!(!it.sample.is_empty(), "{} has no call in this test and no sample", it.info.path);
    }
}
