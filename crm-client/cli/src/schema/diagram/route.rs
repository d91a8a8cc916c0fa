//! References → the channels through which their lines run.

use super::boxes::{HEAD_PORT, row_port};
use super::channel::{Channel, Side};
use super::graph::{Edge, Graph};

/// A way from a field to the entity to which it refers.
#[derive(Clone, Copy, Debug)]
pub(super) struct Route {
    /// The reference.
    pub edge: Edge,
    /// The side of the box on which the line begins.
    pub exit: Side,
    /// The side of the box on which the line ends.
    pub entry: Side,
    /// The row of the grid above which the line changes columns, if it does.
    pub above: Option<usize>,
}

/// The ways of all references. `down[c]` is the channel before column `c`, `across[r]` the one above
/// row `r`.
#[derive(Debug)]
pub(super) struct Routes {
    /// The ways.
    pub each: Vec<Route>,
    /// The vertical channels.
    pub down: Vec<Channel>,
    /// The horizontal channels.
    pub across: Vec<Channel>,
}

/// A bound for the height of a row of the grid, for comparisons of places in a vertical channel.
const ROW: i64 = 1 << 20;

/// The costs of a bend, of a line to another target in the same channel, and of a second arrow head.
const COSTS: (i64, i64, i64) = (40, 8, 60);

/// The distance of two columns and of two rows, on average.
const PITCH: (i64, i64) = (260, 180);

/// Returns the channel on this side of a column.
pub(super) fn beside(column: usize, side: Side) -> usize {
    match side {
        Side::Before => column,
        Side::After => column + 1,
    }
}

/// Chooses the ways.
pub(super) fn route(graph: &Graph, positions: &[(usize, usize)]) -> Routes {
    let rows = positions.iter().map(|it| it.0 + 1).max().unwrap_or_default();
    let columns = positions.iter().map(|it| it.1 + 1).max().unwrap_or_default();
    let mut routes = Routes {
        each: Vec::new(),
        down: (0..=columns).map(|_| Channel::default()).collect(),
        across: (0..=rows).map(|_| Channel::default()).collect(),
    };
    // Short lines first: longer ones then share their channels.
    let distance = |edge: &Edge| {
        let ((r1, c1), (r2, c2)) = (positions[edge.from], positions[edge.to]);
        r1.abs_diff(r2) + c1.abs_diff(c2)
    };
    let mut edges = graph.edges.clone();
    edges.sort_by_key(|it| (distance(it), it.to, it.from, it.row));
    for edge in edges {
        let ways = ways(edge, positions);
        let Some(way) = ways.into_iter().min_by_key(|it| routes.cost(it, positions)) else {
            continue;
        };
        routes.add(way, positions);
    }
    routes
}

/// Returns all ways worth a comparison.
fn ways(edge: Edge, positions: &[(usize, usize)]) -> Vec<Route> {
    let ((_, from), (row, to)) = (positions[edge.from], positions[edge.to]);
    let sides = [Side::Before, Side::After];
    let mut ways = Vec::new();
    for exit in sides {
        for entry in sides {
            if beside(from, exit) == beside(to, entry) {
                ways.push(Route { edge, exit, entry, above: None });
            } else if edge.from != edge.to {
                ways.extend([row, row + 1].map(|it| Route { edge, exit, entry, above: Some(it) }));
            }
        }
    }
    ways
}

impl Routes {
    fn cost(&self, way: &Route, positions: &[(usize, usize)]) -> i64 {
        let ((r1, c1), (r2, c2)) = (positions[way.edge.from], positions[way.edge.to]);
        let (first, last) = (beside(c1, way.exit), beside(c2, way.entry));
        let (bend, other, head) = COSTS;
        let target = way.edge.to;
        let busy = |channel: &Channel| {
            let count = i64::try_from(channel.targets()).unwrap_or(i64::MAX);
            if channel.has(target) { 0 } else { other * count }
        };
        let distance = |a: usize, b: usize| i64::try_from(a.abs_diff(b)).unwrap_or(i64::MAX);
        // A place between two rows is half a row away from both.
        let (from, to) = (2 * r1 + 1, 2 * r2 + 1);
        let mut cost = busy(&self.down[last]) + PITCH.0 * distance(first, last);
        cost += match way.above {
            None => PITCH.1 * distance(from, to) / 2,
            Some(row) => {
                let length = distance(from, 2 * row) + distance(2 * row, to);
                let busy = busy(&self.down[first]) + busy(&self.across[row]);
                2 * bend + busy + PITCH.1 * length / 2
            }
        };
        let is_new = |it: &&Route| it.edge.to == target;
        let mut heads = self.each.iter().filter(is_new).map(|it| it.entry).peekable();
        if heads.peek().is_some() && heads.all(|it| it != way.entry) {
            cost += head;
        }
        cost
    }

    fn add(&mut self, way: Route, positions: &[(usize, usize)]) {
        let Route { edge, exit, entry, above } = way;
        let ((r1, c1), (r2, c2)) = (positions[edge.from], positions[edge.to]);
        let (first, last) = (beside(c1, exit), beside(c2, entry));
        // A line comes into the channel from the other side than that on which it leaves the box.
        let start = (place(r1) + row_port(edge.row, exit), opposite(exit));
        let end = (place(r2) + HEAD_PORT.on(entry), opposite(entry));
        match above {
            None => self.down[first].add(edge.to, start, end),
            Some(row) => {
                let between = place(row) - ROW / 4;
                let (to_last, to_first) = if first < last {
                    (Side::After, Side::Before)
                } else {
                    (Side::Before, Side::After)
                };
                self.down[first].add(edge.to, start, (between, to_last));
                let vertical =
                    |box_row: usize| if box_row < row { Side::Before } else { Side::After };
                let column = |it: usize| i64::try_from(it).unwrap_or(i64::MAX);
                let (from, to) = ((column(first), vertical(r1)), (column(last), vertical(r2)));
                self.across[row].add(edge.to, from, to);
                self.down[last].add(edge.to, (between, to_first), end);
            }
        }
        self.each.push(way);
    }
}

/// Returns the place of the top of a row of the grid in a vertical channel.
fn place(row: usize) -> i64 {
    i64::try_from(row).unwrap_or(i64::MAX / ROW) * ROW
}

fn opposite(side: Side) -> Side {
    match side {
        Side::Before => Side::After,
        Side::After => Side::Before,
    }
}
