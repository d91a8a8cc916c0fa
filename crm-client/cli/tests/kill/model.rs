//! What an import must do, computed without its code: the expected outcome of each row, and the records
//! in the end.

use std::collections::BTreeMap;

use crm_client::sandbox::{Entity, Field, Sandbox};
use fastrand::Rng;
use serde_json::{Value, json};

/// The internal name of the entity.
pub const ENTITY: &str = "c__trade";

/// The fields of a row or a record: name, phone, amount, stage and date. `None` is an empty cell.
pub type Values = [Option<String>; 5];

/// The internal names of the fields.
pub const FIELDS: [&str; 5] = ["c__name", "c__phone", "c__amount", "c__stage", "c__day"];

/// The labels of the fields.
pub const LABELS: [&str; 5] = ["名称", "电话", "金额", "阶段", "日期"];

const STAGES: [&str; 3] = ["新建", "跟进中", "已成交"];

/// A row of the file.
#[derive(Clone, Debug)]
pub struct Row {
    /// The cells, as they are written.
    pub cells: Values,
    /// The values that they mean, or the column of the cell that is invalid.
    pub values: Result<Values, usize>,
    /// The number of the company, which decides on the match key.
    pub company: usize,
}

/// The spellings of a company that have the same key.
fn spelling(rng: &mut Rng, company: usize) -> String {
    match rng.u8(..5) {
        0 => format!("上海第{company}贸易"),
        1 => format!("上海第{company}贸易有限公司"),
        2 => format!(" 上海第{company}贸易 有限责任公司"),
        3 => {
            let wide: String = company
                .to_string()
                .bytes()
                .map(|it| char::from_u32(0xff10 + u32::from(it - b'0')).unwrap())
                .collect();
            format!("上海第{wide}贸易有限公司")
        }
        _ => format!("上海第{company}贸易股份有限公司"),
    }
}

/// Returns a random row.
pub fn row(rng: &mut Rng, companies: usize) -> Row {
    let company = rng.usize(..companies);
    let name = spelling(rng, company);
    let phone = rng.bool().then(|| format!("138{:08}", rng.u32(..50)));
    let amount = rng.bool().then(|| rng.u32(..2000));
    let stage = rng.bool().then(|| rng.usize(..3));
    let day = rng.bool().then(|| rng.u32(1..29));
    let grouped = |it: u32| {
        if it >= 1000 { format!("{},{:03}", it / 1000, it % 1000) } else { it.to_string() }
    };
    let mut cells: Values = [
        Some(name.clone()),
        phone.clone(),
        amount.map(grouped),
        stage.map(|it| STAGES[it].to_owned()),
        day.map(|it| format!("2024年3月{it}日")),
    ];
    let mut values = Ok([
        Some(name.trim().to_owned()),
        phone,
        amount.map(|it| it.to_string()),
        stage.map(|it| it.to_string()),
        day.map(|it| format!("2024-03-{it:02}")),
    ]);
    if rng.u8(..8) == 0 {
        let (column, text) =
            *rng.choice(&[(0, ""), (2, "一百"), (3, "不存在"), (4, "3/4/2024")]).unwrap();
        cells[column] = Some(text.to_owned()).filter(|it| !it.is_empty());
        // Rows without any value are skipped.
        cells[1].get_or_insert("021-1".to_owned());
        values = Err(column);
    }
    Row { cells, values, company }
}

/// The records, by company.
pub type Records = BTreeMap<usize, Values>;

/// Declares the entity, and adds records. Nobody creates a record with the key of another one.
pub fn prepare(rng: &mut Rng, sandbox: &Sandbox, companies: usize) -> Records {
    let stages = STAGES.iter().zip(0..).map(|(label, value)| (value, *label));
    let entity = Entity::new(ENTITY, "交易")
        .key("c__tradeId")
        .main(Field::string(FIELDS[0], LABELS[0]))
        .field(Field::string(FIELDS[1], LABELS[1]))
        .field(Field::new(FIELDS[2], LABELS[2], "number"))
        .field(Field::picklist(FIELDS[3], LABELS[3], stages))
        .field(Field::new(FIELDS[4], LABELS[4], "date"));
    sandbox.declare(entity);
    let mut records = Records::new();
    for _ in 0..rng.usize(..6) {
        let Row { values: Ok(values), company, .. } = row(rng, companies) else { continue };
        if records.contains_key(&company) {
            continue;
        }
        sandbox.insert(ENTITY, &object(&values));
        records.insert(company, values);
    }
    records
}

fn object(values: &Values) -> Value {
    let mut record = json!({});
    for (field, value) in FIELDS.iter().zip(values) {
        let Some(value) = value else { continue };
        record[*field] = match *field {
            "c__amount" | "c__stage" => value.parse::<i64>().unwrap().into(),
            _ => value.as_str().into(),
        };
    }
    record
}

/// Returns the expected outcome of each row, and changes the records.
pub fn import(records: &mut Records, rows: &[Row], skips: bool) -> Vec<&'static str> {
    let mut outcomes = Vec::new();
    for row in rows {
        let Ok(values) = &row.values else {
            outcomes.push("refused");
            continue;
        };
        let outcome = match records.get_mut(&row.company) {
            None => {
                records.insert(row.company, values.clone());
                "created"
            }
            Some(_) if skips => "unchanged",
            Some(record) => {
                let before = record.clone();
                for (old, new) in record.iter_mut().zip(values).filter(|(_, new)| new.is_some()) {
                    old.clone_from(new);
                }
                if *record == before { "unchanged" } else { "updated" }
            }
        };
        outcomes.push(outcome);
    }
    outcomes
}
