//! Values and cells in the binary form of PostgreSQL.

use std::error::Error;

use bytes::BytesMut;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Span};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::database::{Cell, Value};

type Failed = Box<dyn Error + Sync + Send>;

/// A parameter of a statement.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parameter<'a, 'b>(pub &'a Value<'b>);

impl Parameter<'_, '_> {
    /// Returns the parameter as the library takes it.
    pub(super) fn as_sql(&self) -> &(dyn ToSql + Sync) {
        self
    }
}

impl ToSql for Parameter<'_, '_> {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Failed> {
        match self.0 {
            Value::Null => Ok(IsNull::Yes),
            Value::Text(text) => (&**text).to_sql(&Type::TEXT, out),
            Value::Integer(integer) if *kind == Type::INT8 => integer.to_sql(&Type::INT8, out),
            // The server converts it.
            Value::Integer(integer) => integer.to_string().to_sql(&Type::TEXT, out),
        }
    }

    fn accepts(_: &Type) -> bool {
        // Statements cast all parameters to text or integers.
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Cell {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> Result<Cell, Failed> {
        Ok(match *kind {
            Type::BOOL => Cell::Integer(i64::from(bool::from_sql(kind, raw)?)),
            Type::INT2 => Cell::Integer(i16::from_sql(kind, raw)?.into()),
            Type::INT4 => Cell::Integer(i32::from_sql(kind, raw)?.into()),
            Type::INT8 => Cell::Integer(i64::from_sql(kind, raw)?),
            Type::FLOAT4 => Cell::Real(f32::from_sql(kind, raw)?.into()),
            Type::FLOAT8 => Cell::Real(f64::from_sql(kind, raw)?),
            Type::NUMERIC => Cell::Text(numeric(raw).ok_or("invalid number")?),
            Type::DATE => Cell::Text(date(raw).ok_or("invalid date")?),
            Type::TIMESTAMP | Type::TIMESTAMPTZ => Cell::Text(time(raw).ok_or("invalid time")?),
            _ => Cell::Text(std::str::from_utf8(raw)?.to_owned()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Cell, Failed> {
        Ok(Cell::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

const EPOCH: Date = Date::constant(2000, 1, 1);

fn date(raw: &[u8]) -> Option<String> {
    let days = i32::from_be_bytes(raw.try_into().ok()?);
    let date = EPOCH.checked_add(Span::new().try_days(days).ok()?).ok()?;
    Some(date.to_string())
}

fn time(raw: &[u8]) -> Option<String> {
    let micros = i64::from_be_bytes(raw.try_into().ok()?);
    let epoch: DateTime = EPOCH.into();
    let time = epoch.checked_add(SignedDuration::from_micros(micros)).ok()?;
    Some(time.strftime("%Y-%m-%d %H:%M:%S").to_string())
}

/// Reads a decimal number: the number of groups of four digits, the power of 10,000 of the first one, the
/// sign, the digits after the point, and the groups.
fn numeric(raw: &[u8]) -> Option<String> {
    const NEGATIVE: i16 = 0x4000;
    let words: Vec<i16> =
        raw.chunks_exact(2).map(|it| i16::from_be_bytes([it[0], it[1]])).collect();
    let [_, weight, sign, scale, groups @ ..] = words.as_slice() else { return None };
    if !matches!(*sign, 0 | NEGATIVE) {
        return Some("NaN".to_owned());
    }
    let (weight, scale) = (i32::from(*weight), i32::from(*scale));
    // The digit for a power of ten.
    let digit = |power: i32| {
        let index = usize::try_from(weight - power.div_euclid(4)).ok();
        let group = index.and_then(|it| groups.get(it)).copied().unwrap_or(0);
        let digit = group / [1, 10, 100, 1000][usize::try_from(power.rem_euclid(4)).ok()?] % 10;
        char::from_digit(u32::try_from(digit).ok()?, 10)
    };
    let integer: String = (0..=weight * 4 + 3).rev().map(digit).collect::<Option<_>>()?;
    let integer = integer.trim_start_matches('0');
    let mut text = if *sign == NEGATIVE { "-" } else { "" }.to_owned();
    text.push_str(if integer.is_empty() { "0" } else { integer });
    if scale > 0 {
        text.push('.');
        text.push_str(&(1..=scale).map(|it| digit(-it)).collect::<Option<String>>()?);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimal_numbers_keep_their_digits() {
        let number = |words: &[i16]| {
            let bytes: Vec<u8> = words.iter().flat_map(|it| it.to_be_bytes()).collect();
            numeric(&bytes).unwrap()
        };
        assert_eq!(number(&[0, 0, 0, 0]), "0");
        assert_eq!(number(&[2, 1, 0, 0, 12, 3456]), "123456");
        assert_eq!(number(&[2, 0, 0x4000, 2, 7, 5000]), "-7.50");
        assert_eq!(number(&[1, -2, 0, 8, 1200]), "0.00001200");
        assert_eq!(number(&[1, 1, 0, 1, 3]), "30000.0");
    }

    #[test]
    fn times_have_the_form_of_the_mirror() {
        assert_eq!(time(&0_i64.to_be_bytes()).as_deref(), Some("2000-01-01 00:00:00"));
        let day = 86_400_000_000_i64;
        assert_eq!(time(&(day + 1_500_000).to_be_bytes()).as_deref(), Some("2000-01-02 00:00:01"));
        assert_eq!(date(&(-1_i32).to_be_bytes()).as_deref(), Some("1999-12-31"));
    }
}
