//! Finds the field that a person means: by internal name, by label, or a similar one.

use crm_client::metadata::FieldInfo;

use crate::import::normalize::half_width;

/// A field, and for a reference the field of the other entity by which its record is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldRef {
    /// The internal name.
    pub field: String,
    /// The field of the referenced entity, as in `accountId.phone`. Default: its main field.
    pub by: Option<String>,
}

impl FieldRef {
    /// Returns the name as in a mapping file.
    pub(crate) fn name(&self) -> String {
        match &self.by {
            Some(by) => format!("{}.{by}", self.field),
            None => self.field.clone(),
        }
    }
}

/// What a name means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Meaning {
    Field(FieldRef),
    /// Several fields have this label.
    Ambiguous(Vec<String>),
    /// No field has this name. There may be a similar one.
    Unknown(Option<FieldRef>),
}

/// Finds a field by its internal name or its label. `name.other` is a reference that is found by the
/// field `other` of its entity.
pub(super) fn find(fields: &[FieldInfo], name: &str) -> Meaning {
    if let Some(field) = fields.iter().find(|it| it.field == name.trim()) {
        return Meaning::Field(plain(field));
    }
    let label = simplified(name);
    let found: Vec<_> = fields.iter().filter(|it| simplified(&it.name) == label).collect();
    match found.as_slice() {
        [field] => return Meaning::Field(plain(field)),
        [] => {}
        fields => {
            return Meaning::Ambiguous(fields.iter().map(|it| it.field.clone()).collect());
        }
    }
    if let Some(field) = fields.iter().find(|it| it.field.to_lowercase() == label) {
        return Meaning::Field(plain(field));
    }
    if let Some((first, by)) = name.trim().split_once('.')
        && let Meaning::Field(found) = find(fields, first)
        && fields.iter().any(|it| it.field == found.field && it.reference_to.is_some())
        && !by.is_empty()
    {
        return Meaning::Field(FieldRef { by: Some(by.to_owned()), ..found });
    }
    Meaning::Unknown(similar(fields, &label))
}

fn plain(field: &FieldInfo) -> FieldRef {
    FieldRef { field: field.field.clone(), by: None }
}

/// Returns the field whose name or label is the most similar one.
fn similar(fields: &[FieldInfo], label: &str) -> Option<FieldRef> {
    let score = |it: &FieldInfo| {
        let score = |name: &str| {
            let name = simplified(name);
            let is_part = !name.is_empty()
                && !label.is_empty()
                && (name.contains(label) || label.contains(&name));
            // Chinese names are short, so one wrong character is half of them.
            let is_near = strsim::normalized_levenshtein(&name, label) >= 0.5;
            let similarity =
                strsim::jaro_winkler(&name, label).max(if is_near { 0.7 } else { 0.0 });
            if is_part { similarity.max(0.8) } else { similarity }
        };
        score(&it.field).max(score(&it.name))
    };
    let scores = fields.iter().map(|it| (score(it), it));
    let best = scores.filter(|(score, _)| *score > 0.69).max_by(|a, b| a.0.total_cmp(&b.0));
    best.map(|(_, field)| plain(field))
}

/// Returns a label without width, case, blanks, marks of required fields and remarks in brackets.
fn simplified(label: &str) -> String {
    let label = half_width(label).to_lowercase();
    let label = label.split('(').next().filter(|it| !it.trim().is_empty()).unwrap_or(&label);
    label.chars().filter(|it| !it.is_whitespace() && !matches!(it, '*' | ':' | '：')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields() -> Vec<FieldInfo> {
        let field = |name: &str, label: &str, reference: Option<&str>| {
            serde_json::from_value(serde_json::json!({
                "field": name, "name": label, "type": 1, "nullable": true, "creatable": true, "updatable": true,
                "data_type": if reference.is_some() { "reference" } else { "string" },
                "reference_to": reference,
            }))
            .unwrap()
        };
        vec![
            field("accountName", "客户名称", None),
            field("phone", "电话", None),
            field("fax", "电话", None),
            field("owner", "所属用户", Some("User")),
        ]
    }

    fn field(name: &str, by: Option<&str>) -> Meaning {
        Meaning::Field(FieldRef { field: name.into(), by: by.map(str::to_owned) })
    }

    #[test]
    fn finds_names_and_labels() {
        for name in ["accountName", " 客户名称 ", "客户名称*", "客户名称（必填）", "ACCOUNTNAME"]
        {
            assert_eq!(find(&fields(), name), field("accountName", None), "{name}");
        }
        assert_eq!(find(&fields(), "owner.mobile"), field("owner", Some("mobile")));
        assert_eq!(find(&fields(), "所属用户.mobile"), field("owner", Some("mobile")));
        assert_eq!(find(&fields(), "电话"), Meaning::Ambiguous(vec!["phone".into(), "fax".into()]));
    }

    #[test]
    fn suggests_similar_fields() {
        let suggested = |name| match find(&fields(), name) {
            Meaning::Unknown(similar) => similar.map(|it| it.field),
            other => panic!("{other:?}"),
        };
        assert_eq!(suggested("客户名"), Some("accountName".into()));
        assert_eq!(suggested("acountName"), Some("accountName".into()));
        assert_eq!(suggested("phone.mobile"), Some("phone".into()));
        assert_eq!(suggested("血型"), None);
    }
}
