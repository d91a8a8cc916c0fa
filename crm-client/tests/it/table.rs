//! The endpoint table: what is in it, and that the vendor's samples decode.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crm_client::ENDPOINTS;
use crm_client::endpoint::{BodyKind, Method, Need, Returns, Type};

#[test]
fn there_are_as_many_endpoints_as_the_spec_has() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let files = fs::read_dir(spec).unwrap().map(|it| fs::read_to_string(it.unwrap().path()));
    let heads = |text: String| text.lines().filter(|line| line.trim() == "[[endpoint]]").count();
    assert_eq!(ENDPOINTS.len(), files.map(|text| heads(text.unwrap())).sum::<usize>());
    let paths: BTreeSet<_> = ENDPOINTS.iter().map(|it| it.info.path).collect();
    assert_eq!(paths.len(), ENDPOINTS.len());
}

/// The one call of which the vendor gives no sample.
const WITHOUT_SAMPLE: &str = "entity/adv-query";

/// The one call that returns no data.
const WITHOUT_DATA: &str = "metadata/field-modify";

#[test]
fn every_endpoint_has_a_page_and_a_sample_that_decodes() {
    for entry in ENDPOINTS {
        let path = entry.info.path;
        assert!(!entry.info.page.is_empty(), "{path} has no page");
        assert_eq!(entry.sample.is_empty(), path == WITHOUT_SAMPLE, "{path} and its sample");
        if path != WITHOUT_SAMPLE {
            entry.decode(entry.sample.as_bytes()).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}

#[test]
fn a_reply_without_data_decodes_only_where_there_is_none() {
    for entry in ENDPOINTS {
        let decoded = entry.decode(br#"{"error_code":0,"error_msg":"x"}"#);
        match decoded {
            Ok(()) => assert_eq!(entry.info.path, WITHOUT_DATA),
            Err(error) => assert_eq!(error.json_path(), Some("data"), "{}", entry.info.path),
        }
    }
}

#[test]
fn every_get_is_safe_and_of_the_rest_only_what_asks_by_conditions() {
    for info in ENDPOINTS.iter().map(|it| it.info) {
        let is_safe = info.method == Method::Get || info.body == Some(BodyKind::Filter);
        assert_eq!(info.is_safe(), is_safe, "{}", info.path);
    }
}

#[test]
fn the_table_says_what_the_vendor_says_of_a_list() {
    let list = ENDPOINTS.iter().find(|it| it.info.path == "account/list").unwrap().info;
    assert_eq!((list.method, list.returns, list.body), (Method::Get, Returns::Page, None));
    let params: Vec<_> = list.query.iter().map(|it| (it.name, it.need, it.default)).collect();
    assert_eq!(
        params,
        [
            ("op_user", Need::Client, None),
            ("fields", Need::Required, None),
            ("qname", Need::Optional, None),
            ("page_no", Need::Optional, Some("1")),
            ("page_size", Need::Optional, Some("20")),
        ]
    );
    assert_eq!(list.query[4].ty, Type::Int { min: 1, max: 200 });
}
