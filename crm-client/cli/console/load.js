// Loading for components.

import { html, useCallback, useEffect, useRef, useState } from "./vendor/htm.js";
import { changes } from "./live.js";
import { lang, t } from "./settings.js";
import { useStore } from "./store.js";
import { prose } from "./ui.js";

/** Loads again when `keys` or the language change. Until then, the old value stays. */
export function useLoad(load, keys) {
	const [state, setState] = useState({});
	const latest = useRef(0);
	const reload = useCallback(async () => {
		latest.current += 1;
		const run = latest.current;
		// A reply that another one has overtaken is dropped.
		const show = (next) => run === latest.current && setState(next);
		try {
			const data = await load();
			show({ data });
		} catch (error) {
			show((old) => ({ ...old, error }));
		}
	}, [...keys, useStore(lang)]);
	useEffect(() => void reload(), [reload]);
	useEffect(() => () => void (latest.current += 1), []);
	return { ...state, reload };
}

/** Loads again when the server reports a change, too. */
export const useLive = (load, keys = []) => useLoad(load, [...keys, useStore(changes)]);

export const failure = (error, retry) =>
	error &&
	html`<div class="note bad" role="alert">
		<span>${prose(error.message)}</span>
		${retry && html`<button class="link" onClick=${retry}>${t("Try again")}</button>`}
	</div>`;

export const loaded = ({ data, error, reload }, show) =>
	html`${failure(error, reload)}${data !== undefined && show(data)}`;
