//! Entities → boxes and references.

use std::collections::{BTreeMap, BTreeSet};

use super::super::words;
use super::text::{LABEL, NAME, TITLE};
use crate::safe;
use crate::tenant::{Entity, Tenant};

/// The boxes of a diagram, and the references between them.
#[derive(Debug, Default)]
pub(super) struct Graph {
    /// The boxes.
    pub nodes: Vec<Node>,
    /// The references that are drawn as lines.
    pub edges: Vec<Edge>,
    /// The boxes with too many references to draw: their lines would hide all others. These references
    /// are listed only.
    pub hubs: Vec<usize>,
}

/// A box.
#[derive(Debug)]
pub(super) struct Node {
    /// The label of the entity.
    pub title: String,
    /// The internal name of the entity.
    pub name: String,
    /// The reference fields.
    pub rows: Vec<Row>,
    /// Whether the fields of the entity are known.
    pub is_known: bool,
    /// The width in pixels.
    pub width: i64,
}

/// A line of a box.
#[derive(Debug)]
pub(super) struct Row {
    /// The text on the left.
    pub label: String,
    /// The internal name, on the right.
    pub name: String,
}

/// A line from a row of a box to another box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    /// The box with the field.
    pub from: usize,
    /// The row of the field.
    pub row: usize,
    /// The box of the entity to which the field refers.
    pub to: usize,
}

/// An entity is a hub if more entities than this refer to it, and more than two thirds of all.
const HUB: usize = 8;

/// The width of a box in pixels: at least, and at most.
const WIDTH: (i64, i64) = (130, 280);

/// The space between the text and the border of a box, and between two texts of a row.
pub(super) const PADDING: i64 = 12;

impl Node {
    /// Creates a box that is as wide as its text.
    pub(super) fn new(title: String, name: String, rows: Vec<Row>, is_known: bool) -> Node {
        let head = TITLE.width(&title).max(NAME.width(&name));
        let row = |it: &Row| {
            let gap = if it.name.is_empty() { 0 } else { PADDING };
            LABEL.width(&it.label) + gap + NAME.width(&it.name)
        };
        let widest = rows.iter().map(row).chain([head]).max().unwrap_or_default();
        let width = (widest + 2 * PADDING).clamp(WIDTH.0, WIDTH.1);
        Node { title, name, rows, is_known, width }
    }
}

/// Returns the boxes of the entities, and of those to which they refer.
pub(super) fn graph(tenant: &Tenant) -> Graph {
    let mut names: Vec<&str> = tenant.entities.iter().map(|it| it.info.entity.as_str()).collect();
    let known = names.len();
    for entity in &tenant.entities {
        for (_, target) in references(entity) {
            if !names.contains(&target) {
                names.push(target);
            }
        }
    }
    let indexes: BTreeMap<&str, usize> = names.iter().copied().zip(0..).collect();
    let label = |name: &str| {
        let info = tenant.all.iter().find(|it| it.entity == name);
        let label = info.map_or("", |it| it.name.trim());
        line(if label.is_empty() { name } else { label })
    };
    let hubs = hubs(tenant, &indexes);
    let mut graph = Graph { hubs, ..Graph::default() };
    for (from, entity) in tenant.entities.iter().enumerate() {
        let mut rows = Vec::new();
        let mut listed: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for (field, target) in references(entity) {
            let to = indexes[target];
            if graph.hubs.contains(&to) {
                listed.entry(to).or_default().push(&field.field);
                continue;
            }
            graph.edges.push(Edge { from, row: rows.len(), to });
            rows.push(Row { label: line(&field.name), name: line(&field.field) });
        }
        for (to, fields) in listed {
            let label = format!("→ {}", label(names[to]));
            // The names in full would make all boxes wide.
            let more =
                if fields.len() > 1 { format!(" +{}", fields.len() - 1) } else { String::new() };
            let first = fields.first().copied().unwrap_or_default();
            rows.push(Row { label, name: line(&format!("{first}{more}")) });
        }
        let name = line(&entity.info.entity);
        graph.nodes.push(Node::new(label(&entity.info.entity), name, rows, true));
    }
    for name in &names[known..] {
        graph.nodes.push(Node::new(label(name), line(name), Vec::new(), false));
    }
    graph
}

/// Returns the entities to which most entities refer.
fn hubs(tenant: &Tenant, indexes: &BTreeMap<&str, usize>) -> Vec<usize> {
    let mut sources: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for entity in &tenant.entities {
        for (_, target) in references(entity) {
            sources.entry(indexes[target]).or_default().insert(&entity.info.entity);
        }
    }
    let limit = HUB.max(tenant.entities.len() * 2 / 3);
    sources.into_iter().filter(|(_, it)| it.len() > limit).map(|(index, _)| index).collect()
}

/// Returns the reference fields with their targets, without the entity's own id.
fn references(entity: &Entity) -> impl Iterator<Item = (&crm_client::metadata::FieldInfo, &str)> {
    let fields = entity.fields.iter().filter(|it| !words::is_own_id(entity, it));
    fields.filter_map(|it| Some((it, it.reference_to.as_deref()?)))
}

fn line(text: &str) -> String {
    safe::line(text.trim()).into_owned()
}
