//! Reading 100,000 rows in 500 prepared pages, compared with `serde_json` alone on the same bytes.
//!
//! ```sh
//! cargo bench -p crm-client --bench paging
//! ```

mod support;

use bytes::Bytes;
use crm_client::{ResponseFuture, Transport};
use divan::Bencher;
use divan::counter::ItemsCount;
use http::{Request, Response};
use support::{Customer, ROWS, Reply, client, now, page};

fn main() {
    divan::main();
}

const TOTAL: usize = 100_000;

/// A transport that returns prepared pages.
struct Pages(Vec<Bytes>);

impl Pages {
    fn prepared() -> Pages {
        // The client requests one more page after a full page, so the last page is empty.
        Pages((1..=TOTAL / ROWS + 1).map(|page_no| page(page_no, TOTAL)).collect())
    }
}

impl Transport for Pages {
    fn send(&self, request: Request<Bytes>) -> ResponseFuture<'_> {
        let query = request.uri().query().unwrap_or_default().as_bytes();
        let page_no = form_urlencoded::parse(query).find(|(name, _)| name == "page_no");
        let page_no: usize = page_no.and_then(|(_, it)| it.parse().ok()).unwrap();
        let page = self.0[page_no - 1].clone();
        Box::pin(std::future::ready(Ok(Response::new(page))))
    }
}

#[divan::bench(sample_count = 20)]
fn rows_by_the_client(bencher: Bencher<'_, '_>) {
    let crm = client(Pages::prepared());
    bencher.counter(ItemsCount::new(TOTAL)).bench(|| {
        let mut rows = crm.account().list_as::<Customer>().page_size(200).items();
        now(async {
            let mut count = 0;
            while let Some(row) = rows.next().await {
                drop(divan::black_box(row.unwrap()));
                count += 1;
            }
            assert_eq!(count, TOTAL);
        });
    });
}

#[divan::bench(sample_count = 20)]
fn rows_by_serde_json(bencher: Bencher<'_, '_>) {
    let Pages(pages) = Pages::prepared();
    bencher.counter(ItemsCount::new(TOTAL)).bench(|| {
        for page in &pages {
            let reply: Reply<Customer> = serde_json::from_slice(page).unwrap();
            for row in reply.data {
                drop(divan::black_box(row));
            }
        }
    });
}
