// Routes in the hash: `#/requests/12`, `#/records/Account?q=x`. Every view and item has an address.

import { createStore, useStore } from "./store.js";

function read() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const decode = (part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return part;
    }
  };
  const [view = "", ...parts] = path.split("/").map(decode);
  return { view: view || "start", parts: parts.filter(Boolean), query: new URLSearchParams(query) };
}

const route = createStore(read());
addEventListener("hashchange", () => route.set(read()));

export const useRoute = () => useStore(route);
export const currentRoute = () => route.get();

/** Returns the address of a view: href("records", entity, id), with an optional query at the end. */
export function href(...parts) {
  const query = typeof parts.at(-1) === "object" ? parts.pop() : {};
  const given = Object.entries(query).filter(([, value]) => value !== "" && value != null);
  const path = `#/${parts.map((part) => encodeURIComponent(part)).join("/")}`;
  return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

export const go = (...parts) => {
  location.hash = href(...parts);
};

/** Changes the query of the current view without a new entry of the history. */
export function setQuery(changes) {
  const { view, parts, query } = route.get();
  const next = { ...Object.fromEntries(query), ...changes };
  history.replaceState(null, "", href(view, ...parts, next));
  route.set(read());
}
