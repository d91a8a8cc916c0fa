//! The colours of lines: lines to the same entity share one, and parallel lines nearby differ.

use std::collections::BTreeMap;

use super::layout::{Line, Picture};

/// The distance in pixels within which parallel lines should differ.
const NEAR: i64 = 60;

/// Returns the colour of the lines to each entity, as a number below `count`.
pub(super) fn colours(picture: &Picture, count: usize) -> BTreeMap<usize, usize> {
    let mut lines: BTreeMap<usize, Vec<Part>> = BTreeMap::new();
    for line in &picture.lines {
        lines.entry(line.to).or_default().extend(parts(line));
    }
    // The entities with most lines choose first.
    let mut targets: Vec<usize> = lines.keys().copied().collect();
    targets.sort_by_key(|it| (std::cmp::Reverse(lines[it].len()), *it));
    let mut colours: BTreeMap<usize, usize> = BTreeMap::new();
    let mut uses = vec![0; count];
    for target in targets {
        let mut near = vec![0; count];
        for (other, colour) in &colours {
            let pairs =
                lines[&target].iter().flat_map(|a| lines[other].iter().map(move |b| (a, b)));
            near[*colour] += pairs.filter(|(a, b)| a.is_near(b)).count();
        }
        let best = (0..count).min_by_key(|it| (near[*it], uses[*it])).unwrap_or_default();
        uses[best] += 1;
        colours.insert(target, best);
    }
    colours
}

/// A straight part of a line.
struct Part {
    is_vertical: bool,
    at: i64,
    first: i64,
    last: i64,
}

impl Part {
    fn is_near(&self, other: &Part) -> bool {
        self.is_vertical == other.is_vertical
            && (self.at - other.at).abs() < NEAR
            && self.first < other.last + NEAR
            && other.first < self.last + NEAR
    }
}

fn parts(line: &Line) -> impl Iterator<Item = Part> {
    line.points.windows(2).map(|it| {
        let ((x1, y1), (x2, y2)) = (it[0].min(it[1]), it[0].max(it[1]));
        let is_vertical = x1 == x2;
        let (at, first, last) = if is_vertical { (x1, y1, y2) } else { (y1, x1, x2) };
        Part { is_vertical, at, first, last }
    })
}
