//! What a sandbox does in the cases that the vendor does not document.

mod forms;
mod responses;
mod settings;

use std::collections::BTreeMap;

use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Refusal, success};
use crate::error::Code;
pub use forms::{FieldSupport, LargePages, NullForm, ReferenceForm, TimeForm, Wildcards};

/// What a [`Sandbox`](super::Sandbox) does in the cases that the vendor does not document.
///
/// [`Behavior::default`] has the choices in [the table of the module](super#what-is-the-sandboxs-own-choice).
/// Change one of them to test a program against a CRM that behaves differently:
///
/// ```
/// use crm_client::Code;
/// use crm_client::sandbox::{Behavior, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), crm_client::Error> {
/// let sandbox = Sandbox::new();
/// sandbox.set_behavior(Behavior::default().refusal_status(500));
/// sandbox.set_quota(Some(0));
///
/// let crm = sandbox.client_builder().max_attempts(1).build()?;
/// let error = crm.area().root().await.unwrap_err();
/// assert_eq!(error.status().unwrap(), 500);
/// assert_eq!(error.code(), Some(Code::RATE_LIMITED));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[must_use = "a behavior has no effect until it is set"]
#[expect(clippy::struct_excessive_bools, reason = "each of them can be combined with the others")]
pub struct Behavior {
    pub(super) checks_field_names: bool,
    pub(super) sets_audit_fields: bool,
    pub(super) reports_query_totals: bool,
    pub(super) sends_date: bool,
    /// Whether a signature can have any age.
    #[serde(default)]
    pub(super) accepts_any_timestamp: bool,
    refusal_status: u16,
    /// The code and the message, if they are not the sandbox's own.
    signature_refusal: Option<(i64, String)>,
    unknown_record: UnknownRecord,
    pub(super) nulls: NullForm,
    pub(super) dates: TimeForm,
    pub(super) date_times: TimeForm,
    pub(super) references: ReferenceForm,
    pub(super) large_pages: LargePages,
    pub(super) wildcards: Wildcards,
    /// Entity → field → what it supports.
    fields: BTreeMap<String, BTreeMap<String, FieldRule>>,
    /// The headers of every response.
    headers: Vec<(String, String)>,
}

/// The answer to a call that reads or changes a missing record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum UnknownRecord {
    /// The sandbox's own refusal.
    Default,
    Refusal(i64, String),
    /// A success without data for a call that reads.
    Null,
}

/// What a field supports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldRule {
    is_hidden: bool,
    filtering: FieldSupport,
    sorting: FieldSupport,
}

impl Default for Behavior {
    fn default() -> Behavior {
        Behavior {
            checks_field_names: true,
            sets_audit_fields: true,
            reports_query_totals: false,
            sends_date: true,
            accepts_any_timestamp: false,
            refusal_status: 200,
            signature_refusal: None,
            unknown_record: UnknownRecord::Default,
            nulls: NullForm::Null,
            dates: TimeForm::Plain,
            date_times: TimeForm::Plain,
            references: ReferenceForm::Id,
            large_pages: LargePages::Refused,
            wildcards: Wildcards::Anywhere,
            fields: BTreeMap::new(),
            headers: Vec::new(),
        }
    }
}

impl Behavior {
    /// Checks what the builder methods check, after the value was read from a snapshot.
    pub(super) fn check(&self) -> Result<(), String> {
        if !is_status(self.refusal_status) {
            let status = self.refusal_status;
            return Err(format!("the HTTP status of refusals is {status}; expected 200 to 999"));
        }
        match self.headers.iter().find(|it| header(it).is_none()) {
            Some((name, _)) => Err(format!("the response header {name:?} is invalid")),
            None => Ok(()),
        }
    }

    pub(super) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.refusal_status).unwrap_or_default()
    }

    /// Adds the headers of every response.
    pub(super) fn add_headers(&self, headers: &mut HeaderMap) {
        for (name, value) in self.headers.iter().filter_map(header) {
            headers.append(name, value);
        }
    }

    /// Returns the refusal of a wrong signature. `problem` is the sandbox's own explanation.
    pub(super) fn refuse_signature(&self, problem: &str) -> Refusal {
        match &self.signature_refusal {
            Some((code, message)) => Refusal::of_test(Code(*code), message.clone()),
            None => Refusal::business(problem),
        }
    }

    /// Returns the refusal of a call that changes a missing record of an entity.
    pub(super) fn refuse_record(&self, entity: &str) -> Refusal {
        match &self.unknown_record {
            UnknownRecord::Refusal(code, message) => Refusal::of_test(Code(*code), message.clone()),
            UnknownRecord::Default | UnknownRecord::Null => {
                Refusal::business(format!("there is no such {entity}"))
            }
        }
    }

    /// Answers a call that reads a missing record of an entity.
    pub(super) fn answer_unknown(&self, entity: &str) -> Answer {
        match self.unknown_record {
            UnknownRecord::Null => Ok(success(())),
            UnknownRecord::Default | UnknownRecord::Refusal(..) => Err(self.refuse_record(entity)),
        }
    }

    /// Returns whether replies contain every value as it is stored.
    pub(super) fn is_plain(&self) -> bool {
        (self.nulls, self.dates, self.date_times, self.references)
            == (NullForm::Null, TimeForm::Plain, TimeForm::Plain, ReferenceForm::Id)
            && self.fields.is_empty()
    }

    pub(super) fn is_hidden(&self, entity: &str, field: &str) -> bool {
        self.rule(entity, field).is_hidden
    }

    pub(super) fn filtering_of(&self, entity: &str, field: &str) -> FieldSupport {
        self.rule(entity, field).filtering
    }

    pub(super) fn sorting_of(&self, entity: &str, field: &str) -> FieldSupport {
        self.rule(entity, field).sorting
    }

    fn rule(&self, entity: &str, field: &str) -> FieldRule {
        let rules = self.fields.get(entity);
        rules.and_then(|it| it.get(field)).copied().unwrap_or_default()
    }
}

/// Returns whether this is the HTTP status of a complete response.
fn is_status(status: u16) -> bool {
    (200..1000).contains(&status)
}

/// Returns a header, if a test can add it to a response.
fn header((name, value): &(String, String)) -> Option<(HeaderName, HeaderValue)> {
    let name = HeaderName::try_from(name).ok().filter(|it| *it != CONTENT_LENGTH)?;
    Some((name, HeaderValue::try_from(value).ok()?))
}
