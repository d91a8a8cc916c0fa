//! Calls of metadata, files, logins, areas and departments.

use std::time::Duration;

use bytes::Bytes;
use crm_client::file::UploadResponse;
use crm_client::metadata::{Kind, KindFilter, PicklistRemoveBy};
use crm_client::sandbox::{Entity, Field, Sandbox};
use crm_client::user::{Department, Role};
use crm_client::{Client, Code, DataType, DepartmentTree, Done, RawRequest, Record, Upload};
use http::{Request, StatusCode};
use serde_json::json;

use crate::support::{Recorder, client, error, param};

/// Creates a sandbox and a client of it.
fn sandbox() -> (Sandbox, Client) {
    let sandbox = Sandbox::new();
    let crm = sandbox.client_builder().build().unwrap();
    (sandbox, crm)
}

/// Opens a link like a browser, and returns the status and the body.
fn open_link(sandbox: &Sandbox, url: &str) -> (StatusCode, Bytes) {
    let response = sandbox.handle(&Request::get(url).body(Bytes::new()).unwrap());
    (response.status(), response.body().clone())
}

#[tokio::test]
async fn metadata_decode_as_structs_and_keep_unknown_types() {
    let body = r#"{"error_code":0,"data":[
        {"field":"a","name":"甲","type":1,"data_type":"reference","reference_to":"User",
         "nullable":false,"creatable":true,"updatable":false,"max_length":40},
        {"field":"b","name":"乙","type":9,"data_type":"unheard-of",
         "nullable":true,"creatable":true,"updatable":true}]}"#;
    let recorder = Recorder::of(body);
    let fields = client(recorder.clone())
        .metadata()
        .field("Account")
        .kind(KindFilter::Custom)
        .await
        .unwrap();
    assert_eq!(param(&recorder.request(), "type").as_deref(), Some("2"));
    assert_eq!(fields[0].data_type, DataType::REFERENCE);
    assert_eq!(fields[0].reference_to.as_deref(), Some("User"));
    assert_eq!((fields[1].data_type.as_str(), fields[1].kind), ("unheard-of", Kind::Other(9)));
    assert_eq!(fields[1].reference_to, None);

    let rows = client(recorder).metadata().field("Account").returning::<Vec<Record>>();
    assert_eq!(rows.await.unwrap()[0].get::<u32>("max_length").unwrap(), 40);
}

#[tokio::test]
async fn metadata_contain_the_declared_entities_and_fields() {
    let (sandbox, crm) = sandbox();
    let lead = Entity::new("c__lead", "线索")
        .code(777)
        .main(Field::string("c__name", "名称"))
        .field(Field::reference("c__customer", "客户", "Account").not_updatable());
    sandbox.declare(lead);
    sandbox.declare_field("Contact", Field::picklist("c__sex", "性别", [(1, "男"), (2, "女")]));

    let custom = crm.metadata().entity().kind(KindFilter::Custom).await.unwrap();
    let lead = &custom[0];
    assert_eq!((custom.len(), lead.code, lead.entity.as_str()), (1, 777, "c__lead"));
    assert_eq!((lead.name.as_str(), lead.name_field.as_str()), ("线索", "c__name"));
    let entities = crm.metadata().entity().await.unwrap();
    let codes = |name| entities.iter().find(|it| it.entity == name).map(|it| it.code);
    assert_eq!((codes("Account"), codes("Contact"), codes("User")), (Some(2), Some(3), Some(27)));

    let fields = crm.metadata().field("c__lead").await.unwrap();
    let rights = |index: usize| (fields[index].nullable, fields[index].updatable);
    assert_eq!(fields[0].field, "c__leadId", "the id field, which cannot be set");
    assert_eq!([rights(0), rights(1), rights(2)], [(false, false), (false, true), (true, false)]);
    let picklists = crm.metadata().picklist("Contact").fields(["c__sex"]).await.unwrap();
    assert_eq!(picklists[0].values[1].label, "女");
    assert!(crm.metadata().picklist("Contact").fields("phone").await.unwrap().is_empty());
    assert!(crm.metadata().field("c__none").await.is_err());
}

#[tokio::test]
async fn edits_a_picklist_and_reports_whether_an_item_was_removed() {
    let (_sandbox, crm) = sandbox();
    let edit = |label: &str| crm.metadata().picklist_edit("Account", "typeCode", label);
    assert_eq!(edit("竞争对手").await.unwrap().value, 3);
    assert_eq!(edit("友商").value(3).await.unwrap().label, "友商");
    assert_eq!(error(edit("正式客户").await).code(), Some(Code::BUSINESS_FAILURE));
    assert_eq!(error(edit("正式客户").value(3).await).code(), Some(Code::BUSINESS_FAILURE));

    let remove = |by| crm.metadata().picklist_remove("Account", "typeCode", by);
    assert_eq!(remove(PicklistRemoveBy::Label("友商".into())).await.unwrap().value, Some(3));
    assert_eq!(remove(PicklistRemoveBy::Value(3)).await.unwrap().value, None);
    let of_nothing = error(remove(PicklistRemoveBy::Label(" ".into())).await);
    assert!(of_nothing.is_request(), "{of_nothing}");
    assert!(of_nothing.to_string().contains("`value` or `label` must not be blank"));
    assert!(crm.metadata().picklist_edit("Account", "phone", "a").await.is_err());
}

#[tokio::test]
async fn modifies_a_field_and_ignores_the_data_of_the_reply() {
    let (sandbox, crm) = sandbox();
    let done = crm.metadata().field_modify("Account", "phone", "总机").await.unwrap();
    assert_eq!(done, Done);
    let fields = sandbox.entity("Account").unwrap();
    let phone = fields.fields().iter().find(|it| it.name() == "phone").unwrap();
    assert_eq!(phone.description(), Some("总机"));
    assert!(crm.metadata().field_modify("Account", "none", "a").await.is_err());

    let recorder = Recorder::of(r#"{"error_code":0,"error_msg":"","data":{"whatever":[1]}}"#);
    client(recorder.clone()).metadata().field_modify("A", "b", "c").await.unwrap();
    assert_eq!(recorder.request().body(), r#"{"description":"c"}"#);
}

#[tokio::test]
async fn reads_areas_and_classifications_level_by_level() {
    let (_sandbox, crm) = sandbox();
    let mut names = Vec::new();
    let mut level = crm.area().root().await.unwrap();
    while let Some(first) = level.first() {
        names.push(first.area_name.clone());
        level = crm.area().subarea(&first.area_id).await.unwrap();
    }
    assert_eq!(names, ["中国", "河北省", "石家庄市", "长安区"]);

    let kinds = crm.subject().type_().await.unwrap();
    assert_eq!((kinds[0].type_no.as_str(), kinds[0].type_name.as_str()), ("hangye", "行业"));
    let top = crm.subject().data("hangye").await.unwrap();
    let below = crm.subject().data("hangye").parent(&top[0].subject_id).await.unwrap();
    assert_eq!(below[0].subject_name, "软件");
    assert!(crm.subject().data("none").await.is_err());
    let blank = error(crm.area().subarea("").await);
    assert!(blank.is_request() && blank.to_string().contains("must not be blank"), "{blank}");
    let blank = error(crm.subject().data("hangye").parent("").await);
    assert!(blank.to_string().contains("`parent` must not be blank"), "{blank}");
    let blank = error(crm.metadata().picklist("Account").fields("").await);
    assert!(blank.to_string().contains("`fields` must not be blank"), "{blank}");
}

#[tokio::test]
async fn builds_a_department_tree_and_keeps_undocumented_privileges() {
    let (_sandbox, crm) = sandbox();
    let departments: Vec<Department> = crm.user().bizunit_tree().await.unwrap();
    let tree = DepartmentTree::from(departments);
    let names: Vec<_> = tree.walk().map(|(depth, it)| (depth, it.name.as_str())).collect();
    assert_eq!(names, [(0, "总部"), (1, "研发部"), (1, "销售部"), (2, "华东区"), (2, "华北区")]);

    let body = r#"{"error_code":0,"data":[
        {"roleId":"1","name":"a","privileges_tree":{"x":1.50}},
        {"roleId":"2","name":"b","privileges_tree":null}]}"#;
    let roles: Vec<Role> = client(Recorder::of(body)).user().privileges_tree().await.unwrap();
    assert_eq!(roles[0].privileges_tree.as_ref().unwrap().as_str(), r#"{"x":1.50}"#);
    assert_eq!(roles[1].privileges_tree, None);
}

#[tokio::test]
async fn uploads_a_file_unchanged_with_its_name() {
    let recorder = Recorder::of(r#"{"error_code":0,"data":{"file_path":"/a"}}"#);
    let bytes: &[u8] = &[0, 159, 146, 150];
    client(recorder.clone()).file().upload("合同.pdf", bytes).await.unwrap();
    let request = recorder.request();
    assert_eq!(param(&request, "name").as_deref(), Some("合同.pdf"));
    assert_eq!(request.headers()["content-type"], "application/octet-stream");
    assert_eq!(request.body(), bytes);
    let nameless = error(client(recorder).file().upload(" ", bytes).await);
    assert!(nameless.to_string().contains("`name` must not be blank"), "{nameless}");
}

#[tokio::test]
async fn the_sandbox_accepts_an_upload_without_a_name() {
    let (_sandbox, crm) = sandbox();
    let request = RawRequest::post("file/upload").body(json!({}));
    let upload = crm.call(request).extra_header("content-type", "application/octet-stream");
    let reply: UploadResponse = upload.returning().await.unwrap();
    assert!(crm.file().download_url(reply.file_path).await.is_ok());
}

#[tokio::test]
async fn uploads_bytes_a_file_or_a_reader() {
    let (sandbox, crm) = sandbox();
    let reader = Upload::read(&b"read"[..]).await.unwrap();
    let file = Upload::open(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).await.unwrap();
    let toml = include_str!("../../Cargo.toml").as_bytes();
    for (upload, expected) in
        [(Upload::from(b"bytes"), &b"bytes"[..]), (reader, b"read"), (file, toml)]
    {
        let path = crm.file().upload("a/b?.txt", upload).await.unwrap().file_path;
        assert_eq!(sandbox.file(&path).unwrap(), expected);
    }
}

#[tokio::test]
async fn does_not_send_a_file_that_is_too_large() {
    let (sandbox, crm) = sandbox();
    let largest = Upload::from(vec![0; Upload::MAX]);
    assert!(crm.file().upload("a", largest).await.is_ok());
    let larger = error(crm.file().upload("a", vec![0; Upload::MAX + 1]).await);
    assert!(larger.is_request() && larger.attempts() == 0, "{larger}");
    assert!(larger.to_string().contains("at most 20971520"), "{larger}");
    assert_eq!(sandbox.requests(), 1);

    let endless = Upload::read(tokio::io::repeat(0)).await.unwrap_err();
    assert_eq!(endless.kind(), std::io::ErrorKind::FileTooLarge);
    let folder = tempfile::tempdir().unwrap();
    let sparse = std::fs::File::create(folder.path().join("sparse")).unwrap();
    sparse.set_len(21_000_000).unwrap();
    let opened = Upload::open(folder.path().join("sparse")).await.unwrap_err();
    assert_eq!(opened.kind(), std::io::ErrorKind::FileTooLarge);
}

#[tokio::test]
async fn a_download_url_is_valid_until_it_expires() {
    let (sandbox, crm) = sandbox();
    let path = crm.file().upload("合同 1.txt", b"hello").await.unwrap().file_path;
    let download = crm.file().download_url(&path).attname("a.txt").await.unwrap();
    assert_eq!(download.expires.lifetime(), Duration::from_secs(300));
    assert!(!download.expires.is_expired());
    let url = download.file_full_path.expose();
    let shown = format!("{download:?}");
    assert!(shown.contains("<secret>") && !shown.contains("http"), "{shown}");
    assert_eq!(open_link(&sandbox, url), (StatusCode::OK, Bytes::from("hello")));
    assert_eq!(open_link(&sandbox, &url.replace("_=", "_=0")).0, StatusCode::FORBIDDEN);
    sandbox.advance(Duration::from_secs(300));
    assert!(download.expires.is_expired_at(sandbox.now()));
    assert_eq!(open_link(&sandbox, url).0, StatusCode::FORBIDDEN);
    assert!(crm.file().download_url("/none").await.is_err());
}

#[tokio::test]
async fn a_login_token_is_valid_for_sixty_seconds() {
    let (sandbox, crm) = sandbox();
    let login = || crm.user().login_token(sandbox.login_name(), sandbox.password());
    let url = login().await.unwrap().url();
    assert_eq!(open_link(&sandbox, &url).0, StatusCode::OK);
    sandbox.advance(Duration::from_secs(59));
    assert_eq!(open_link(&sandbox, &url).0, StatusCode::OK);
    sandbox.advance(Duration::from_secs(1));
    assert_eq!(open_link(&sandbox, &url).0, StatusCode::FORBIDDEN);
    assert_eq!(open_link(&sandbox, "https://sandbox.invalid/user/login").0, StatusCode::FORBIDDEN);
    let blank = error(crm.user().login_token(sandbox.login_name(), "").await);
    assert!(blank.to_string().contains("`password` must not be blank"), "{blank}");
    let wrong = error(crm.user().login_token(sandbox.login_name(), "wrong").await);
    assert_eq!(wrong.code(), Some(Code::BUSINESS_FAILURE));
}

#[tokio::test]
async fn links_work_over_a_socket() {
    let sandbox = Sandbox::start().await.unwrap();
    let crm = sandbox.client_builder().build().unwrap();
    let browser = reqwest::Client::builder().no_proxy().build().unwrap();
    let path = crm.file().upload("a.txt", b"hello").await.unwrap().file_path;
    let link = crm.file().download_url(path).attname("合同.txt").await.unwrap();
    let response = browser.get(link.file_full_path.expose()).send().await.unwrap();
    let disposition = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert_eq!(disposition, "attachment; filename*=UTF-8''%E5%90%88%E5%90%8C.txt");
    assert_eq!(response.text().await.unwrap(), "hello");
    let login = crm.user().login_token(sandbox.login_name(), sandbox.password()).await.unwrap();
    assert_eq!(browser.get(login.url()).send().await.unwrap().status(), 200);
}

#[tokio::test]
async fn hides_passwords_their_hashes_and_tokens() {
    const HASH: &str = "5f4dcc3b5aa765d61d8327deb882cf99"; // The MD5 digest of `password`.
    let body = r#"{"error_code":400,"error_msg":"5f4dcc3b5aa765d61d8327deb882cf99 is wrong"}"#;
    let recorder = Recorder::of(body);
    let crm = client(recorder.clone());
    let call = crm.user().login_token("huang", "password");
    let shown = format!("{call:?} {:?}", call.request());
    let error = error(call.await);
    assert_eq!(param(&recorder.request(), "password").as_deref(), Some(HASH));
    let shown = format!("{shown} {error} {error:?}");
    assert!(shown.contains("[the password] is wrong"), "{shown}");
    assert!(!shown.contains(HASH) && !shown.contains("\"password\""), "{shown}");

    let body = r#"{"error_code":0,"data":{"login_token":"t o/k","dist_url":"https://a.example"}}"#;
    let login = client(Recorder::of(body)).user().login_token("a", "b").await.unwrap();
    assert!(!format!("{login:?}").contains("t o/k"));
    assert_eq!(login.url(), "https://a.example/user/login?token=t%20o%2Fk");
}
