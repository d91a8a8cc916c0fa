//! The envelopes of successful and refused calls.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Response};
use serde::Serialize;

use super::call::Call;
use super::stage::Stage;
use crate::endpoint::Returns;
use crate::error::Code;
use crate::facts;
use crate::values::Record;

/// The body of a response.
pub(super) type Envelope = Vec<u8>;

/// The reply of a call, or the reason why it is refused.
pub(super) type Answer = Result<Envelope, Refusal>;

/// The reason why a call is refused.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    code: Code,
    message: String,
    /// The check that has failed, if it is not the call itself.
    stage: Option<Stage>,
}

impl Refusal {
    /// Creates a refusal that the vendor does not document.
    pub(super) fn own(code: Code, message: impl AsRef<str>) -> Refusal {
        Refusal { code, message: format!("sandbox: {}", message.as_ref()), stage: None }
    }

    /// Creates a refusal with the code and the message of a test.
    pub(super) fn of_test(code: Code, message: String) -> Refusal {
        Refusal { code, message, stage: None }
    }

    /// Creates the refusal of the vendor's example.
    pub(super) fn missing(name: &str) -> Refusal {
        let message = format!("参数 {name} 不能为空");
        Refusal { code: Code::MISSING_PARAMETER, message, stage: None }
    }

    /// Creates a refusal for a case without a documented code.
    pub(super) fn business(message: impl AsRef<str>) -> Refusal {
        Refusal::own(Code::BUSINESS_FAILURE, message)
    }

    /// Names the check that has failed, unless an inner check is already named.
    pub(super) fn at(self, stage: Stage) -> Refusal {
        Refusal { stage: self.stage.or(Some(stage)), ..self }
    }

    /// Returns the check that has failed.
    pub(super) fn stage(&self) -> Stage {
        self.stage.unwrap_or(Stage::Call)
    }

    pub(super) fn into_envelope(self) -> Envelope {
        #[derive(Serialize)]
        struct Failure {
            error_code: i64,
            error_msg: String,
        }

        write(&Failure { error_code: self.code.0, error_msg: self.message })
    }
}

#[derive(Serialize)]
struct Totals {
    total_size: usize,
    page_size: usize,
    page_no: usize,
}

#[derive(Serialize)]
struct Success<T> {
    error_code: i64,
    error_msg: &'static str,
    #[serde(flatten)]
    totals: Option<Totals>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<T>,
}

/// Returns the response with an envelope.
pub(super) fn response(envelope: Envelope) -> Response<Bytes> {
    let mut response = Response::new(envelope.into());
    let json = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, json);
    response
}

/// Returns the envelope of a success with data.
pub(super) fn success(data: impl Serialize) -> Envelope {
    write(&Success { error_code: 0, error_msg: "调用成功", totals: None, data: Some(data) })
}

/// Returns the envelope of a success without data.
pub(super) fn done() -> Envelope {
    write(&Success { error_code: 0, error_msg: "调用成功", totals: None, data: None::<()> })
}

/// Returns the requested page. Only its rows are serialized.
pub(super) fn page<T>(
    call: &Call<'_>,
    rows: &[T],
    has_totals: bool,
    write_row: impl Fn(&T) -> Record,
) -> Envelope {
    let number = |name| call.value(name).and_then(|it| it.parse().ok()).unwrap_or(1);
    let (page_no, page_size): (usize, usize) = (number(facts::PAGE_NO), number(facts::PAGE_SIZE));
    let skipped = page_no.saturating_sub(1).saturating_mul(page_size);
    let data: Vec<Record> = rows.iter().skip(skipped).take(page_size).map(write_row).collect();
    let totals = has_totals.then_some(Totals { total_size: rows.len(), page_size, page_no });
    write(&Success { error_code: 0, error_msg: "调用成功", totals, data: Some(data) })
}

/// Returns the reply of a call that changed a record: its id, under the name in the table.
pub(super) fn changed(call: &Call<'_>, id: &str) -> Envelope {
    let mut record = Record::default();
    if let Returns::Object(names) = call.info.returns {
        for name in names {
            record.put(name.name, id);
        }
    }
    success(record)
}

fn write(envelope: &impl Serialize) -> Envelope {
    serde_json::to_vec(envelope).unwrap_or_default()
}
