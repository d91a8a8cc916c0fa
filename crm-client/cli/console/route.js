// Routes in the hash: `#/requests/12`, `#/records/Account?q=x`.

import { createStore, useStore } from "./store.js";

function decode(part) {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
}

function read() {
	const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
	const [view, ...parts] = path.split("/").map(decode);
	return { view: view || "start", parts: parts.filter(Boolean), query: Object.fromEntries(new URLSearchParams(query)) };
}

const route = createStore(read());
addEventListener("hashchange", () => route.set(read()));

export const useRoute = () => useStore(route);

/** Returns an address: href("records", entity, id), with an optional query at the end. */
export function href(...parts) {
	const query = typeof parts.at(-1) === "object" ? parts.pop() : {};
	const given = Object.entries(query).filter(([, value]) => value);
	const path = `#/${parts.map((part) => encodeURIComponent(part)).join("/")}`;
	return given.length ? `${path}?${new URLSearchParams(given)}` : path;
}

export const go = (...parts) => {
	location.hash = href(...parts);
};

export function replace(...parts) {
	history.replaceState(null, "", href(...parts));
	route.set(read());
}

export function setQuery(changes) {
	const { view, parts, query } = route.get();
	replace(view, ...parts, { ...query, ...changes });
}
