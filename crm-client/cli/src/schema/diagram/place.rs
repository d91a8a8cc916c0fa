//! Boxes → cells of a grid, so that references are short. The search is deterministic.

use super::graph::{Edge, Graph};

/// The cells of a grid, row by row. Each has a box or is empty.
#[derive(Clone, Debug)]
pub(super) struct Grid {
    /// The number of columns.
    pub columns: usize,
    /// The boxes.
    pub cells: Vec<Option<usize>>,
}

impl Grid {
    /// Returns the row and the column of each box.
    pub(super) fn positions(&self) -> Vec<(usize, usize)> {
        let mut positions = vec![(0, 0); self.cells.iter().flatten().count()];
        for (cell, node) in self.cells.iter().enumerate() {
            if let Some(node) = node {
                positions[*node] = (cell / self.columns, cell % self.columns);
            }
        }
        positions
    }
}

/// The space between two columns or rows, on average.
const GAP: i64 = 60;

/// The additional cost of a reference between columns that are not adjacent.
const DETOUR: i64 = 150;

/// The effort of the search, as a number of references that are looked at.
const EFFORT: usize = 4_000_000;

/// The number of swaps for each cell, at most.
const STEPS_PER_CELL: usize = 800;

/// Assigns a cell to each box.
pub(super) fn place(graph: &Graph, heights: &[i64]) -> Grid {
    let mut search = Search::new(graph, heights);
    search.run();
    search.grid
}

struct Search<'a> {
    graph: &'a Graph,
    heights: &'a [i64],
    /// The distance of two columns.
    pitch: i64,
    grid: Grid,
    /// The row and the column of each box.
    positions: Vec<(usize, usize)>,
    /// The upper border of each row, and the height of all rows.
    tops: Vec<i64>,
    random: u64,
}

impl<'a> Search<'a> {
    fn new(graph: &'a Graph, heights: &'a [i64]) -> Search<'a> {
        let count = graph.nodes.len().max(1);
        let widths: i64 = graph.nodes.iter().map(|it| it.width).sum();
        let size = i64::try_from(count).unwrap_or(i64::MAX);
        let pitch = widths / size + GAP;
        let height = heights.iter().sum::<i64>() / size + GAP;
        // The picture is about 1.5 times as wide as it is high.
        let columns = (1..=count).find(|columns| {
            let rows = count.div_ceil(*columns);
            let (columns, rows) = (i64::try_from(*columns), i64::try_from(rows));
            2 * columns.unwrap_or(1) * pitch >= 3 * rows.unwrap_or(1) * height
        });
        let columns = columns.unwrap_or(count);
        let mut cells: Vec<Option<usize>> = order(graph).into_iter().map(Some).collect();
        cells.resize(count.div_ceil(columns) * columns, None);
        let grid = Grid { columns, cells };
        let (positions, tops) = (grid.positions(), Vec::new());
        let random = 0x2545_F491_4F6C_DD1D;
        let mut search = Search { graph, heights, pitch, grid, positions, tops, random };
        search.stack();
        search
    }

    /// Swaps cells as long as that helps. Swaps that make it slightly worse are accepted in the
    /// beginning.
    fn run(&mut self) {
        let cells = self.grid.cells.len();
        if cells < 3 {
            return;
        }
        let work = self.graph.edges.len() + self.graph.nodes.len();
        let steps = (EFFORT / work).min(cells * STEPS_PER_CELL);
        let mut cost = self.cost();
        let (mut best, mut best_cost) = (self.grid.clone(), cost);
        for step in 0..steps {
            let (a, b) = (self.below(cells), self.below(cells));
            if a == b || self.grid.cells[a].is_none() && self.grid.cells[b].is_none() {
                continue;
            }
            self.swap(a, b);
            let new = self.cost();
            let left = i64::try_from((steps - step) * 100 / steps).unwrap_or(0);
            let tolerance = self.pitch * left * left / 15_000;
            if new - cost <= tolerance {
                cost = new;
                if cost < best_cost {
                    (best, best_cost) = (self.grid.clone(), cost);
                }
            } else {
                self.swap(a, b);
            }
        }
        self.grid = best;
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.grid.cells.swap(a, b);
        let columns = self.grid.columns;
        for cell in [a, b] {
            if let Some(node) = self.grid.cells[cell] {
                self.positions[node] = (cell / columns, cell % columns);
            }
        }
        if a / columns != b / columns {
            self.stack();
        }
    }

    /// Computes the upper borders of the rows.
    fn stack(&mut self) {
        self.tops.clear();
        let mut top = 0;
        for row in self.grid.cells.chunks(self.grid.columns) {
            self.tops.push(top);
            let height = row.iter().flatten().map(|node| self.heights[*node]).max();
            top += height.unwrap_or_default() + GAP;
        }
        self.tops.push(top);
    }

    /// Returns the length of all references, and a part of the height of the picture.
    fn cost(&self) -> i64 {
        let length = |edge: &Edge| {
            let ((r1, c1), (r2, c2)) = (self.positions[edge.from], self.positions[edge.to]);
            let distance = i64::try_from(c1.abs_diff(c2)).unwrap_or(i64::MAX);
            let detour = if distance > 1 { DETOUR } else { 0 };
            distance * self.pitch + (self.tops[r1] - self.tops[r2]).abs() + detour
        };
        let lengths: i64 = self.graph.edges.iter().map(length).sum();
        lengths + self.tops.last().copied().unwrap_or_default() * 2
    }

    /// Returns a number below `limit`: always the same sequence.
    fn below(&mut self, limit: usize) -> usize {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        usize::try_from((self.random >> 11) % limit).unwrap_or_default()
    }
}

/// Returns the boxes, each near those that it refers to.
fn order(graph: &Graph) -> Vec<usize> {
    let count = graph.nodes.len();
    let mut neighbours = vec![Vec::new(); count];
    for edge in &graph.edges {
        neighbours[edge.from].push(edge.to);
        neighbours[edge.to].push(edge.from);
    }
    let mut starts: Vec<usize> = (0..count).collect();
    starts.sort_by_key(|it| std::cmp::Reverse(neighbours[*it].len()));
    let (mut order, mut seen) = (Vec::with_capacity(count), vec![false; count]);
    for start in starts {
        let mut next = order.len();
        if !std::mem::replace(&mut seen[start], true) {
            order.push(start);
        }
        while let Some(node) = order.get(next).copied() {
            for neighbour in &neighbours[node] {
                if !std::mem::replace(&mut seen[*neighbour], true) {
                    order.push(*neighbour);
                }
            }
            next += 1;
        }
    }
    order
}
