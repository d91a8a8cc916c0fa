//! `crm schema diff`.

use std::fs;

use expect_test::expect;
use serde_json::{Value, json};

use super::{assert_error, edit};
use crate::support::{Server, finish};

/// Saves the demo CRM twice, and changes the second folder in every way that is compared.
fn changed() -> Server {
    let server = Server::start();
    let folder = server.folder.path();
    for name in ["old", "new"] {
        assert_eq!(server.run(&format!("schema save {name} Account Product Privy")).code, 0);
    }
    let new = folder.join("new");
    edit(&new.join("entity.json"), |entities| {
        entities.retain(|it| it["entity"] != "Privy");
        let account = entities.iter_mut().find(|it| it["entity"] == "Account").unwrap();
        account["name"] = json!("客户资料");
        account["name_field"] = json!("phone");
        entities.push(json!({ "code": 600, "entity": "c__visit", "name": "拜访", "type": 2,
            "name_field": "c__name" }));
    });
    fs::remove_file(new.join("field/Privy.json")).unwrap();
    fs::remove_file(new.join("picklist/Privy.json")).unwrap();
    edit(&new.join("field/Account.json"), |fields| {
        fields.retain(|it| it["field"] != "website");
        let mut set = |field: &str, key: &str, value: Value| {
            fields.iter_mut().find(|it| it["field"] == field).unwrap()[key] = value;
        };
        set("phone", "nullable", json!(false));
        set("phone", "name", json!("联系电话"));
        set("employees", "data_type", json!("string"));
        set("description", "creatable", json!(false));
        set("description", "updatable", json!(false));
        set("owning_user", "reference_to", json!("Contact"));
        set("createdOn", "creatable", json!(true));
        set("createdOn", "updatable", json!(true));
        set("createdOn", "nullable", json!(true));
        let field = |name: &str, nullable: bool, creatable: bool| {
            json!({ "field": name, "name": name, "type": 2, "data_type": "string",
                "nullable": nullable, "creatable": creatable, "updatable": creatable })
        };
        fields.extend([field("c__a", false, true), field("c__b", true, true)]);
        fields.push(field("c__c", true, false));
    });
    edit(&new.join("picklist/Account.json"), |picklists| {
        let items = picklists[0]["values"].as_array_mut().unwrap();
        items[0]["label"] = json!("老客户");
        items.pop();
        items.push(json!({ "value": 9, "label": "其他" }));
    });
    server
}

#[test]
fn equal_schemas_have_exit_code_0() {
    let server = Server::start();
    assert_eq!(server.run("schema save saved").code, 0);
    let live = server.run("schema diff saved --output table");
    assert_eq!((live.code, live.stdout.as_str()), (0, "no differences\n"), "{live:?}");
    let folders = finish(server.bare("schema diff saved saved --output json"));
    assert_eq!((folders.code, folders.stdout.as_str()), (0, "[]\n"), "{folders:?}");
}

#[test]
fn every_difference_has_its_effects() {
    let server = changed();
    let run = finish(server.bare("schema diff old new --output table").env("COLUMNS", "80"));
    assert_eq!(run.code, 7, "{run:?}");
    expect![[r#"
        Where                What                         Before        After
        -------------------  ---------------------------  ------------  ------------
        Privy                entity removed               关系人
        Account              label of the entity changed  客户          客户资料
        Account              main field changed           accountName   phone
        Account.website      field removed                网址: string
        Account.phone        label changed                电话          联系电话
        Account.phone        required now                 true          false
        Account.typeCode     item removed                 2 合作伙伴
        Account.typeCode     label of an item changed     0 正式客户    0 老客户
        Account.typeCode     item added                                 9 其他
        Account.owning_user  reference changed            User          Contact
        Account.employees    type changed                 number        string
        Account.description  cannot be set on creation    true          false
        Account.description  cannot be updated            true          false
        Account.createdOn    optional now                 false         true
        Account.createdOn    can be set on creation       false         true
        Account.createdOn    can be updated               false         true
        Account.c__a         required field added                       c__a: string
        Account.c__b         field added                                c__b: string
        Account.c__c         read-only field added                      c__c: string
        c__visit             entity added                               拜访

        entity added (1)
          structs: new structs; existing code compiles
          imports: files for this entity are possible
          mirrors: a table can be added

        entity removed (1)
          structs: the structs disappear; code that uses them breaks
          imports: files for this entity are refused
          mirrors: the table is kept, but no longer updated

        label of the entity changed (1)
          structs: only comments change

        main field changed (1)
          imports: references to this entity are looked up by the new field

        required field added (1)
          structs: the structs get a field, `new` an argument; its callers break
          imports: new records without a value are refused
          mirrors: a column is added

        field added (1)
          structs: the structs get a field
          imports: files can have a column for it
          mirrors: a column is added

        read-only field added (1)
          structs: the structs get a field
          mirrors: a column is added

        field removed (1)
          structs: the structs lose a field; code that uses it breaks
          imports: a column for it is refused
          mirrors: the column is kept, but no longer updated

        label changed (1)
          structs: only comments change
          imports: a column with the old label is no longer recognized

        type changed (1)
          structs: the field gets another type; code that uses it may break
          imports: values must have the new type
          mirrors: the column becomes text

        reference changed (1)
          structs: only comments change
          imports: names are looked up in the new entity

        required now (1)
          structs: `Option<T>` becomes `T`; code that uses the field breaks
          imports: new records without a value are refused

        optional now (1)
          structs: `T` becomes `Option<T>`; old structs cannot read rows without it
          imports: the value is optional

        can be set on creation (1)
          structs: the struct for new records gets the field
          imports: new records can have a value

        cannot be set on creation (1)
          structs: the struct for new records loses the field; code that sets it breaks
          imports: new records cannot have a value

        can be updated (1)
          structs: the struct for changes gets the field
          imports: existing records can be changed

        cannot be updated (1)
          structs: the struct for changes loses the field; code that sets it breaks
          imports: existing records keep their value; updates ignore the field

        item added (1)
          structs: a new constant; in old structs, the value has no name
          imports: the label is accepted

        item removed (1)
          structs: the constant disappears; code that uses it breaks
          imports: the label is refused

        label of an item changed (1)
          structs: the constant gets another name; code that uses it may break
          imports: the old label is refused
    "#]]
    .assert_eq(&run.stdout);
    assert!(run.stdout.lines().all(|it| it.chars().count() <= 80), "{run:?}");
}

#[test]
fn differences_are_rows_for_scripts() {
    let server = changed();
    let run = finish(server.bare("schema diff old new --output csv"));
    assert_eq!(run.code, 7, "{run:?}");
    expect![[r#"
        action,entity,field,property,before,after,structs,imports,mirrors
        removed,Privy,,entity,关系人,,the structs disappear; code that uses them breaks,files for this entity are refused,"the table is kept, but no longer updated"
        changed,Account,,name,客户,客户资料,only comments change,none,none
        changed,Account,,name_field,accountName,phone,none,references to this entity are looked up by the new field,none
        removed,Account,website,field,网址: string,,the structs lose a field; code that uses it breaks,a column for it is refused,"the column is kept, but no longer updated"
        changed,Account,phone,name,电话,联系电话,only comments change,a column with the old label is no longer recognized,none
        changed,Account,phone,nullable,true,false,`Option<T>` becomes `T`; code that uses the field breaks,new records without a value are refused,none
        removed,Account,typeCode,value,2 合作伙伴,,the constant disappears; code that uses it breaks,the label is refused,none
        changed,Account,typeCode,label,0 正式客户,0 老客户,the constant gets another name; code that uses it may break,the old label is refused,none
        added,Account,typeCode,value,,9 其他,"a new constant; in old structs, the value has no name",the label is accepted,none
        changed,Account,owning_user,reference_to,User,Contact,only comments change,names are looked up in the new entity,none
        changed,Account,employees,data_type,number,string,the field gets another type; code that uses it may break,values must have the new type,the column becomes text
        changed,Account,description,creatable,true,false,the struct for new records loses the field; code that sets it breaks,new records cannot have a value,none
        changed,Account,description,updatable,true,false,the struct for changes loses the field; code that sets it breaks,existing records keep their value; updates ignore the field,none
        changed,Account,createdOn,nullable,false,true,`T` becomes `Option<T>`; old structs cannot read rows without it,the value is optional,none
        changed,Account,createdOn,creatable,false,true,the struct for new records gets the field,new records can have a value,none
        changed,Account,createdOn,updatable,false,true,the struct for changes gets the field,existing records can be changed,none
        added,Account,c__a,field,,c__a: string,"the structs get a field, `new` an argument; its callers break",new records without a value are refused,a column is added
        added,Account,c__b,field,,c__b: string,the structs get a field,files can have a column for it,a column is added
        added,Account,c__c,field,,c__c: string,the structs get a field,none,a column is added
        added,c__visit,,entity,,拜访,new structs; existing code compiles,files for this entity are possible,a table can be added
    "#]].assert_eq(&run.stdout);
    let json = finish(server.bare("schema diff old new --output json"));
    let rows: Vec<Value> = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(rows.len() + 1, run.stdout.lines().count());
    assert_eq!(rows[0]["action"], "removed");
    assert!(rows.iter().all(|it| it["structs"].is_string() && it["mirrors"].is_string()));
}

#[test]
fn a_change_in_the_crm_is_found() {
    let server = Server::start();
    assert_eq!(server.run("schema save saved").code, 0);
    let edit = server.run("metadata picklist-edit Account typeCode 战略客户");
    assert_eq!(edit.code, 0, "{edit:?}");
    let run = server.run("schema diff saved --output json");
    assert_eq!(run.code, 7, "{run:?}");
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(rows.len(), 1, "{run:?}");
    assert_eq!((&rows[0]["field"], &rows[0]["before"]), (&json!("typeCode"), &Value::Null));
    // Saving again accepts the change.
    assert_eq!(server.run("schema save saved").code, 0);
    assert_eq!(server.run("schema diff saved").code, 0);
}

#[test]
fn only_saved_entities_are_read_again() {
    let server = Server::start();
    assert_eq!(server.run("schema save saved Product").code, 0);
    let before = server.sandbox.completed_calls().len();
    assert_eq!(server.run("schema diff saved").code, 0);
    let calls = server.sandbox.completed_calls().split_off(before);
    assert_eq!(calls, ["metadata/entity", "metadata/field"]);
}

#[test]
fn saving_again_removes_what_the_crm_has_removed() {
    let server = changed();
    let folder = server.folder.path();
    edit(&folder.join("old/entity.json"), |entities| entities.truncate(3));
    fs::copy(folder.join("old/field/Product.json"), folder.join("old/field/Gone.json")).unwrap();
    assert_error(&server.run("schema diff old"), 2, &["`entity.json` has no entity `Gone`"]);
    assert_eq!(server.run("schema save old Product").code, 0);
    assert!(!folder.join("old/field/Gone.json").exists());
    assert_eq!(server.run("schema diff old").code, 0);
}
