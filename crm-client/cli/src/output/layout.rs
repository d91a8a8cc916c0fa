//! The widths of text and of columns on a terminal.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The space between columns.
pub(super) const GAP: usize = 2;

/// The smallest width of a column that is shortened.
const NARROWEST: usize = 8;

/// The width that a column needs, and the width that it can be shortened to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Need {
    pub natural: usize,
    pub least: usize,
}

impl Need {
    /// A column that can be shortened.
    pub(super) fn flexible(natural: usize) -> Need {
        Need { natural, least: natural.min(NARROWEST) }
    }

    /// A column that cannot be shortened, because a part of its values is of no use.
    pub(super) fn fixed(natural: usize) -> Need {
        Need { natural, least: natural }
    }
}

/// Returns the widths of columns that fit into a total width. The widest columns are shortened first.
/// Returns `None` if they do not fit.
pub(super) fn fit(needs: &[Need], total: usize) -> Option<Vec<usize>> {
    let available = total.checked_sub(GAP * needs.len().saturating_sub(1))?;
    let sum = |cap: usize| needs.iter().map(|it| it.natural.min(cap).max(it.least)).sum::<usize>();
    if sum(0) > available {
        return None;
    }
    let widest = needs.iter().map(|it| it.natural).max().unwrap_or_default();
    // `sum` grows with the cap, so the largest cap that fits can be found by bisection.
    let (mut fits, mut too_wide) = (0, widest + 1);
    while too_wide - fits > 1 {
        let middle = usize::midpoint(fits, too_wide);
        if sum(middle) <= available { fits = middle } else { too_wide = middle }
    }
    let mut left = available - sum(fits);
    let widths = needs.iter().map(|it| {
        let width = it.natural.min(fits).max(it.least);
        let extra = usize::from(left > 0 && width == fits && width < it.natural);
        left -= extra;
        width + extra
    });
    Some(widths.collect())
}

/// Returns text with a width of at most `width`. Longer text ends with an ellipsis.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let (mut cut, mut left) = (String::new(), width.saturating_sub(1));
    for it in text.chars() {
        let Some(rest) = left.checked_sub(it.width().unwrap_or(0)) else { break };
        left = rest;
        cut.push(it);
    }
    if width > 0 {
        cut.push('…');
    }
    cut
}

/// Returns text with spaces up to a width.
pub(super) fn pad(text: &str, width: usize, is_right: bool) -> String {
    let spaces = " ".repeat(width.saturating_sub(text.width()));
    if is_right { format!("{spaces}{text}") } else { format!("{text}{spaces}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_columns_are_shortened_first() {
        let flexible = |widths: &[usize]| -> Vec<Need> {
            widths.iter().map(|it| Need::flexible(*it)).collect()
        };
        assert_eq!(fit(&flexible(&[5, 10, 20]), 80), Some(vec![5, 10, 20]));
        assert_eq!(fit(&flexible(&[5, 30, 40]), 60), Some(vec![5, 26, 25]));
        assert_eq!(fit(&flexible(&[40, 40, 40]), 28), Some(vec![8, 8, 8]));
        assert_eq!(fit(&flexible(&[40, 40, 40]), 27), None);
        assert_eq!(fit(&[Need::fixed(40), Need::flexible(40)], 60), Some(vec![40, 18]));
        assert_eq!(fit(&[Need::fixed(40), Need::flexible(40)], 49), None);
        assert_eq!(fit(&[], 20), Some(vec![]));
    }

    #[test]
    fn a_chinese_character_has_two_columns() {
        assert_eq!(cut("上海企能", 8), "上海企能");
        assert_eq!(cut("上海企能", 7), "上海企…");
        assert_eq!(cut("上海企能", 6), "上海…");
        assert_eq!(cut("上海", 1), "…");
        assert_eq!(cut("上海", 0), "");
        assert_eq!(pad("上海", 6, false), "上海  ");
        assert_eq!(pad("12", 6, true), "    12");
    }
}
