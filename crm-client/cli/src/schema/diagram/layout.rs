//! Graph → picture: the place of each box and line, in pixels.

use super::boxes::{HEAD_PORT, box_height, row_port};
use super::channel::{Side, Tracks};
use super::graph::Graph;
use super::place::place;
use super::route::{Route, Routes, beside, route};

/// The boxes and lines of a diagram.
#[derive(Debug, PartialEq)]
pub(super) struct Picture {
    /// The width in pixels.
    pub width: i64,
    /// The height in pixels.
    pub height: i64,
    /// The box of each entity.
    pub boxes: Vec<Rect>,
    /// The references.
    pub lines: Vec<Line>,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rect {
    /// The left border.
    pub x: i64,
    /// The upper border.
    pub y: i64,
    /// The width.
    pub width: i64,
    /// The height.
    pub height: i64,
}

/// A line with horizontal and vertical parts, from a field to an entity.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The box of the field.
    pub from: usize,
    /// The box of the entity.
    pub to: usize,
    /// The row of the field.
    pub row: usize,
    /// The corners.
    pub points: Vec<(i64, i64)>,
}

/// The space between a box and the next track, which an arrow head fits into.
const MARGIN: i64 = 22;

/// The distance of two tracks.
const TRACK: i64 = 9;

/// The space around the picture.
pub(super) const BORDER: i64 = 24;

/// Arranges a graph.
pub(super) fn layout(graph: &Graph) -> Picture {
    let heights: Vec<i64> = graph.nodes.iter().map(|it| box_height(it.rows.len())).collect();
    let positions = place(graph, &heights).positions();
    let routes = route(graph, &positions);
    let columns = Axis::new(
        &tracks(&routes.down),
        &sizes(&positions, |node, (_, column)| (column, graph.nodes[node].width)),
    );
    let rows = Axis::new(
        &tracks(&routes.across),
        &sizes(&positions, |node, (row, _)| (row, heights[node])),
    );
    let boxes: Vec<Rect> = positions
        .iter()
        .zip(&heights)
        .map(|((row, column), height)| Rect {
            x: columns.starts[*column],
            y: rows.starts[*row],
            width: columns.sizes[*column],
            height: *height,
        })
        .collect();
    let lines = lines(&routes, &positions, &boxes, &columns, &rows);
    Picture { width: columns.end, height: rows.end, boxes, lines }
}

fn tracks(channels: &[super::channel::Channel]) -> Vec<Tracks> {
    channels.iter().map(super::channel::Channel::tracks).collect()
}

/// Returns the greatest size in each column or row.
fn sizes(
    positions: &[(usize, usize)],
    size: impl Fn(usize, (usize, usize)) -> (usize, i64),
) -> Vec<i64> {
    let mut sizes = Vec::new();
    for (node, position) in positions.iter().enumerate() {
        let (index, size) = size(node, *position);
        if sizes.len() <= index {
            sizes.resize(index + 1, 0);
        }
        sizes[index] = size.max(sizes[index]);
    }
    sizes
}

/// The columns or the rows with the channels between them.
struct Axis {
    /// Where each column begins.
    starts: Vec<i64>,
    sizes: Vec<i64>,
    /// Where the first track of each channel is.
    channels: Vec<i64>,
    tracks: Vec<std::collections::BTreeMap<usize, usize>>,
    end: i64,
}

impl Axis {
    fn new(tracks: &[Tracks], sizes: &[i64]) -> Axis {
        let (mut starts, mut channels, mut at) = (Vec::new(), Vec::new(), BORDER);
        for (index, Tracks { count, .. }) in tracks.iter().enumerate() {
            let (has_before, size) = (index > 0, sizes.get(index));
            let margin = if *count > 0 || has_before && size.is_some() { MARGIN } else { 0 };
            if has_before {
                at += margin;
            }
            channels.push(at);
            at += TRACK * i64::try_from(count.saturating_sub(1)).unwrap_or_default();
            if let Some(size) = size {
                at += margin;
                starts.push(at);
                at += size;
            }
        }
        let tracks = tracks.iter().map(|it| it.tracks.clone()).collect();
        Axis { starts, sizes: sizes.to_vec(), channels, tracks, end: at + BORDER }
    }

    /// Returns the place of the lines to a target in a channel.
    fn track(&self, channel: usize, target: usize) -> i64 {
        let track = self.tracks[channel].get(&target).copied().unwrap_or_default();
        self.channels[channel] + TRACK * i64::try_from(track).unwrap_or_default()
    }
}

fn lines(
    routes: &Routes,
    positions: &[(usize, usize)],
    boxes: &[Rect],
    columns: &Axis,
    rows: &Axis,
) -> Vec<Line> {
    let line = |route: &Route| {
        let Route { edge, exit, entry, above } = *route;
        let border = |node: usize, side: Side| match side {
            Side::Before => boxes[node].x,
            Side::After => boxes[node].x + boxes[node].width,
        };
        let start = boxes[edge.from].y + row_port(edge.row, exit);
        let end = boxes[edge.to].y + HEAD_PORT.on(entry);
        let first = columns.track(beside(positions[edge.from].1, exit), edge.to);
        let last = columns.track(beside(positions[edge.to].1, entry), edge.to);
        let mut points = vec![(border(edge.from, exit), start), (first, start)];
        if let Some(row) = above {
            let across = rows.track(row, edge.to);
            points.extend([(first, across), (last, across)]);
        }
        points.extend([(last, end), (border(edge.to, entry), end)]);
        points.dedup();
        Line { from: edge.from, to: edge.to, row: edge.row, points }
    };
    let mut lines: Vec<Line> = routes.each.iter().map(line).collect();
    lines.sort_by_key(|it| (it.to, it.from, it.row));
    lines
}
