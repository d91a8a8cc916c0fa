//! The built-in areas, classifications, roles and departments.

use serde::Serialize;

use crate::sandbox::answer::{Answer, Envelope, Refusal, success};
use crate::sandbox::call::Call;

/// Areas by the numbers that their ids end with, each with that of its parent.
const AREAS: [(u64, Option<u64>, &str); 14] = [
    (86, None, "中国"),
    (130_000, Some(86), "河北省"),
    (130_100, Some(130_000), "石家庄市"),
    (130_102, Some(130_100), "长安区"),
    (130_104, Some(130_100), "桥西区"),
    (130_200, Some(130_000), "唐山市"),
    (130_202, Some(130_200), "路南区"),
    (140_000, Some(86), "山西省"),
    (150_000, Some(86), "内蒙古自治区"),
    (310_000, Some(86), "上海市"),
    (310_100, Some(310_000), "市辖区"),
    (310_101, Some(310_100), "黄浦区"),
    (310_104, Some(310_100), "徐汇区"),
    (310_115, Some(310_100), "浦东新区"),
];

/// Kinds of classification.
const SUBJECT_TYPES: [(&str, &str); 2] = [("hangye", "行业"), ("chanpin", "产品线")];

/// Classifications: kind, number, that of the parent, name.
const SUBJECTS: [(&str, u64, Option<u64>, &str); 9] = [
    ("hangye", 0, None, "计算机/IT/信息技术"),
    ("hangye", 1, None, "金融/证券/保险"),
    ("hangye", 2, Some(0), "软件"),
    ("hangye", 3, Some(2), "企业软件"),
    ("hangye", 4, Some(0), "硬件"),
    ("hangye", 5, None, "制造业"),
    ("chanpin", 6, None, "软件产品"),
    ("chanpin", 7, Some(6), "标准版"),
    ("chanpin", 8, None, "服务"),
];

const ROLES: [(u64, &str); 3] = [(1, "管理员"), (2, "销售"), (3, "研发")];

/// Departments: number, that of the parent, name.
const DEPARTMENTS: [(u64, Option<u64>, &str); 5] = [
    (1, None, "总部"),
    (2, Some(1), "研发部"),
    (3, Some(1), "销售部"),
    (4, Some(3), "华东区"),
    (5, Some(3), "华北区"),
];

/// The id of what never was a record.
fn id(code: u16, number: u64) -> String {
    format!("{code:03}-{number:036}")
}

fn area_id(number: u64) -> String {
    id(17, number)
}

fn subject_id(number: u64) -> String {
    id(16, number)
}

/// The codes of roles and departments are not documented.
fn department_id(number: u64) -> String {
    id(402, number)
}

/// `area/root`
pub(in crate::sandbox) fn area_root() -> Envelope {
    areas(None)
}

/// `area/subarea`
pub(in crate::sandbox) fn area_subarea(call: &Call<'_>) -> Answer {
    let parent = call.value("parent").unwrap_or_default();
    let parent = AREAS.iter().find(|(number, ..)| area_id(*number) == parent);
    let (number, ..) = parent.ok_or_else(|| Refusal::business("there is no such area"))?;
    Ok(areas(Some(*number)))
}

fn areas(parent: Option<u64>) -> Envelope {
    #[derive(Serialize)]
    struct Area {
        area_id: String,
        area_name: &'static str,
    }

    let children = AREAS.iter().filter(|it| it.1 == parent);
    let areas =
        children.map(|(number, _, area_name)| Area { area_id: area_id(*number), area_name });
    success(areas.collect::<Vec<_>>())
}

/// `subject/type`
pub(in crate::sandbox) fn subject_type() -> Envelope {
    #[derive(Serialize)]
    struct Kind {
        type_no: &'static str,
        type_name: &'static str,
    }

    let kinds = SUBJECT_TYPES.map(|(type_no, type_name)| Kind { type_no, type_name });
    success(kinds)
}

/// `subject/data`
pub(in crate::sandbox) fn subject_data(call: &Call<'_>) -> Answer {
    #[derive(Serialize)]
    struct Subject {
        subject_id: String,
        subject_name: &'static str,
    }

    let kind = call.value("type_no").unwrap_or_default();
    if SUBJECT_TYPES.iter().all(|(type_no, _)| *type_no != kind) {
        return Err(Refusal::business("there is no such kind of classification"));
    }
    let of_kind = || SUBJECTS.iter().filter(|(type_no, ..)| *type_no == kind);
    let parent = call.value("parent");
    if parent.is_some_and(|parent| of_kind().all(|it| subject_id(it.1) != parent)) {
        return Err(Refusal::business("there is no such classification of this kind"));
    }
    let children = of_kind().filter(|it| it.2.map(subject_id).as_deref() == parent);
    let subjects = children.map(|(_, number, _, subject_name)| Subject {
        subject_id: subject_id(*number),
        subject_name,
    });
    Ok(success(subjects.collect::<Vec<_>>()))
}

/// `user/privileges-tree`
pub(in crate::sandbox) fn roles() -> Envelope {
    #[derive(Serialize)]
    #[expect(non_snake_case, reason = "the vendor's names")]
    struct Role {
        roleId: String,
        name: &'static str,
        privileges_tree: &'static str,
    }

    let roles =
        ROLES.map(|(number, name)| Role { roleId: id(401, number), name, privileges_tree: "" });
    success(roles)
}

/// `user/bizunit-tree`
pub(in crate::sandbox) fn departments() -> Envelope {
    #[derive(Serialize)]
    #[expect(non_snake_case, reason = "the vendor's names")]
    struct Department {
        businessUnitId: String,
        name: &'static str,
        parentBusinessUnitId: Option<String>,
    }

    let departments = DEPARTMENTS.map(|(number, parent, name)| Department {
        businessUnitId: department_id(number),
        name,
        parentBusinessUnitId: parent.map(department_id),
    });
    success(departments)
}
