//! Picture → SVG. Names and labels are untrusted: they are always escaped.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::boxes::{HEAD, ROW};
use super::colour;
use super::graph::{Graph, Node, PADDING};
use super::layout::{BORDER, Line, Picture, Rect};
use super::text::{LABEL, NAME, TITLE};
use crate::lang::tr;

/// The colours of lines on a light and on a dark background. Lines to the same entity share a colour.
const COLOURS: [(&str, &str); 8] = [
    ("#2563eb", "#7aa7ff"),
    ("#c2410c", "#fb9a5c"),
    ("#15803d", "#5fd38a"),
    ("#a21caf", "#e38bf0"),
    ("#0e7490", "#4fc8e0"),
    ("#b91c1c", "#ff8a8a"),
    ("#7c5a00", "#d9b44a"),
    ("#4f46b5", "#aaa4ff"),
];

/// The size of an arrow head.
const ARROW: i64 = 9;

/// The radius of a corner of a line.
const RADIUS: i64 = 6;

/// The height of the note below the picture.
const NOTE: i64 = 24;

const STYLE: &str = "
text { font-family: \"Noto Sans CJK SC\", \"PingFang SC\", \"Microsoft YaHei\", \"Hiragino Sans GB\", \"WenQuanYi Micro Hei\", Arial, sans-serif; font-size: 12px; fill: #1f2933 }
.title { font-size: 14px; font-weight: bold }
.name { font-family: \"DejaVu Sans Mono\", Menlo, Consolas, \"Noto Sans Mono CJK SC\", \"PingFang SC\", \"Microsoft YaHei\", monospace; font-size: 11px; fill: #52606d }
.end { text-anchor: end }
.page { fill: #ffffff }
.box { fill: #f7f9fb; stroke: #7b8794 }
.unknown { stroke-dasharray: 4 3 }
.rule { stroke: #cbd2d9 }
.line { fill: none; stroke-width: 1.5 }
";

const DARK: &str = "text { fill: #e4e7eb }
.name { fill: #9aa5b1 }
.page { fill: #12181f }
.box { fill: #1d2630; stroke: #7b8794 }
.rule { stroke: #3e4c59 }
";

/// Returns the text of the picture.
pub(super) fn draw(picture: &Picture, graph: &Graph) -> String {
    let note = note(graph);
    let note_width = LABEL.width(&note) + 2 * BORDER;
    let (width, height) = match note.as_str() {
        "" => (picture.width, picture.height),
        _ => (picture.width.max(note_width), picture.height + NOTE),
    };
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n"
    );
    let _ = writeln!(
        svg,
        "<title>{}</title>",
        escape(&tr!("Entities and references", "实体与引用关系"))
    );
    let _ = writeln!(svg, "<style>{STYLE}{}", colour_styles(|it| it.0));
    let _ = writeln!(
        svg,
        "@media (prefers-color-scheme: dark) {{\n{DARK}{}}}",
        colour_styles(|it| it.1)
    );
    svg.push_str("</style>\n<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n");
    let colours = colour::colours(picture, COLOURS.len());
    let mut arrows = BTreeSet::new();
    for line in &picture.lines {
        let colour = colours.get(&line.to).copied().unwrap_or_default();
        draw_line(line, colour, graph, &mut arrows, &mut svg);
    }
    for (rect, node) in picture.boxes.iter().zip(&graph.nodes) {
        draw_box(rect, node, &mut svg);
    }
    if !note.is_empty() {
        let y = height - BORDER;
        let _ =
            writeln!(svg, "<text class=\"note\" x=\"{BORDER}\" y=\"{y}\">{}</text>", escape(&note));
    }
    svg.push_str("</svg>\n");
    svg
}

/// Returns the explanation of what is not drawn.
fn note(graph: &Graph) -> String {
    if graph.hubs.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = graph.hubs.iter().map(|it| graph.nodes[*it].title.as_str()).collect();
    tr!(
        "References to {} are listed in the boxes, without lines.",
        "对{}的引用仅列在框中，不画连线。",
        names.join(", ")
    )
}

fn colour_styles(choose: fn((&'static str, &'static str)) -> &'static str) -> String {
    let mut css = String::new();
    for (index, colour) in COLOURS.into_iter().enumerate() {
        let colour = choose(colour);
        let _ = writeln!(
            css,
            ".line.c{index} {{ stroke: {colour} }} .arrow.c{index} {{ fill: {colour} }}"
        );
    }
    css
}

fn draw_line(
    line: &Line,
    colour: usize,
    graph: &Graph,
    arrows: &mut BTreeSet<(i64, i64)>,
    svg: &mut String,
) {
    let from = &graph.nodes[line.from];
    let field = from.rows.get(line.row).map_or("", |it| it.name.as_str());
    let title = format!("{}.{field} → {}", from.name, graph.nodes[line.to].name);
    let _ = writeln!(
        svg,
        "<path class=\"line c{colour}\" d=\"{}\"><title>{}</title></path>",
        path(&line.points),
        escape(&title)
    );
    // Lines to the same side of a box share an arrow head.
    if let [.., (before, _), (x, y)] = line.points[..]
        && arrows.insert((x, y))
    {
        let back = if before < x { x - ARROW } else { x + ARROW };
        let (above, below) = (y - ARROW / 2, y + ARROW / 2);
        let _ = writeln!(
            svg,
            "<path class=\"arrow c{colour}\" d=\"M{x} {y}L{back} {above}L{back} {below}Z\"/>"
        );
    }
}

/// Returns a path with round corners. It ends inside of the arrow head.
fn path(points: &[(i64, i64)]) -> String {
    let mut path = String::new();
    let step = |from: (i64, i64), to: (i64, i64), length: i64| {
        let along = |from: i64, to: i64| from + (to - from).signum() * length;
        (along(from.0, to.0), along(from.1, to.1))
    };
    let length = |a: (i64, i64), b: (i64, i64)| (a.0 - b.0).abs() + (a.1 - b.1).abs();
    for (index, point) in points.iter().copied().enumerate() {
        let next = points.get(index + 1).copied();
        let previous = index.checked_sub(1).and_then(|it| points.get(it)).copied();
        match (previous, next) {
            (None, _) => {
                let _ = write!(path, "M{} {}", point.0, point.1);
            }
            (Some(previous), None) => {
                let (x, y) = step(point, previous, ARROW / 2);
                let _ = write!(path, "L{x} {y}");
            }
            (Some(previous), Some(next)) => {
                let shortest = length(previous, point).min(length(point, next));
                let radius = RADIUS.min(shortest / 2);
                let ((x1, y1), (x2, y2)) =
                    (step(point, previous, radius), step(point, next, radius));
                let _ = write!(path, "L{x1} {y1}Q{} {} {x2} {y2}", point.0, point.1);
            }
        }
    }
    path
}

fn draw_box(rect: &Rect, node: &Node, svg: &mut String) {
    let Rect { x, y, width, height } = *rect;
    let (left, right, inner) = (x + PADDING, x + width - PADDING, width - 2 * PADDING);
    let class = if node.is_known { "box" } else { "box unknown" };
    let _ = writeln!(svg, "<g><title>{}</title>", escape(&tooltip(node)));
    let _ = writeln!(
        svg,
        "<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>"
    );
    let text = |class: &str, x: i64, y: i64, text: &str| {
        format!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>\n", escape(text))
    };
    svg.push_str(&text("title", left, y + 19, &TITLE.fit(&node.title, inner)));
    svg.push_str(&text("name", left, y + 36, &NAME.fit(&node.name, inner)));
    if !node.rows.is_empty() {
        let rule = y + HEAD;
        let end = x + width;
        let _ = writeln!(svg, "<path class=\"rule\" d=\"M{x} {rule}H{end}\"/>");
    }
    for (row, index) in node.rows.iter().zip(0..) {
        let baseline = y + HEAD + index * ROW + 14;
        // The label has priority, but leaves a part to the name.
        let label = LABEL.fit(&row.label, inner * 3 / 5);
        let name = NAME.fit(&row.name, inner - LABEL.width(&label) - PADDING / 2);
        svg.push_str(&text("label", left, baseline, &label));
        svg.push_str(&text("name end", right, baseline, &name));
    }
    svg.push_str("</g>\n");
}

/// Returns the texts of a box in full.
fn tooltip(node: &Node) -> String {
    let mut text = format!("{} ({})", node.title, node.name);
    for row in &node.rows {
        let _ = write!(text, "\n{}: {}", row.label, row.name);
    }
    text
}

/// Returns text for XML, without characters that XML cannot contain.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            '\n' => escaped.push('\n'),
            it if it.is_control() || matches!(it, '\u{fffe}' | '\u{ffff}') => escaped.push('�'),
            it => escaped.push(it),
        }
    }
    escaped
}
