//! The parameters of PostgreSQL.

/// Replaces each `?` by `$1`, `$2` and so on, except in quoted names and text.
pub(super) fn numbered(sql: &str) -> String {
    let (mut numbered, mut quote, mut number) = (String::with_capacity(sql.len() + 16), None, 0);
    for it in sql.chars() {
        match (it, quote) {
            ('?', None) => {
                number += 1;
                numbered.push('$');
                numbered.push_str(&number.to_string());
                continue;
            }
            // A doubled quote ends the text and begins it again.
            ('\'' | '"', None) => quote = Some(it),
            (_, Some(open)) if open == it => quote = None,
            _ => {}
        }
        numbered.push(it);
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_parameters_are_numbered() {
        for (sql, expected) in [
            ("SELECT ? WHERE a IN (?, ?)", "SELECT $1 WHERE a IN ($2, $3)"),
            ("SELECT \"a?\", '?' WHERE b = ?", "SELECT \"a?\", '?' WHERE b = $1"),
            ("SELECT 'it''s ?', \"?\"\"?\", ?", "SELECT 'it''s ?', \"?\"\"?\", $1"),
            ("SELECT '\"?', \"'?\", ?, '上?'", "SELECT '\"?', \"'?\", $1, '上?'"),
        ] {
            assert_eq!(numbered(sql), expected);
        }
    }
}
