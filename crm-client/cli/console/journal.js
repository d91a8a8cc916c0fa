// The requests that the page has: the newest ones, filtered, and the ones that arrive.

import { get } from "./api.js";
import { onReconnect, onRequests } from "./live.js";
import { createStore } from "./store.js";

/** Rows that the page keeps. Older ones are loaded again when the reader scrolls to them. */
const KEPT = 1000;
const PAGE = 100;

export const NO_FILTER = { endpoint: "", code: "", user: "" };

const EMPTY = { items: [], isComplete: false, isPaused: false, waiting: 0, error: null, isLoaded: false };

/** `items` are summaries, newest first; `waiting` counts those that arrived during a pause. */
export const journal = createStore(EMPTY);

let filter = NO_FILTER;
let run = 0;

const update = (changes) => journal.set({ ...journal.get(), ...changes });

const matches = (request) =>
  (!filter.endpoint || request.path === filter.endpoint) &&
  (!filter.code || String(request.code) === filter.code) &&
  (!filter.user || request.user?.id === filter.user);

/** Shows the requests that match a filter. */
export async function show(wanted) {
  filter = wanted;
  await load();
}

/** Loads the newest requests, in place of what is there. */
async function load() {
  run += 1;
  const own = run;
  try {
    const { items } = await get("requests", { ...filter, limit: PAGE });
    // Requests of the live stream can have arrived before this reply.
    if (own !== run) return;
    const newest = items[0]?.number ?? 0;
    const later = journal.get().items.filter((it) => it.number > newest && matches(it));
    update({ items: [...later, ...items], isComplete: items.length < PAGE, waiting: 0, error: null, isLoaded: true });
  } catch (error) {
    if (own === run) update({ error, isLoaded: true });
  }
}

let isLoadingOlder = false;

/** Loads the next older page. */
export async function loadOlder() {
  const { items, isComplete } = journal.get();
  if (isComplete || isLoadingOlder || items.length === 0) return;
  isLoadingOlder = true;
  const own = run;
  try {
    const older = await get("requests", { ...filter, limit: PAGE, before: items.at(-1).number });
    if (own === run) {
      const all = [...journal.get().items, ...older.items];
      update({ items: all, isComplete: older.items.length < PAGE });
    }
  } catch (error) {
    update({ error });
  }
  isLoadingOlder = false;
}

export function togglePause() {
  const { isPaused } = journal.get();
  update({ isPaused: !isPaused });
  if (isPaused) load();
}

onRequests((requests) => {
  const { items, isPaused, waiting } = journal.get();
  const newest = items[0]?.number ?? 0;
  const added = requests.filter((it) => it.number > newest && matches(it)).reverse();
  if (added.length === 0) return;
  if (isPaused) update({ waiting: waiting + added.length });
  else if (items.length + added.length > KEPT) {
    update({ items: [...added, ...items].slice(0, KEPT), isComplete: false });
  } else update({ items: [...added, ...items] });
});

onReconnect(load);
