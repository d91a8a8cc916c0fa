//! A space between two columns or rows, in which lines run on parallel tracks.

use std::collections::BTreeMap;

/// The sides of a channel from which lines enter it: left or right, above or below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// Left or above.
    Before,
    /// Right or below.
    After,
}

/// The lines in a channel. All lines to the same target share a track.
#[derive(Debug, Default)]
pub(super) struct Channel {
    /// The places where the lines to a target enter or leave the channel.
    taps: BTreeMap<usize, Vec<(i64, Side)>>,
}

/// The tracks of a channel.
#[derive(Debug, Default)]
pub(super) struct Tracks {
    /// The track of the lines to each target.
    pub tracks: BTreeMap<usize, usize>,
    /// The number of tracks.
    pub count: usize,
}

impl Channel {
    /// Adds a line to `target` from one place to another.
    pub(super) fn add(&mut self, target: usize, from: (i64, Side), to: (i64, Side)) {
        self.taps.entry(target).or_default().extend([from, to]);
    }

    /// Returns the number of targets.
    pub(super) fn targets(&self) -> usize {
        self.taps.len()
    }

    /// Returns whether a line to this target is in the channel.
    pub(super) fn has(&self, target: usize) -> bool {
        self.taps.contains_key(&target)
    }

    /// Assigns tracks: lines to different targets do not overlap, and cross as rarely as possible.
    pub(super) fn tracks(&self) -> Tracks {
        let mut lines: Vec<Line<'_>> =
            self.taps.iter().map(|(it, taps)| Line::new(*it, taps)).collect();
        lines.sort_by_key(|it| (it.first, it.last, it.target));
        let mut tracks: Vec<Vec<Line<'_>>> = Vec::new();
        for line in lines {
            let is_free = |track: &&mut Vec<Line<'_>>| track.iter().all(|it| it.last < line.first);
            match tracks.iter_mut().find(is_free) {
                Some(track) => track.push(line),
                None => tracks.push(vec![line]),
            }
        }
        sort(&mut tracks);
        let count = tracks.len();
        let tracks = tracks.iter().enumerate();
        let tracks =
            tracks.flat_map(|(track, lines)| lines.iter().map(move |it| (it.target, track)));
        Tracks { tracks: tracks.collect(), count }
    }
}

/// The lines to one target.
struct Line<'a> {
    target: usize,
    first: i64,
    last: i64,
    taps: &'a [(i64, Side)],
}

impl Line<'_> {
    fn new(target: usize, taps: &[(i64, Side)]) -> Line<'_> {
        let places = || taps.iter().map(|(place, _)| *place);
        let first = places().min().unwrap_or_default();
        Line { target, first, last: places().max().unwrap_or_default(), taps }
    }

    /// Returns how many of the other track's lines this one crosses on its way to a side.
    fn crossings(&self, side: Side, other: &[Line<'_>]) -> usize {
        let taps = self.taps.iter().filter(|(_, it)| *it == side);
        let crossed =
            |place: i64| other.iter().filter(move |it| it.first < place && place < it.last).count();
        taps.map(|(place, _)| crossed(*place)).sum()
    }
}

/// Swaps adjacent tracks as long as that removes crossings.
fn sort(tracks: &mut [Vec<Line<'_>>]) {
    let crossings = |before: &[Line<'_>], after: &[Line<'_>]| -> usize {
        let right: usize = before.iter().map(|it| it.crossings(Side::After, after)).sum();
        let left: usize = after.iter().map(|it| it.crossings(Side::Before, before)).sum();
        right + left
    };
    for _ in 0..tracks.len() {
        let mut has_changed = false;
        for index in 1..tracks.len() {
            let (before, after) = (&tracks[index - 1], &tracks[index]);
            if crossings(after, before) < crossings(before, after) {
                tracks.swap(index - 1, index);
                has_changed = true;
            }
        }
        if !has_changed {
            break;
        }
    }
}
