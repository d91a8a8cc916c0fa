//! The structs that the generator creates from the metadata of a CRM work with the calls.

use bytes::Bytes;
use crm_client::{Body, Fields, Id, Json};
use http::Response;

use crate::support::{ID, Recorder, USER, client, param};

#[rustfmt::skip] // The generator formats this file.
mod crm;

use crm::{Account, AccountChanges, AccountSource, AccountTypeCode, CLead2, NewAccount2};

/// A row with the required fields of an `Account`, and unusual values.
const ROW: &str = concat!(
    r#"{"accountId":"002-1","accountName":"杨志永","owning_user":"027-1","typeCode":7,"#,
    r#""amount":99999.00,"createdOn":12345678901234567890123,"code":"A1","source":null,"new":1}"#
);

/// Returns a new row with only the required fields.
fn new() -> NewAccount2 {
    NewAccount2::new("杨志永", USER, AccountTypeCode::正式客户, "A1")
}

#[test]
fn decodes_a_row_with_unknown_null_and_missing_values() {
    let row: Account = serde_json::from_str(ROW).unwrap();
    assert_eq!(row.account_name, "杨志永");
    assert_eq!(row.owning_user, "027-1");
    assert_eq!(row.type_code, AccountTypeCode(7), "an unknown value");
    assert_eq!(row.source, None, "a null value");
    assert_eq!(row.c_电话, None, "a missing field");
}

#[test]
fn a_value_of_an_unknown_data_type_keeps_every_digit() {
    let row: Account = serde_json::from_str(ROW).unwrap();
    assert_eq!(row.amount.as_ref().map(Json::as_str), Some("99999.00"));
    assert_eq!(row.created_on.as_str(), "12345678901234567890123");
    assert_eq!(row.account_id.get::<Id>().unwrap(), "002-1");
}

#[test]
fn requests_the_fields_by_their_wire_names() {
    let fields = "accountId,accountName,owning_user,typeCode,phone,source,level,amount,parentId,\
                  createdOn,code,status,c__电话";
    assert_eq!(Fields::of::<Account>().as_str(), Some(fields));
    let fields = "c__name,type,self,2nd,a-b,a.b,ownerId.createdOn,gen,crate,a_b_1,---,new\"line\n,\
                  状态,Option";
    assert_eq!(Fields::of::<CLead2>().as_str(), Some(fields));
    assert_eq!((Account::ENTITY, CLead2::ENTITY), ("Account", "c__lead"));
}

#[test]
fn a_new_row_sends_only_the_required_and_set_fields() {
    let required =
        format!(r#"{{"accountName":"杨志永","owning_user":"{USER}","typeCode":0,"code":"A1"}}"#);
    assert_eq!(Body::from(&new()).as_json(), Some(required.as_str()));

    let row = NewAccount2 {
        source: Some(AccountSource::VIP_客户_A类),
        amount: Some(serde_json::from_str("1.10").unwrap()),
        c_电话: Some("021".to_owned()),
        ..new()
    };
    let body = Body::from(&row).as_json().unwrap().to_owned();
    assert!(body.ends_with(r#""source":4,"amount":1.10,"code":"A1","c__电话":"021"}"#), "{body}");
}

#[test]
fn changes_send_only_the_set_fields() {
    assert_eq!(Body::from(&AccountChanges::default()).as_json(), Some("{}"));
    let changes = AccountChanges { phone: Some(String::new()), ..AccountChanges::default() };
    assert_eq!(Body::from(&changes).as_json(), Some(r#"{"phone":""}"#));
}

#[test]
fn a_picklist_keeps_unknown_values_and_can_be_matched() {
    let label = |it: AccountTypeCode| match it {
        AccountTypeCode::正式客户 => "正式客户",
        AccountTypeCode(1..) => "another",
        AccountTypeCode(_) => "odd",
    };
    let values: Vec<AccountTypeCode> = serde_json::from_str("[0,2,-9]").unwrap();
    assert_eq!(
        values.iter().map(|it| label(*it)).collect::<Vec<_>>(),
        ["正式客户", "another", "odd"]
    );
    assert_eq!(serde_json::to_string(&values).unwrap(), "[0,2,-9]");
}

#[tokio::test]
async fn the_generated_types_work_with_the_calls() {
    let recorder = Recorder::new(|request| {
        let data = match request.uri().path() {
            path if path.ends_with("/list") => format!("[{ROW}]"),
            path if path.ends_with("/get") => ROW.to_owned(),
            _ => format!(r#"{{"account_id":"{ID}"}}"#),
        };
        Response::new(Bytes::from(format!(r#"{{"error_code":0,"data":{data}}}"#)))
    });
    let crm = client(recorder.clone());
    let id = crm.account().add(new()).await.unwrap().account_id;
    crm.account().update(&id, AccountChanges::default()).await.unwrap();
    let row = crm.account().get_as::<Account>(&id).await.unwrap();
    assert_eq!(crm.account().list_as::<Account>().await.unwrap().data, [row]);
    let asked = recorder.requests().iter().filter_map(|it| param(it, "fields")).collect::<Vec<_>>();
    assert_eq!(asked, [Fields::of::<Account>().as_str().unwrap(); 2]);
}
