//! Kills `crm import` at random points, breaks its connections, and runs it again until it finishes: no
//! record is created twice, no row is lost, and every outcome is right.
//!
//! Each run has a seed. The environment variables `KILL_FIRST` and `KILL_RUNS` set the first seed and the
//! number of runs, and `KILL_THREADS` the number of threads. Default: 50 runs from seed 0.
#![cfg(all(feature = "sqlite", feature = "excel"))]

mod kill {
    pub mod fault;
    pub mod file;
    pub mod model;
    pub mod run;
}

use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |it| it.parse().unwrap())
}

#[test]
fn an_import_that_is_killed_and_resumed_processes_each_row_once() {
    let first = setting("KILL_FIRST", 0);
    let end = first + setting("KILL_RUNS", 50);
    let next = AtomicU64::new(first);
    let totals = kill::run::Totals::default();
    thread::scope(|scope| {
        for _ in 0..setting("KILL_THREADS", 4) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return;
                    }
                    kill::run::check(seed, &totals);
                }
            });
        }
    });
    println!("{totals:#?}");
    // A test without kills and faults would prove nothing.
    assert!(totals.kills.load(Ordering::Relaxed) > 0 && totals.faults.load(Ordering::Relaxed) > 0);
}
