// A value, a setter, and components that follow it.

import { useEffect, useState } from "./vendor/htm.js";

export function createStore(value) {
	const listeners = new Set();
	return {
		get: () => value,
		set(next) {
			if (Object.is(value, next)) return;
			value = next;
			for (const listener of [...listeners]) listener();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

export function useStore(store) {
	const [, render] = useState(0);
	useEffect(() => {
		const update = () => render((count) => count + 1);
		// The value can have changed since the render.
		update();
		return store.subscribe(update);
	}, [store]);
	return store.get();
}

/** A setting that the browser remembers, if it has a storage. */
export function remembered(name, fallback) {
	const key = `crm-sandbox-${name}`;
	let store;
	try {
		store = createStore(localStorage.getItem(key) ?? fallback);
		store.subscribe(() => localStorage.setItem(key, store.get()));
	} catch {
		store ??= createStore(fallback);
	}
	return store;
}
