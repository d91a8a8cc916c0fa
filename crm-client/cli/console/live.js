// What the server pushes: requests as they arrive, and the fact that its state has changed.

import { address, get } from "./api.js";
import { createStore } from "./store.js";

/** "connecting", "live" or "lost". */
export const connection = createStore("connecting");

/** The state of the server, or `null` before the first reply. */
export const server = createStore(null);

/** Counts changes of the server's state. Views that show such state load again when it changes. */
export const changes = createStore(0);

function createEvent() {
  const listeners = new Set();
  return {
    listen: (listener) => listeners.add(listener),
    emit: (value) => listeners.forEach((listener) => listener(value)),
  };
}

/** The requests of one animation frame, oldest first. */
export const arrived = createEvent();

/** After a lost connection: requests can be missing. */
export const reconnected = createEvent();

let batch = [];

/** Requests arrive one by one, up to hundreds per second; the page changes at most once per frame. */
function add(request) {
  batch.push(request);
  if (batch.length > 1) return;
  requestAnimationFrame(() => {
    const requests = batch;
    batch = [];
    arrived.emit(requests);
  });
}

/** The shortest time between two loads of the state, and the delay before a new connection. */
const PAUSE = 250;
const RETRY = 1500;

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

let source = null;
let timer = 0;
let isBehind = false;

function open() {
  source = new EventSource(address("events"));
  source.addEventListener("open", () => {
    connection.set("live");
    refresh();
    if (isBehind) reconnected.emit();
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
