//! The cost of a call over a loopback socket, compared with the same call written by hand with reqwest,
//! and the time that prefetching saves for 100 pages of a slow server.
//!
//! ```sh
//! cargo bench -p crm-client --bench network
//! ```
//!
//! The cost is the processor time of the calling thread, as measured by Linux. The server runs in
//! another thread.

use std::fs;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crm_client::Client;
use crm_client::sandbox::{Fault, Sandbox};
use serde::Deserialize;
use serde_json::json;
use sha1::{Digest, Sha1};
use tokio::runtime::{Builder, Runtime};

/// The number of calls per measurement, and the number of measurements.
const CALLS: usize = 50;
const ROUNDS: usize = 1_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "the benchmark only decodes the fields")]
struct Customer {
    account_name: String,
    phone: Option<String>,
}

fn main() {
    // `cargo bench` passes `--bench`. `cargo test` does not, and must not measure.
    if !std::env::args().any(|it| it == "--bench") {
        return;
    }
    let server = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let sandbox = server.block_on(Sandbox::start()).unwrap();
    let here = Builder::new_current_thread().enable_all().build().unwrap();
    cost(&here, &sandbox);
    prefetch(&here, &sandbox);
}

fn cost(runtime: &Runtime, sandbox: &Sandbox) {
    let record = json!({ "accountName": "杨志永", "phone": "021-34240127" });
    let id = sandbox.insert("Account", &record);
    // The clock of the sandbox takes a lock, which would add to the measured time.
    let crm = sandbox.client_builder().clock(SystemTime::now).build().unwrap();
    let http = http_client();
    let times: Vec<(Duration, Duration)> = (0..ROUNDS)
        .map(|round| {
            let client = || {
                processor_time(runtime, async {
                    for _ in 0..CALLS {
                        crm.account().get_as::<Customer>(&id).await.unwrap();
                    }
                })
            };
            let hand = || {
                processor_time(runtime, async {
                    for _ in 0..CALLS {
                        by_hand(&http, sandbox, id.as_str()).await;
                    }
                })
            };
            // Alternate the order, because the first measurement may find cold caches.
            if round % 2 == 0 {
                let client = client();
                (client, hand())
            } else {
                let hand = hand();
                (client(), hand)
            }
        })
        .collect();
    let ratio = |client: Duration, hand: Duration| client.as_secs_f64() / hand.as_secs_f64();
    let mut ratios: Vec<f64> = times.iter().map(|(client, hand)| ratio(*client, *hand)).collect();
    ratios.sort_by(f64::total_cmp);
    let (client, hand): (Vec<Duration>, Vec<Duration>) = times.into_iter().unzip();
    let all = ratio(client.iter().sum(), hand.iter().sum());
    println!("processor time per call, ratio client / by hand, {ROUNDS} rounds of {CALLS} calls");
    println!("  median of the rounds {:.3}, total {all:.3}", ratios[ROUNDS / 2]);
}

/// Returns an HTTP client with the settings of the built-in transport.
fn http_client() -> reqwest::Client {
    reqwest::Client::builder()
        .user_agent("by-hand/1.0")
        .no_proxy()
        .connect_timeout(Duration::from_secs(15))
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .retry(reqwest::retry::never())
        .build()
        .unwrap()
}

/// Returns the processor time that the calling thread uses for `work`.
fn processor_time(runtime: &Runtime, work: impl Future<Output = ()>) -> Duration {
    let now = || {
        let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        Duration::from_nanos(stat.split(' ').next().unwrap().parse().unwrap())
    };
    let start = now();
    runtime.block_on(work);
    now().saturating_sub(start)
}

/// Makes the same call without the client.
async fn by_hand(http: &reqwest::Client, sandbox: &Sandbox, id: &str) -> Customer {
    #[derive(Deserialize)]
    struct Reply {
        error_code: i64,
        data: Customer,
    }

    let timestamp = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis().to_string();
    let user = sandbox.user();
    let mut query = vec![
        ("account_id", id),
        ("appid", sandbox.app_id()),
        ("fields", "accountName,phone"),
        ("op_user", user.as_str()),
        ("sign_type", "SHA1"),
        ("timestamp", &timestamp),
    ];
    let mut text = String::with_capacity(512);
    for (name, value) in &query {
        text.extend([*name, "=", *value, "&"]);
    }
    text.extend(["appkey=", sandbox.app_key()]);
    let sign = base16ct::lower::encode_string(&Sha1::digest(&text));
    query.push(("sign", &sign));
    let url = format!("{}account/get", sandbox.base_url());
    let url = reqwest::Url::parse_with_params(&url, &query).unwrap();
    let request = http.get(url).timeout(Duration::from_secs(30));
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let reply: Reply = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
    assert_eq!(reply.error_code, 0);
    reply.data
}

fn prefetch(runtime: &Runtime, sandbox: &Sandbox) {
    const PAGES: usize = 100;
    for number in 0..PAGES * 10 {
        sandbox.insert("Contact", &json!({ "contactName": format!("第{number}") }));
    }
    sandbox.inject(Fault::slow(Duration::from_millis(20)).on("contact/list").times(usize::MAX));
    let crm = sandbox.client_builder().build().unwrap();
    let time = |pages| {
        let start = Instant::now();
        assert_eq!(runtime.block_on(read_all(&crm, pages)), PAGES * 10);
        start.elapsed()
    };
    let (none, eight) = (time(0), time(8));
    println!(
        "{PAGES} pages from a server that takes 20 ms, ratio no prefetch / 8 prefetched pages"
    );
    println!("  {:.2}", none.as_secs_f64() / eight.as_secs_f64());
}

async fn read_all(crm: &Client, pages: usize) -> usize {
    let list = crm.contact().list(["contactName"]).page_size(10);
    let mut items = list.items().prefetch(pages);
    let mut count = 0;
    while let Some(row) = items.next().await {
        row.unwrap();
        count += 1;
    }
    count
}
