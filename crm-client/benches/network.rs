//! What a call costs over a loopback socket, beside the same call written by hand on reqwest; and
//! how much sooner 100 pages come from a slow server when they are fetched ahead.
//!
//! ```sh
//! cargo bench -p crm-client --bench network
//! ```
//!
//! The cost is the processor time of the thread that calls, as Linux counts it; the server has a
//! thread of its own.

use std::fs;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use crm_client::Client;
use crm_client::sandbox::{Fault, Sandbox};
use serde::Deserialize;
use serde_json::json;
use sha1::{Digest, Sha1};
use tokio::runtime::{Builder, Runtime};

/// How many calls are measured at a time, and how often.
const CALLS: usize = 50;
const ROUNDS: usize = 1_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
#[allow(dead_code, reason = "it is read into, not out of")]
struct Customer {
    account_name: String,
    phone: Option<String>,
}

fn main() {
    // Cargo gives `--bench`, and `cargo test` nothing: then there is nothing to be measured.
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
    // The sandbox's own clock would have to be asked under a lock.
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
            // Whoever comes first may find the processor cold.
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
    println!("processor time of a call, client : by hand, {ROUNDS} rounds of {CALLS} calls");
    println!("  median of the rounds {:.3}, all together {all:.3}", ratios[ROUNDS / 2]);
}

/// As careful as the client's own: the same limit, and nothing that would hand on a signed URL.
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

/// The processor time that the calling thread has had until something is done.
fn processor_time(runtime: &Runtime, work: impl Future<Output = ()>) -> Duration {
    let now = || {
        let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
        Duration::from_nanos(stat.split(' ').next().unwrap().parse().unwrap())
    };
    let start = now();
    runtime.block_on(work);
    now().saturating_sub(start)
}

/// What one would write for this call and no other.
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
        assert_eq!(runtime.block_on(go_through(&crm, pages)), PAGES * 10);
        start.elapsed()
    };
    let (none, eight) = (time(0), time(8));
    println!("{PAGES} pages from a server that takes 20 ms, without prefetch : with 8 pages ahead");
    println!("  {:.2}", none.as_secs_f64() / eight.as_secs_f64());
}

async fn go_through(crm: &Client, pages: usize) -> usize {
    let list = crm.contact().list(["contactName"]).page_size(10);
    let mut items = list.items().prefetch(pages);
    let mut count = 0;
    while let Some(row) = items.next().await {
        row.unwrap();
        count += 1;
    }
    count
}
