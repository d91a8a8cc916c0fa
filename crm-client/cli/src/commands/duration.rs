//! Durations on the command line, such as `5m`.

use std::time::Duration;

use crate::lang::tr;

/// Reads a whole number of seconds, minutes, hours or days.
pub(super) fn parse(text: &str) -> Result<Duration, String> {
    let units = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];
    let found = units.iter().find_map(|(unit, seconds)| {
        let number = text.strip_suffix(unit)?.trim_end().parse::<u64>().ok()?;
        Some(Duration::from_secs(number.checked_mul(*seconds)?))
    });
    found.ok_or_else(|| {
        tr!(
            "expected a number with a unit, such as 30s, 5m, 1h or 1d",
            "应为带单位的数字，例如 30s、5m、1h 或 1d"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_a_unit() {
        for (text, seconds) in [("0s", 0), ("5m", 300), ("2h", 7200), ("1d", 86_400), ("5 m", 300)]
        {
            assert_eq!(parse(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
        for text in ["", "5", "m", "-5m", "1.5h", "5x", "99999999999999999d"] {
            assert!(parse(text).is_err(), "{text}");
        }
    }
}
