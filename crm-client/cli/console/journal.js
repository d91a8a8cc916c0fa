// The requests that the page has: the newest ones that match the filter, and the ones that arrive.

import { get } from "./api.js";
import { arrived, reconnected } from "./live.js";
import { createStore } from "./store.js";

/** Rows that the page keeps. Older ones are loaded again when the reader scrolls to them. */
const KEPT = 1000;
const PAGE = 100;

/** `items` are newest first; `waiting` counts those that arrived during a pause. */
export const journal = createStore({ items: [], waiting: 0 });

let filter = {};
let run = 0;

const update = (changes) => journal.set({ ...journal.get(), ...changes });

const matches = (request) =>
  (!filter.endpoint || request.path === filter.endpoint) &&
  (!filter.code || String(request.code) === filter.code) &&
  (!filter.user || request.user?.id === filter.user);

/** Shows the newest requests that match a filter, in place of what is there. */
export async function show(wanted) {
  filter = wanted;
  run += 1;
  const own = run;
  try {
    const { items } = await get("requests", { ...filter, limit: PAGE });
    if (own !== run) return;
    // Requests of the live stream can have arrived before this reply.
    const newest = items[0]?.number ?? 0;
    const later = journal.get().items.filter((it) => it.number > newest && matches(it));
    journal.set({ items: [...later, ...items], isComplete: items.length < PAGE, waiting: 0, isLoaded: true });
  } catch (error) {
    if (own === run) update({ error, isLoaded: true });
  }
}

let isLoadingOlder = false;

export async function loadOlder() {
  const { items, isComplete } = journal.get();
  if (isComplete || isLoadingOlder || items.length === 0) return;
  isLoadingOlder = true;
  const own = run;
  try {
    const older = await get("requests", { ...filter, limit: PAGE, before: items.at(-1).number });
    const all = [...journal.get().items, ...older.items];
    if (own === run) update({ items: all, isComplete: older.items.length < PAGE });
  } catch (error) {
    update({ error });
  }
  isLoadingOlder = false;
}

export function togglePause() {
  const { isPaused } = journal.get();
  update({ isPaused: !isPaused });
  if (isPaused) show(filter);
}

arrived.listen((requests) => {
  const { items, isPaused, waiting, isComplete } = journal.get();
  const newest = items[0]?.number ?? 0;
  const added = requests.filter((it) => it.number > newest && matches(it)).reverse();
  if (added.length === 0) return;
  if (isPaused) update({ waiting: waiting + added.length });
  else {
    const all = [...added, ...items];
    update({ items: all.slice(0, KEPT), isComplete: isComplete && all.length <= KEPT });
  }
});

reconnected.listen(() => show(filter));
