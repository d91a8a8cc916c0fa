//! A simulated tenant that is mirrored while it changes, by the real binary over a real socket.
//!
//! Every five simulated minutes, records are created, updated and deleted, hundreds of them in one second
//! now and then. Some become visible late, some are hidden and shown again, and fields are added and change
//! their type. Some rounds of the mirror are killed. At the end, the mirror must equal the CRM.
//!
//! `MIRROR_CHANGES` sets the number of changes. Default: 20,000. `MIRROR_SEED` repeats a run.

#[path = "mirror/crm.rs"]
mod crm;
#[path = "mirror/database.rs"]
mod database;
#[path = "mirror/tenant.rs"]
mod tenant;

use std::env;

use crm::{End, Mirror};
use tenant::Tenant;

/// The number of rounds between two complete readings.
const SWEEP: usize = 12;

fn number(name: &str, default: u64) -> u64 {
    env::var(name).map_or(default, |it| it.parse().unwrap())
}

#[test]
fn the_mirror_equals_the_crm_after_crashes_and_late_rows() {
    let seed = number("MIRROR_SEED", 7);
    let changes = usize::try_from(number("MIRROR_CHANGES", 20_000)).unwrap();
    let mut random = fastrand::Rng::with_seed(seed);
    let mut tenant = Tenant::new(3000, &mut random);
    let mirror = Mirror::new(&tenant.sandbox);
    assert_eq!(mirror.run(&[], None), End::Done);
    let (mut round, mut kills) = (0, 0);
    while tenant.changes < changes {
        round += 1;
        tenant.live_five_minutes(round, &mut random);
        let is_full = round % SWEEP == 0;
        let args: &[&str] = if is_full { &["--full"] } else { &[] };
        let kill = (random.u8(..5) == 0).then(|| random.u64(0..200));
        if mirror.run(args, kill) == End::Killed {
            kills += 1;
        }
        if is_full {
            database::check_hidden(&mirror.file, tenant.hidden());
        }
    }
    tenant.show_all();
    assert_eq!(mirror.run(&["--full"], None), End::Done);
    assert_eq!(mirror.run(&[], None), End::Done);
    let differences = mirror.verify();
    assert_eq!(differences, "", "seed {seed}");
    let counts = database::compare(&mirror.file, &tenant);
    println!(
        "{} changes in {round} rounds, {kills} of them killed: {counts:?}, no differences",
        tenant.changes
    );
    assert!(kills > 0 && counts.deleted > 0 && counts.live > 0);
}
