// The newest requests that match the filter, and those that arrive.

import { get } from "./api.js";
import { arrived, reconnected } from "./live.js";
import { createStore } from "./store.js";

/** Older rows are loaded again when the reader scrolls to them. */
const KEPT = 1000;
const PAGE = 100;

/** `items` are newest first; `waiting` counts arrivals during a pause. */
export const journal = createStore({ items: [], waiting: 0 });

let filter = {};
let run = 0;

const update = (changes) => journal.set({ ...journal.get(), ...changes });

const matches = (request) =>
	(!filter.endpoint || request.path === filter.endpoint) &&
	(!filter.code || String(request.code) === filter.code) &&
	(!filter.user || request.user?.id === filter.user);

/** Passes a page of requests to `use`, unless the filter has changed meanwhile. */
async function load(before, use) {
	const own = run;
	try {
		const { items } = await get("requests", { ...filter, limit: PAGE, before });
		if (own === run) use(items, journal.get().items);
	} catch (error) {
		if (own === run) update({ error, isLoaded: true });
	}
}

export function show(wanted) {
	filter = wanted;
	run += 1;
	return load(undefined, (items, shown) => {
		// Some can have arrived before this reply.
		const newest = items[0]?.number ?? 0;
		const later = shown.filter((it) => it.number > newest && matches(it));
		journal.set({ items: [...later, ...items], isComplete: items.length < PAGE, waiting: 0, isLoaded: true });
	});
}

let isLoadingOlder = false;

export async function loadOlder() {
	const { items, isComplete } = journal.get();
	if (isComplete || isLoadingOlder || items.length === 0) return;
	isLoadingOlder = true;
	await load(items.at(-1).number, (older, shown) => {
		update({ items: [...shown, ...older], isComplete: older.length < PAGE });
	});
	isLoadingOlder = false;
}

export function togglePause() {
	const { isPaused } = journal.get();
	update({ isPaused: !isPaused });
	if (isPaused) show(filter);
}

arrived.add((requests) => {
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

reconnected.add(() => show(filter));
