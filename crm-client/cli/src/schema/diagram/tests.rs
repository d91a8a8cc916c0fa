//! Properties of every diagram: boxes do not overlap, and lines cross no box and do not overlap.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::graph::{Edge, Graph, Node, Row};
use super::layout::{Line, Picture, Rect, layout};
use super::svg;

/// The beginning and the end of a part of a line, and the entity to which the line refers.
type Part = (i64, i64, usize);

/// A sequence of numbers that is the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % u64::try_from(limit).unwrap()).unwrap()
    }
}

/// A graph in which some boxes are targets of many references.
fn graph(nodes: usize, edges: usize, seed: u64) -> Graph {
    let mut random = Random(seed);
    let labels =
        ["客户", "联系人与公司", "Account", "所属用户", "A very long label of an entity", ""];
    let mut rows: Vec<Vec<Row>> = (0..nodes).map(|_| Vec::new()).collect();
    let mut references = Vec::new();
    for _ in 0..edges {
        let from = random.below(nodes);
        let to =
            if random.below(3) == 0 { random.below(nodes.min(5)) } else { random.below(nodes) };
        references.push(Edge { from, row: rows[from].len(), to });
        let label = labels[random.below(labels.len())].to_owned();
        rows[from].push(Row { label, name: format!("field{}", random.below(100)) });
    }
    let boxes = rows.into_iter().enumerate().map(|(index, rows)| {
        let title = labels[random.below(labels.len())].to_owned();
        Node::new(title, format!("Entity{index}"), rows, true)
    });
    Graph { nodes: boxes.collect(), edges: references, hubs: Vec::new() }
}

/// The sizes of the graphs, with the number of seeds.
const SIZES: [(usize, usize, u64); 7] =
    [(1, 0, 1), (1, 2, 1), (2, 3, 2), (8, 12, 6), (15, 30, 6), (40, 80, 6), (60, 150, 2)];

/// Checks the pictures of all graphs.
fn each(check: impl Fn(&Graph, &Picture)) {
    static PICTURES: OnceLock<Vec<(Graph, Picture)>> = OnceLock::new();
    let pictures = PICTURES.get_or_init(|| {
        let graphs = SIZES.iter().flat_map(|&(nodes, edges, seeds)| {
            (0..seeds).map(move |seed| graph(nodes, edges, seed))
        });
        graphs
            .map(|graph| (layout(&graph), graph))
            .map(|(picture, graph)| (graph, picture))
            .collect()
    });
    for (graph, picture) in pictures {
        check(graph, picture);
    }
}

fn segments(line: &Line) -> impl Iterator<Item = ((i64, i64), (i64, i64))> {
    line.points.windows(2).map(|it| (it[0].min(it[1]), it[0].max(it[1])))
}

/// Returns whether a horizontal or vertical segment has a point in the inside of a box, or within
/// `margin` pixels of it.
fn meets(rect: &Rect, (a, b): ((i64, i64), (i64, i64)), margin: i64) -> bool {
    let (left, right) = (rect.x - margin, rect.x + rect.width + margin);
    let (top, bottom) = (rect.y - margin, rect.y + rect.height + margin);
    a.0 < right && b.0 > left && a.1 < bottom && b.1 > top
}

#[test]
fn boxes_are_apart_and_inside_the_picture() {
    each(|_, picture| {
        for (index, a) in picture.boxes.iter().enumerate() {
            assert!(a.x > 0 && a.x + a.width < picture.width, "{a:?}");
            assert!(a.y > 0 && a.y + a.height < picture.height, "{a:?}");
            for b in &picture.boxes[index + 1..] {
                let corners = ((b.x, b.y), (b.x + b.width, b.y + b.height));
                assert!(!meets(a, corners, 20), "{a:?} and {b:?}");
            }
        }
    });
}

#[test]
fn lines_stay_clear_of_all_boxes_but_their_ends() {
    each(|graph, picture| {
        assert_eq!(picture.lines.len(), graph.edges.len());
        for line in &picture.lines {
            for point in &line.points {
                assert!((1..picture.width).contains(&point.0), "{line:?}");
                assert!((1..picture.height).contains(&point.1), "{line:?}");
            }
            let last = line.points.len() - 2;
            for (part, segment) in segments(line).enumerate() {
                for (index, rect) in picture.boxes.iter().enumerate() {
                    assert!(!meets(rect, segment, 0), "{line:?} runs through box {index}");
                    let is_end =
                        part == 0 && index == line.from || part == last && index == line.to;
                    assert!(is_end || !meets(rect, segment, 6), "{line:?} touches box {index}");
                }
            }
        }
    });
}

#[test]
fn lines_begin_at_their_row_and_end_at_their_target() {
    each(|_, picture| {
        for line in &picture.lines {
            let is_border = |rect: &Rect, x: i64| x == rect.x || x == rect.x + rect.width;
            let ((x1, y1), (x2, y2)) = (line.points[0], line.points[line.points.len() - 1]);
            let (from, to) = (&picture.boxes[line.from], &picture.boxes[line.to]);
            let row = from.y + 44 + 20 * i64::try_from(line.row).unwrap();
            assert!(is_border(from, x1) && (row..row + 20).contains(&y1), "{line:?}");
            assert!(is_border(to, x2) && (to.y..to.y + 44).contains(&y2), "{line:?}");
            for pair in line.points.windows(2) {
                assert!(pair[0].0 == pair[1].0 || pair[0].1 == pair[1].1, "{line:?}");
            }
        }
    });
}

#[test]
fn lines_to_different_entities_only_cross() {
    each(|_, picture| {
        // The parts on each horizontal or vertical line of pixels.
        let mut parts: BTreeMap<(bool, i64), Vec<Part>> = BTreeMap::new();
        for line in &picture.lines {
            for (a, b) in segments(line) {
                let (key, part) = if a.1 == b.1 {
                    ((true, a.1), (a.0, b.0, line.to))
                } else {
                    ((false, a.0), (a.1, b.1, line.to))
                };
                for (first, last, to) in parts.entry(key).or_default().iter() {
                    let overlaps = part.0 <= *last && part.1 >= *first;
                    assert!(*to == part.2 || !overlaps, "{key:?} {part:?} {line:?}");
                }
                parts.entry(key).or_default().push(part);
            }
        }
    });
}

#[test]
fn equal_graphs_give_equal_pictures() {
    let draw = || {
        let graph = graph(40, 80, 1);
        svg::draw(&layout(&graph), &graph)
    };
    assert_eq!(draw(), draw());
}
