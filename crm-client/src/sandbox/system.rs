//! The system's entities, derived from the endpoint table.

use super::entity::Entity;
use super::field::Field;
use crate::endpoint::{Returns, reply};
use crate::generated::endpoints::ENDPOINTS;
use crate::paging::Page;
use crate::values::{DataType, Record};

/// The system entities that the vendor documents: module, name, code and display name. Other codes
/// are not documented, so the sandbox chooses them.
const DOCUMENTED: [(&str, &str, u16, &str); 4] = [
    ("account", "Account", 2, "客户"),
    ("contact", "Contact", 3, "联系人"),
    ("user", "User", 27, "用户"),
    ("salesorder", "SalesOrder", 0, "订单"),
];

/// Returns the system entities with their modules: one for every list in the endpoint table, with
/// the fields of the vendor's sample.
pub(super) fn entities() -> impl Iterator<Item = (&'static str, Entity)> {
    let own = ENDPOINTS.iter().filter(|it| {
        it.info.returns == Returns::Page && it.info.query.iter().all(|it| it.name != "entity")
    });
    own.filter_map(|it| {
        let (module, _) = it.info.path.split_once('/')?;
        let page: Page<Record> = reply::decode(it.info.path, it.sample.as_bytes()).ok()?;
        Some((module, of_sample(module, page.data.first()?)))
    })
}

/// The first key of the sample is the id, and the second the main field.
fn of_sample(module: &str, row: &Record) -> Entity {
    let other = capitalized(module);
    let documented = DOCUMENTED.iter().find(|it| it.0 == module);
    let (_, name, code, label) = documented.copied().unwrap_or(("", &other, 0, &other));
    let mut entity = Entity { is_system: true, is_open: true, code, ..Entity::new(name, label) };
    for (index, (key, value)) in row.iter().enumerate() {
        let data_type = if value.starts_with('"') { DataType::STRING } else { "number".into() };
        let field = Field::new(key, key, data_type);
        entity = match index {
            0 => entity.key(key),
            1 => entity.main(field),
            _ => entity.field(field),
        };
    }
    match entity.name.as_str() {
        "Account" => {
            let types = [(0, "正式客户"), (1, "潜在客户"), (2, "合作伙伴")];
            let owner = Field::reference("owning_user", "所属用户", "User").required();
            entity.field(owner).field(Field::picklist("typeCode", "客户类型", types))
        }
        _ => entity,
    }
}

fn capitalized(module: &str) -> String {
    let mut letters = module.chars();
    letters.next().map(|it| it.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
