//! An export that is killed at any point continues, and its file is the same as without interruption.

use std::fs;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crm_client::sandbox::Fault;

use super::support::{command, contacts};
use crate::support::Server;

/// The number of random points. `CRM_EXPORT_KILLS` raises it.
const KILLS: u64 = 3;

/// A sequence of numbers that look random.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }
}

fn export(server: &Server, name: &str) -> Vec<u8> {
    let line = format!("export Contact -o {name} --labels");
    let output = command(server, &line).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    fs::read(server.folder.path().join(name)).unwrap()
}

fn survives_kills(format: &str) {
    let server = contacts();
    server
        .sandbox
        .inject(Fault::slow(Duration::from_millis(4)).on("entity/adv-query").times(usize::MAX));
    let start = Instant::now();
    let expected = export(&server, &format!("expected.{format}"));
    let micros = u64::try_from(start.elapsed().as_micros()).unwrap();
    let kills = std::env::var("CRM_EXPORT_KILLS").ok().and_then(|it| it.parse().ok());
    let mut resumed = 0;
    for seed in 0..kills.unwrap_or(KILLS) {
        let mut random = Random(seed);
        let name = format!("{seed}.{format}");
        let path = server.folder.path().join(&name);
        let line = format!("export Contact -o {name} --labels");
        // More than one kill hits a continued export, too.
        for _ in 0..=random.below(3) {
            let mut child = command(&server, &line).spawn().unwrap();
            sleep(Duration::from_micros(random.below(micros)));
            child.kill().unwrap();
            child.wait().unwrap();
            if path.exists() {
                assert!(fs::read(&path).unwrap() == expected, "seed {seed}: incomplete file");
                break;
            }
        }
        let is_placed = path.exists();
        let journal = server.folder.path().join(format!("{name}.resume"));
        resumed += u64::from(fs::metadata(&journal).is_ok_and(|it| it.len() > 3000));
        if !is_placed || journal.exists() {
            let run = command(&server, &line).output().unwrap();
            assert!(run.status.success(), "seed {seed}: {run:?}");
        }
        assert!(fs::read(&path).unwrap() == expected, "seed {seed}: other contents");
        let left: Vec<_> = fs::read_dir(server.folder.path())
            .unwrap()
            .map(|it| it.unwrap().file_name().into_string().unwrap())
            .filter(|it| it.starts_with(&format!("{seed}.")) && !it.ends_with(".manifest.json"))
            .collect();
        assert_eq!(left, [name], "seed {seed}");
    }
    if kills.is_some_and(|it| it >= 20) {
        assert!(resumed > 0, "no export was continued");
    }
}

#[test]
fn an_export_to_csv_survives_kills() {
    survives_kills("csv");
}

#[test]
fn an_export_to_ndjson_survives_kills() {
    survives_kills("ndjson");
}

#[cfg(feature = "excel")]
#[test]
fn an_export_to_a_workbook_survives_kills() {
    survives_kills("xlsx");
}

#[cfg(feature = "parquet")]
#[test]
fn an_export_to_parquet_survives_kills() {
    survives_kills("parquet");
}
