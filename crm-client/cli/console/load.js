// Loading for components: the value, the failure, and when to load again.

import { useCallback, useEffect, useRef, useState } from "./vendor/standalone.module.js";
import { changes } from "./live.js";
import { lang } from "./lang.js";
import { useStore } from "./store.js";

/**
 * Runs `load` again when `keys` change. The previous value stays visible until the next one is there.
 * A reply that another one has overtaken is dropped.
 */
export function useLoad(load, keys) {
  const [state, setState] = useState({ data: undefined, error: undefined });
  const latest = useRef(0);
  const reload = useCallback(async () => {
    latest.current += 1;
    const run = latest.current;
    try {
      const data = await load();
      if (run === latest.current) setState({ data, error: undefined });
    } catch (error) {
      if (run === latest.current) setState((old) => ({ ...old, error }));
    }
  }, keys);
  useEffect(() => {
    reload();
  }, [reload]);
  // A reply after the component is gone is not shown.
  useEffect(() => () => void (latest.current += 1), []);
  return { ...state, reload, setData: (data) => setState({ data, error: undefined }) };
}

/** Like `useLoad`, and loads again when the server reports a change or the language changes. */
export function useLive(load, keys) {
  return useLoad(load, [...keys, useStore(changes), useStore(lang)]);
}
