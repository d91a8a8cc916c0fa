//! What can happen to a text.

use std::ops::Range;

/// One thing that can happen to a text: a part of it is lost, changes, or gets something beside it.
#[derive(Debug, Clone, Copy)]
pub struct Mutation {
    unit: Unit,
    way: Way,
    what: What,
    /// Which part.
    at: u16,
    /// Which of what can be put there.
    other: u16,
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Character,
    Word,
    /// What stands behind a key.
    Value,
    Line,
    /// What ends with a blank line.
    Block,
}

#[derive(Debug, Clone, Copy)]
enum Way {
    Before,
    Behind,
    Instead,
    /// Instead of all that are equal, as when something is renamed.
    Everywhere,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Nothing,
    /// Another part of the same text.
    Part,
    /// Something of what can be typed.
    Typed,
    /// Any character.
    Character,
}

// What is more often worth its while stands here more than once.
const UNITS: [Unit; 8] = [
    Unit::Word,
    Unit::Word,
    Unit::Word,
    Unit::Value,
    Unit::Value,
    Unit::Character,
    Unit::Line,
    Unit::Block,
];
const WAYS: [Way; 4] = [Way::Before, Way::Behind, Way::Instead, Way::Everywhere];
const WHATS: [What; 8] = [
    What::Nothing,
    What::Part,
    What::Part,
    What::Typed,
    What::Typed,
    What::Typed,
    What::Typed,
    What::Character,
];

/// How many bytes say what happens.
pub const BYTES: usize = 7;

impl From<[u8; BYTES]> for Mutation {
    /// There are none that say nothing.
    fn from([unit, way, what, at @ .., one, two]: [u8; BYTES]) -> Mutation {
        Mutation {
            unit: *pick(&UNITS, unit.into()),
            way: *pick(&WAYS, way.into()),
            what: *pick(&WHATS, what.into()),
            at: u16::from_le_bytes(at),
            other: u16::from_le_bytes([one, two]),
        }
    }
}

impl Mutation {
    /// Lets it happen. What is typed is one of these.
    pub fn apply(self, text: &mut String, typed: &[&str]) {
        let parts = self.unit.parts(text);
        if parts.is_empty() {
            return;
        }
        let part = pick(&parts, self.at).clone();
        let what = match self.what {
            What::Nothing => String::new(),
            What::Part => text[pick(&parts, self.other).clone()].to_owned(),
            What::Typed => (*pick(typed, self.other)).to_owned(),
            What::Character => char::from_u32(self.other.into()).unwrap_or_default().to_string(),
        };
        match self.way {
            Way::Before => text.insert_str(part.start, &what),
            Way::Behind => text.insert_str(part.end, &what),
            Way::Instead => text.replace_range(part, &what),
            Way::Everywhere => {
                let old = text[part].to_owned();
                // The last comes first, so that the others stay where they are.
                for part in parts.into_iter().rev() {
                    if text[part.clone()] == old {
                        text.replace_range(part, &what);
                    }
                }
            }
        }
    }
}

impl Unit {
    fn parts(self, text: &str) -> Vec<Range<usize>> {
        let part = |part: &str| {
            let start = part.as_ptr().addr() - text.as_ptr().addr();
            start..start + part.len()
        };
        let is_no_letter = |it: char| !(it.is_alphanumeric() || it == '_' || it == '-');
        match self {
            Unit::Character => text.char_indices().map(|(at, it)| at..at + it.len_utf8()).collect(),
            Unit::Word => text.split(is_no_letter).filter(|it| !it.is_empty()).map(part).collect(),
            Unit::Value => {
                let lines = text.lines().filter_map(|it| it.split_once(['=', ':']));
                lines.map(|(_, value)| part(value)).collect()
            }
            Unit::Line => text.split_inclusive('\n').map(part).collect(),
            Unit::Block => text.split_inclusive("\n\n").map(part).collect(),
        }
    }
}

fn pick<T>(all: &[T], which: u16) -> &T {
    &all[usize::from(which) % all.len()]
}
