// What the server pushes: requests as they arrive, and the fact that its state has changed.

import { address, get } from "./api.js";
import { createStore } from "./store.js";

/** "connecting", "open" or "lost". */
export const connection = createStore("connecting");

/** The state of the server, or `null` before the first reply. */
export const server = createStore(null);

/** Counts changes of the server's state. Views that show such state load again when it changes. */
export const changes = createStore(0);

const requestListeners = new Set();
const reconnectListeners = new Set();

/** Calls `listener` with the requests of one animation frame, oldest first. */
export function onRequests(listener) {
  requestListeners.add(listener);
  return () => requestListeners.delete(listener);
}

/** Calls `listener` after a lost connection: requests can be missing. */
export function onReconnect(listener) {
  reconnectListeners.add(listener);
  return () => reconnectListeners.delete(listener);
}

let batch = [];

/** Requests arrive one by one, up to hundreds per second; the page changes at most once per frame. */
function add(request) {
  batch.push(request);
  if (batch.length === 1) requestAnimationFrame(flush);
}

function flush() {
  const requests = batch;
  batch = [];
  for (const listener of [...requestListeners]) listener(requests);
}

/** The shortest time between two loads of the state, in milliseconds. */
const PAUSE = 250;
let isLoading = false;
let isStale = false;

/** Loads the state. Calls during a load lead to one more load, not to one each. */
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
      // The event stream reports a lost connection, and reconnecting loads the state again.
    }
    await new Promise((done) => setTimeout(done, PAUSE));
  }
  isLoading = false;
}

/** The delay before a new connection, in milliseconds. */
const RETRY = 1500;

let source = null;
let timer = 0;
/** Whether requests can have been missed since the page was loaded. */
let isBehind = false;

function open() {
  source = new EventSource(address("events"));
  source.addEventListener("open", () => {
    connection.set("open");
    refresh();
    if (isBehind) for (const listener of [...reconnectListeners]) listener();
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

/**
 * Connects while the page is visible. Browsers allow six connections to a server for all their tabs, so a
 * seventh tab would not load if hidden tabs kept theirs.
 */
export function connect() {
  const follow = () => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", follow);
  follow();
}
