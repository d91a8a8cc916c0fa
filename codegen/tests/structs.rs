//! Metadata that has every kind of name and field, and the structs it becomes: `tests/structs`.
//!
//! The client compiles the same file in its own tests. `UPDATE_EXPECT=1 cargo test` writes it.

mod support;

use support::metadata;

#[test]
fn the_metadata_becomes_these_structs() {
    let text = codegen::structs(&metadata()).unwrap();
    expect_test::expect_file!["structs/structs.rs"].assert_eq(&text);
}
