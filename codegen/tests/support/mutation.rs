//! Random changes of a string.

use std::ops::Range;

/// One change of a string: a part of it is removed or replaced, or something is inserted next to it.
#[derive(Debug, Clone, Copy)]
pub struct Mutation {
    unit: Unit,
    way: Way,
    what: What,
    /// The index of the part.
    at: u16,
    /// The index of the replacement.
    other: u16,
}

#[derive(Debug, Clone, Copy)]
enum Unit {
    Character,
    Word,
    /// The rest of a line after a key.
    Value,
    Line,
    /// Lines up to a blank line.
    Block,
}

#[derive(Debug, Clone, Copy)]
enum Way {
    Before,
    Behind,
    Instead,
    /// Replaces all equal parts, as a rename does.
    Everywhere,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Nothing,
    /// Another part of the same string.
    Part,
    /// One of the strings given to `apply`.
    Typed,
    /// Any character.
    Character,
}

// Repeated entries are chosen more often: they find more errors.
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

/// The number of bytes that encode a mutation.
pub const BYTES: usize = 7;

impl From<[u8; BYTES]> for Mutation {
    /// Decodes a mutation. All bytes are valid.
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
    /// Applies the change to a string. `typed` are the strings that it can insert.
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
                // Replace from the end, so that the ranges of the other parts stay valid.
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
