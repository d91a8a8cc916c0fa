// What the server pushes: requests, and changes of its state.

import { address, get } from "./api.js";
import { createStore } from "./store.js";

/** "connecting", "live" or "lost". */
export const connection = createStore("connecting");

export const server = createStore(null);

/** Counts changes of the server's state, after which views load again. */
export const changes = createStore(0);

/** Functions that get the requests of one animation frame, oldest first. */
export const arrived = new Set();

/** Functions to call after a lost connection. */
export const reconnected = new Set();

let batch = [];

/** Hundreds of requests can arrive per second; the page changes once per frame. */
function add(request) {
	batch.push(request);
	if (batch.length > 1) return;
	requestAnimationFrame(() => {
		const requests = batch;
		batch = [];
		for (const run of arrived) run(requests);
	});
}

/** Milliseconds between two loads of the state, and before a new connection. */
const PAUSE = 250;
const RETRY = 1500;

let isLoading = false;
let isStale = false;

/** Calls during a load lead to one more load, not to one each. */
export async function refresh() {
	isStale = true;
	if (isLoading) return;
	isLoading = true;
	while (isStale) {
		isStale = false;
		try {
			server.set(await get("state"));
			changes.set(changes.get() + 1);
		} catch {
			// Reconnecting loads the state again.
		}
		await new Promise((done) => setTimeout(done, PAUSE));
	}
	isLoading = false;
}

let source = null;
let timer = 0;
let isBehind = false;

function open() {
	source = new EventSource(address("events"));
	source.addEventListener("open", () => {
		connection.set("live");
		refresh();
		if (isBehind) for (const run of reconnected) run();
		isBehind = false;
	});
	source.addEventListener("request", (event) => add(JSON.parse(event.data)));
	source.addEventListener("state", refresh);
	source.addEventListener("error", () => {
		isBehind = true;
		connection.set("lost");
		// The browser reconnects after a network error, but not after an HTTP error.
		if (source?.readyState === EventSource.CLOSED) timer = setTimeout(open, RETRY);
	});
}

function close() {
	clearTimeout(timer);
	source?.close();
	source = null;
	isBehind = true;
}

/** Connects while visible: browsers allow only six connections to a server for all tabs. */
export function connect() {
	const follow = () => (document.hidden ? close() : open());
	document.addEventListener("visibilitychange", follow);
	follow();
}
