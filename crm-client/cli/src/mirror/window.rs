//! Reads all records that changed after a time, page by page, although records change meanwhile.
//!
//! Pages are not counted by position, because each record that changes moves to the end, and the ones
//! after it move forward. Instead, the next page begins a second before the last row of the previous
//! page, so that some rows are read twice and none is missed. If a second has more rows than a page, it
//! is read by position, again and again until it has the same rows twice: then no row that was read has
//! left this second meanwhile, and none has moved.

use std::hash::{DefaultHasher, Hash, Hasher};

use crm_client::filter::{Filter, field};

use super::instant::Form;

/// A second in milliseconds. Times can be rounded to it.
pub(super) const SECOND: i64 = 1000;

/// How often a second with more rows than a page is read at most.
const MAX_PASSES: u32 = 20;

/// What follows a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Another page.
    More,
    /// Nothing: the window is completely read.
    Done,
}

/// The CRM does not filter or sort by the time of the last change as requested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unordered;

/// The records that changed after a time.
#[derive(Debug)]
pub(super) struct Window {
    /// Rows after this time are requested. `None` means all rows.
    after: Option<i64>,
    /// The number of the page.
    page: u32,
    /// The number of rows of a full page.
    size: usize,
    /// The rows of the second that is read by position.
    rows: Fingerprint,
    /// The rows of the same second in the previous pass.
    previous: Option<Fingerprint>,
    passes: u32,
    greatest: Option<i64>,
}

/// A fingerprint of a set of rows. A second can have more rows than fit into memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Fingerprint {
    count: u64,
    sum: u64,
}

impl Fingerprint {
    fn add(&mut self, id: &str) {
        let mut hasher = DefaultHasher::new();
        id.hash(&mut hasher);
        self.count += 1;
        self.sum = self.sum.wrapping_add(hasher.finish());
    }
}

impl Window {
    /// Begins after a time, or at the first record.
    pub(super) fn new(after: Option<i64>, size: usize) -> Window {
        let rows = Fingerprint::default();
        Window { after, page: 1, size, rows, previous: None, passes: 0, greatest: None }
    }

    /// Returns the filter of the next page. The form of times is known after the first page.
    pub(super) fn filter(&self, cursor: &str, form: Option<&Form>) -> Filter {
        match (self.after, form) {
            (Some(after), Some(form)) => field(cursor).gt(form.print(after)).into(),
            _ => field(cursor).is_not_empty().into(),
        }
    }

    /// Returns the number of the next page.
    pub(super) fn page(&self) -> u32 {
        self.page
    }

    /// Returns the time before which everything is read.
    pub(super) fn position(&self) -> Option<i64> {
        self.after
    }

    /// Returns the greatest time so far.
    pub(super) fn greatest(&self) -> Option<i64> {
        self.greatest
    }

    /// Decides what follows a page with these ids and times.
    pub(super) fn advance(&mut self, rows: &[(&str, Option<i64>)]) -> Result<Step, Unordered> {
        let mut previous = self.after.unwrap_or(i64::MIN);
        for (id, time) in rows {
            let time = time.filter(|it| *it >= previous).ok_or(Unordered)?;
            previous = time;
            if !self.can_step_to(time) {
                self.rows.add(id);
            }
        }
        let last = rows.last().and_then(|it| it.1);
        self.greatest = self.greatest.max(last);
        let last = last.filter(|_| rows.len() >= self.size);
        if last.is_some_and(|it| !self.can_step_to(it)) {
            self.page += 1;
            return Ok(Step::More);
        }
        // Everything up to the second that is read by position is read now.
        if self.page > 1 && self.needs_pass() {
            return Ok(Step::More);
        }
        let Some(last) = last else { return Ok(Step::Done) };
        self.after = Some(last - SECOND);
        self.page = 1;
        self.rows = Fingerprint::default();
        self.previous = None;
        self.passes = 0;
        Ok(Step::More)
    }

    /// Returns whether the next page can begin a second before this time.
    fn can_step_to(&self, time: i64) -> bool {
        self.after.is_none_or(|after| time - SECOND > after)
    }

    /// Begins another pass, unless the last one has found the same rows as the one before.
    fn needs_pass(&mut self) -> bool {
        let is_same = self.previous.replace(self.rows) == Some(self.rows);
        self.passes += 1;
        self.page = 1;
        self.rows = Fingerprint::default();
        !is_same && self.passes < MAX_PASSES
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    const SIZE: usize = 5;

    /// Records with the times of their last change.
    type Records = BTreeMap<String, i64>;

    /// Returns the page that the window requests.
    fn page(records: &Records, window: &Window) -> Vec<(String, Option<i64>)> {
        let after = window.position().unwrap_or(i64::MIN);
        let mut rows: Vec<_> = records.iter().filter(|it| *it.1 > after).collect();
        rows.sort_by_key(|(id, time)| (**time, (*id).clone()));
        let skip = (window.page() as usize - 1) * SIZE;
        rows.into_iter().skip(skip).take(SIZE).map(|(id, time)| (id.clone(), Some(*time))).collect()
    }

    fn step(window: &mut Window, rows: &[(String, Option<i64>)]) -> Step {
        let rows: Vec<_> = rows.iter().map(|(id, time)| (id.as_str(), *time)).collect();
        window.advance(&rows).unwrap()
    }

    proptest! {
        /// Records are changed and deleted between the pages.
        #[test]
        fn reads_all_records_that_do_not_change(
            seconds in prop::collection::vec(0..6_i64, 0..60),
            events in prop::collection::vec((0..60_usize, any::<bool>()), 0..40),
        ) {
            let mut records: Records = seconds
                .iter()
                .enumerate()
                .map(|(number, second)| (format!("{number:03}"), second * SECOND))
                .collect();
            let mut untouched: BTreeSet<String> = records.keys().cloned().collect();
            let (mut window, mut read) = (Window::new(None, SIZE), BTreeSet::new());
            let (mut events, mut now, mut calls) = (events.into_iter(), 100 * SECOND, 0);
            loop {
                let rows = page(&records, &window);
                read.extend(rows.iter().map(|(id, _)| id.clone()));
                if step(&mut window, &rows) == Step::Done {
                    break;
                }
                if let Some((number, is_deleted)) = events.next() {
                    let id = format!("{number:03}");
                    untouched.remove(&id);
                    now += SECOND;
                    if is_deleted {
                        records.remove(&id);
                    } else if records.contains_key(&id) {
                        records.insert(id, now);
                    }
                }
                calls += 1;
                prop_assert!(calls < 1000);
            }
            prop_assert!(untouched.is_subset(&read), "{:?}", untouched.difference(&read));
        }

        #[test]
        fn reads_all_records_after_a_time(seconds in prop::collection::vec(0..30_i64, 0..100)) {
            let records: Records = seconds
                .iter()
                .enumerate()
                .map(|(number, second)| (format!("{number:03}"), second * SECOND))
                .collect();
            let (mut window, mut read) = (Window::new(Some(9 * SECOND), SIZE), BTreeSet::new());
            loop {
                let rows = page(&records, &window);
                read.extend(rows.iter().map(|(id, _)| id.clone()));
                if step(&mut window, &rows) == Step::Done {
                    break;
                }
            }
            let expected: BTreeSet<String> =
                records.iter().filter(|it| *it.1 > 9 * SECOND).map(|it| it.0.clone()).collect();
            prop_assert_eq!(read, expected);
            prop_assert_eq!(window.greatest(), records.values().copied().filter(|it| *it > 9 * SECOND).max());
        }
    }

    #[test]
    fn distinct_seconds_take_one_row_twice_per_page() {
        let records: Records = (0..1000).map(|it| (format!("{it:04}"), it * SECOND)).collect();
        let (mut window, mut calls) = (Window::new(None, SIZE), 1);
        loop {
            let rows = page(&records, &window);
            if step(&mut window, &rows) == Step::Done {
                break;
            }
            calls += 1;
        }
        assert_eq!(calls, 1000_usize.div_ceil(SIZE - 1));
    }

    #[test]
    fn rows_that_are_not_filtered_or_sorted_are_recognized() {
        let advance = |rows: &[(&str, Option<i64>)]| Window::new(Some(10), SIZE).advance(rows);
        assert_eq!(advance(&[("a", Some(9))]), Err(Unordered));
        assert_eq!(advance(&[("a", Some(12)), ("b", Some(11))]), Err(Unordered));
        assert_eq!(advance(&[("a", None)]), Err(Unordered));
        assert_eq!(advance(&[("a", Some(11)), ("b", Some(11))]), Ok(Step::Done));
    }
}
