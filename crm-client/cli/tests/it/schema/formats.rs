//! The documents of `crm schema show`, compared with the expected ones.

use expect_test::expect;

use crate::support::{crm, finish};

/// Runs `crm schema` against the embedded CRM, on a terminal of 80 columns.
fn schema(line: &str) -> String {
    let args = ["schema"].into_iter().chain(line.split(' ')).chain(["--sandbox"]);
    let run = finish(crm(args).env("COLUMNS", "80"));
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{run:?}");
    run.stdout
}

#[test]
fn a_table_fits_80_columns() {
    expect![[r#"
        线索 (c__lead)

        Field        Label      Type                 Required  Create  Update
        -----------  ---------  -------------------  --------  ------  ------
        c__leadId    c__leadId  reference → c__lead  yes       no      no
        c__name      名称       string               yes       yes     yes
        c__phone     电话       string               no        yes     yes
        c__stage     阶段       picklist             no        yes     yes
        c__customer  客户       reference → Account  no        yes     yes
        createdOn    创建时间   datetime             yes       no      no
        modifiedOn   修改时间   datetime             yes       no      no
        createdBy    创建人     reference → User     yes       no      no
        modifiedBy   修改人     reference → User     yes       no      no
        owningUser   所属用户   reference → User     yes       yes     yes
        isDeleted    是否删除   boolean              yes       no      no

         c__stage: 0 新建, 1 跟进中, 2 已转化, 3 无效
    "#]]
    .assert_eq(&schema("show c__lead --format table"));
    expect![[r#"
        Entity             Label     Origin  Main field         Code
        -----------------  --------  ------  -----------------  ----
        Account            客户      system  accountName        2
        Accountpool        公海客户  system  accountName        500
        Chance             机会      system  chanceName         501
        Compete            竞争      system  competeName        502
        Competitor         竞争对手  system  competitorName     503
        Contact            联系人    system  contactName        3
        Invoice            开票      system  invoiceMoney       504
        Privy              关系人    system  privyName          505
        Product            产品      system  productName        506
        Quote              报价      system  quoteName          507
        Returnmoneyplan    回款计划  system  returnMoneyStatus  508
        Returnmoneyrecord  回款记录  system  returnMoneyStatus  509
        SalesOrder         订单      system  subject            510
        User               用户      system  userName           27
        c__lead            线索      custom  c__name            511
    "#]]
    .assert_eq(&schema("list --format table"));
    let all = schema("show --format table");
    assert!(all.lines().all(|it| unicode_width::UnicodeWidthStr::width(it) <= 80), "{all}");
}

#[test]
fn csv_has_a_row_for_each_field() {
    expect![[r#"
        entity,field,name,type,data_type,reference_to,nullable,creatable,updatable,values
        c__lead,c__leadId,c__leadId,2,reference,c__lead,false,false,false,
        c__lead,c__name,名称,2,string,,false,true,true,
        c__lead,c__phone,电话,2,string,,true,true,true,
        c__lead,c__stage,阶段,2,picklist,,true,true,true,"[{""value"":0,""label"":""新建""},{""value"":1,""label"":""跟进中""},{""value"":2,""label"":""已转化""},{""value"":3,""label"":""无效""}]"
        c__lead,c__customer,客户,2,reference,Account,true,true,true,
        c__lead,createdOn,创建时间,2,datetime,,false,false,false,
        c__lead,modifiedOn,修改时间,2,datetime,,false,false,false,
        c__lead,createdBy,创建人,2,reference,User,false,false,false,
        c__lead,modifiedBy,修改人,2,reference,User,false,false,false,
        c__lead,owningUser,所属用户,2,reference,User,false,true,true,
        c__lead,isDeleted,是否删除,2,boolean,,false,false,false,
    "#]].assert_eq(&schema("show c__lead --format csv"));
}

#[test]
fn json_has_the_keys_of_the_vendor() {
    let json: serde_json::Value =
        serde_json::from_str(&schema("show c__lead --format json")).unwrap();
    assert_eq!(json[0]["entity"], "c__lead");
    let field = json[0]["fields"].as_array().unwrap().iter().find(|it| it["field"] == "c__stage");
    let expected = serde_json::json!({
        "field": "c__stage", "name": "阶段", "type": 2, "data_type": "picklist",
        "reference_to": null, "nullable": true, "creatable": true, "updatable": true,
        "values": [
            { "value": 0, "label": "新建" }, { "value": 1, "label": "跟进中" },
            { "value": 2, "label": "已转化" }, { "value": 3, "label": "无效" },
        ],
    });
    assert_eq!(field, Some(&expected));
}

#[test]
fn markdown_is_a_data_dictionary() {
    expect![[r#"
        # Data dictionary

        | Entity | Label | Origin | Main field | Code |
        | --- | --- | --- | --- | --- |
        | c__lead | 线索 | custom | c__name | 511 |

        ## 线索 (c__lead)

        | Field | Label | Type | Required | Create | Update | Origin |
        | --- | --- | --- | --- | --- | --- | --- |
        | c__leadId | c__leadId | reference → c__lead | yes | no | no | custom |
        | c__name | 名称 | string | yes | yes | yes | custom |
        | c__phone | 电话 | string | no | yes | yes | custom |
        | c__stage | 阶段 | picklist | no | yes | yes | custom |
        | c__customer | 客户 | reference → Account | no | yes | yes | custom |
        | createdOn | 创建时间 | datetime | yes | no | no | custom |
        | modifiedOn | 修改时间 | datetime | yes | no | no | custom |
        | createdBy | 创建人 | reference → User | yes | no | no | custom |
        | modifiedBy | 修改人 | reference → User | yes | no | no | custom |
        | owningUser | 所属用户 | reference → User | yes | yes | yes | custom |
        | isDeleted | 是否删除 | boolean | yes | no | no | custom |

        Picklists:

        | Field | Value | Label |
        | --- | --- | --- |
        | c__stage | 0 | 新建 |
        | c__stage | 1 | 跟进中 |
        | c__stage | 2 | 已转化 |
        | c__stage | 3 | 无效 |
    "#]]
    .assert_eq(&schema("show c__lead --format markdown"));
}

#[test]
fn mermaid_shows_all_fields_of_one_entity() {
    expect![[r#"
        erDiagram
            c__lead["线索 (c__lead)"] {
                reference c__leadId "c__leadId"
                string c__name "名称"
                string c__phone "电话"
                picklist c__stage "阶段"
                reference c__customer "客户"
                datetime createdOn "创建时间"
                datetime modifiedOn "修改时间"
                reference createdBy "创建人"
                reference modifiedBy "修改人"
                reference owningUser "所属用户"
                boolean isDeleted "是否删除"
            }
            Account["客户 (Account)"]
            User["用户 (User)"]
            c__lead }o--o| Account : "c__customer"
            c__lead }o--|| User : "createdBy"
            c__lead }o--|| User : "modifiedBy"
            c__lead }o--|| User : "owningUser"
    "#]]
    .assert_eq(&schema("show c__lead --format mermaid"));
}

#[test]
fn mermaid_shows_the_references_of_several_entities() {
    expect![[r#"
        erDiagram
            Contact["联系人 (Contact)"] {
                reference accountId "客户"
                reference createdBy "创建人"
                reference modifiedBy "修改人"
                reference owningUser "所属用户"
            }
            c__lead["线索 (c__lead)"] {
                reference c__customer "客户"
                reference createdBy "创建人"
                reference modifiedBy "修改人"
                reference owningUser "所属用户"
            }
            Account["客户 (Account)"]
            User["用户 (User)"]
            Contact }o--o| Account : "accountId"
            Contact }o--|| User : "createdBy"
            Contact }o--|| User : "modifiedBy"
            Contact }o--|| User : "owningUser"
            c__lead }o--o| Account : "c__customer"
            c__lead }o--|| User : "createdBy"
            c__lead }o--|| User : "modifiedBy"
            c__lead }o--|| User : "owningUser"
    "#]]
    .assert_eq(&schema("show c__lead Contact --format mermaid"));
}

#[test]
fn the_picture_is_the_same_on_every_run() {
    let picture = schema("show c__lead Account Contact User --format svg");
    assert_eq!(picture, schema("show c__lead Account Contact User --format svg"));
    expect_test::expect_file!["formats/demo.svg"].assert_eq(&picture);
}

#[test]
fn documents_are_bilingual() {
    let chinese = schema("show c__lead --format markdown --lang zh");
    assert!(chinese.starts_with("# 数据字典\n\n| 实体 | 名称 |"), "{chinese}");
    assert!(schema("list --format table --lang zh").starts_with("实体"));
}
