//! The sizes of a box, and the places on its sides where lines begin and end.

use super::channel::Side;

/// The height of the head of a box.
pub(super) const HEAD: i64 = 44;

/// The height of a row of a box.
pub(super) const ROW: i64 = 20;

/// The space below the last row.
const FOOT: i64 = 8;

/// Half the distance of lines on the two sides of a box, so that lines of neighbours do not meet.
const SHIFT: i64 = 3;

/// A place on the left and on the right border of a box.
#[derive(Clone, Copy, Debug)]
pub(super) struct Port(i64);

/// The place where lines end.
pub(super) const HEAD_PORT: Port = Port(HEAD / 2);

impl Port {
    /// Returns the distance from the upper border.
    pub(super) fn on(self, side: Side) -> i64 {
        match side {
            Side::Before => self.0 - SHIFT,
            Side::After => self.0 + SHIFT,
        }
    }
}

/// Returns the distance of a row's lines from the upper border.
pub(super) fn row_port(row: usize, side: Side) -> i64 {
    Port(HEAD + ROW / 2 + i64::try_from(row).unwrap_or(i64::MAX / ROW) * ROW).on(side)
}

/// Returns the height of a box with this number of rows.
pub(super) fn box_height(rows: usize) -> i64 {
    let rows = i64::try_from(rows).unwrap_or(i64::MAX / ROW);
    HEAD + rows * ROW + if rows > 0 { FOOT } else { 0 }
}
