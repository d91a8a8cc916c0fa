// The smallest store that is enough here: a value, a setter, and components that follow it.

import { useEffect, useState } from "./vendor/standalone.module.js";

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

/** Returns the value of a store, and renders the component again when it changes. */
export function useStore(store) {
  const [, render] = useState(0);
  useEffect(() => {
    const update = () => render((count) => count + 1);
    const stop = store.subscribe(update);
    // The value can have changed between the first render and this subscription.
    update();
    return stop;
  }, [store]);
  return store.get();
}

/** A setting that the browser remembers. Without storage (private windows), it lasts until a reload. */
export function remembered(name, fallback) {
  const key = `crm-sandbox-${name}`;
  const read = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const store = createStore(read() ?? fallback);
  store.subscribe(() => {
    try {
      localStorage.setItem(key, store.get());
    } catch {
      // Nothing to do: the setting still applies to this page.
    }
  });
  return store;
}
