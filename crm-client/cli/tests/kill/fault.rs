//! Random faults of the connection and of the server.

use std::time::Duration;

use crm_client::Code;
use crm_client::sandbox::Fault;
use fastrand::Rng;

const ADD: &str = "customentity/add";
const UPDATE: &str = "customentity/update";
const QUERY: &str = "entity/adv-query";
const METADATA: &str = "metadata/field";

/// Returns a random fault of one of the next requests.
pub fn random(rng: &mut Rng) -> Fault {
    let path = *rng.choice(&[ADD, ADD, ADD, UPDATE, UPDATE, QUERY, METADATA]).unwrap();
    let fault = match rng.u8(..11) {
        0 | 1 => Fault::reset(),
        2 | 3 => Fault::reset().after_completion(),
        4 => Fault::cut_body(),
        5 => Fault::slow(Duration::from_millis(rng.u64(5..150))),
        6 => {
            let status = Fault::status(*rng.choice(&[500, 502, 503, 504]).unwrap());
            if rng.bool() { status.after_completion() } else { status }
        }
        7 => {
            let code = Fault::code(Code::SYSTEM_ERROR);
            if rng.bool() { code.after_completion() } else { code }
        }
        8 => Fault::code(Code::RATE_LIMITED),
        9 => Fault::wrong_envelope(),
        _ => {
            let garbage = Fault::garbage();
            if rng.bool() { garbage.after_completion() } else { garbage }
        }
    };
    fault.on(path).after(rng.usize(..8)).times(rng.usize(1..3))
}
