//! The progress of a list: which page is the last one, and whether the server repeats pages.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use serde_json::value::RawValue;

use super::queue::Came;
use crate::endpoint::reply;
use crate::error::{Code, Error, Problem};
use crate::facts::PAGE_NO;

/// The progress of a list.
pub(super) struct Progress {
    /// The first page.
    first: u32,
    /// The total number of rows and the page size, if the server sends both.
    totals: Option<(u64, u64)>,
    /// The maximum number of rows that the caller wants.
    wanted: Option<u64>,
    /// The number of rows that were returned to the caller.
    given: u64,
    /// The number of rows up to here, including those before the first page.
    seen: u64,
    /// The largest number of rows on a page so far.
    largest: u64,
    /// Whether to prefetch pages of a list without totals.
    is_speculative: bool,
    /// The number of pages so far, and whether the last one was full.
    pages: u32,
    is_full: bool,
    /// Whether a full page completed the total. Only an empty page then confirms that the total is
    /// right.
    is_complete: bool,
    /// For each page that the totals do not account for, the hash of its data and the page number. It
    /// stores hashes instead of data, so that an endless list does not fill the memory.
    hashes: HashMap<u64, u32>,
    /// The hash of the first page. Some servers send the first page when a page after the last one is
    /// requested.
    first_hash: Option<u64>,
    hasher: RandomState,
}

/// Where a page is in the list.
pub(super) enum Next {
    /// More pages can follow.
    More,
    /// This is the last page.
    Last,
    /// The previous page was the last page. This page has no further rows of the list.
    End,
}

impl Progress {
    pub(super) fn new(first: u32) -> Progress {
        Progress {
            first,
            totals: None,
            wanted: None,
            given: 0,
            seen: 0,
            largest: 0,
            is_speculative: false,
            pages: 0,
            is_full: false,
            is_complete: false,
            hashes: HashMap::new(),
            first_hash: None,
            hasher: RandomState::new(),
        }
    }

    /// Limits the number of rows from here on. `at_hand` of these rows are already fetched.
    pub(super) fn limit(&mut self, rows: usize, at_hand: usize) {
        let wanted = self.given.saturating_add(rows as u64);
        self.wanted = Some(wanted.saturating_sub(at_hand as u64));
    }

    /// Allows to prefetch pages of a list without totals.
    pub(super) fn speculate(&mut self) {
        self.is_speculative = true;
    }

    /// Returns the number of the last page to prefetch, by the totals and by the number of wanted
    /// rows.
    ///
    /// If the last page by the total is full, it includes one more page, because the total can be too
    /// small and no row must be lost. Without totals, it is as many pages ahead as there were pages, so
    /// that at most half of the requests are for pages after the end.
    pub(super) fn last_page(&self) -> Option<u32> {
        let Some((total, size)) = self.totals else {
            let may_guess = self.is_speculative && self.is_full && self.wanted.is_none();
            let pages = self.pages.saturating_mul(2);
            return may_guess.then(|| self.first.saturating_add(pages).saturating_sub(1));
        };
        let size = size.max(1);
        let there_are = (total / size).saturating_add(1);
        let before = u64::from(self.first).saturating_sub(1);
        let wanted = self.wanted.map(|rows| before.saturating_add(rows.div_ceil(size)));
        let last = wanted.map_or(there_are, |wanted| wanted.min(there_are));
        u32::try_from(last).ok()
    }

    /// Counts the rows of a page that is not empty.
    ///
    /// # Errors
    ///
    /// Fails if the server returns another page than the requested one, or repeats a page.
    pub(super) fn count<T>(&mut self, came: &Came<T>) -> Result<Next, Problem> {
        let Came { number: asked, page, body, .. } = came;
        if let Some(came) = page.page_no
            && came != *asked
        {
            if self.is_complete {
                return Ok(Next::End);
            }
            let what = format!("requested page {asked}, but received page {came}");
            return Err(Problem::new(PAGE_NO, what));
        }
        if self.seen == 0 {
            self.seen = page.rows_before().unwrap_or_default();
        }
        let rows = page.data.len() as u64;
        let seen = self.seen.saturating_add(rows);
        self.pages = self.pages.saturating_add(1);
        self.is_full = rows >= self.largest;
        // A server can return fewer rows per page than the page size that it reports.
        let is_full = page.page_size.is_none_or(|size| rows >= u64::from(size))
            || (self.largest > 0 && rows >= self.largest);
        match page.total_size {
            Some(total) if seen == total && !is_full => {
                self.advance(came, seen, false);
                return Ok(Next::Last);
            }
            // Pages of equal rows are accepted if the server counts them.
            Some(total) if seen < total && is_full && page.page_no.is_some() => {
                if self.given == 0 {
                    self.first_hash = self.hash(body);
                }
                self.advance(came, seen, false);
                return Ok(Next::More);
            }
            // Only an empty page ends the list here. The hashes detect a server that repeats pages
            // forever.
            _ => {}
        }
        let is_complete = page.total_size == Some(seen);
        if let Some(hash) = self.hash(body) {
            match self.hashes.get(&hash) {
                Some(_) if self.is_complete => return Ok(Next::End),
                None if self.is_complete && self.first_hash == Some(hash) => return Ok(Next::End),
                // The last page by the total can have rows that are equal to those of another page,
                // so it is not an error.
                Some(first) if !is_complete => {
                    let what = format!(
                        "the server repeats page {first} as page {asked}; if different pages have equal \
                         rows, request a field that differs, such as the id"
                    );
                    return Err(Problem::new("data", what));
                }
                _ => {}
            }
            self.hashes.insert(hash, *asked);
        }
        self.advance(came, seen, is_complete);
        Ok(Next::More)
    }

    /// Returns whether an error means the end of the list: the total is complete, and the server
    /// refuses the page after the last one. The vendor does not document the response to such a
    /// request.
    pub(super) fn ends_with(&self, error: &Error) -> bool {
        let refused = [Some(Code::BUSINESS_FAILURE), Some(Code::INVALID_PARAMETER)];
        self.is_complete && (refused.contains(&error.code()) || error.json_path() == Some("data"))
    }

    fn hash(&self, body: &[u8]) -> Option<u64> {
        data(body).map(|data| self.hasher.hash_one(data))
    }

    fn advance<T>(&mut self, came: &Came<T>, seen: u64, is_complete: bool) {
        let rows = came.page.data.len() as u64;
        self.seen = seen;
        self.is_complete = is_complete;
        self.given = self.given.saturating_add(rows);
        self.largest = self.largest.max(rows);
        self.totals = came.page.total_size.zip(came.page.page_size.map(u64::from));
    }
}

/// Returns the JSON string of `data` in a reply.
fn data(body: &[u8]) -> Option<&str> {
    #[derive(serde::Deserialize)]
    struct Reply<'a> {
        #[serde(borrow)]
        data: &'a RawValue,
    }

    let reply = serde_json::from_slice(reply::text(body)).ok();
    reply.map(|Reply { data }| data.get())
}
