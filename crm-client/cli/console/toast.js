// Actions, and messages about their outcome.

import { html } from "./vendor/htm.js";
import { post } from "./api.js";
import { t } from "./settings.js";
import { createStore, useStore } from "./store.js";
import { prose } from "./ui.js";

const toasts = createStore([]);
let next = 0;

/** In milliseconds. A failure stays until it is closed. */
const STAY = 6000;

const close = (id) => toasts.set(toasts.get().filter((it) => it.id !== id));

function toast(text, options) {
	next += 1;
	const id = next;
	toasts.set([...toasts.get().slice(-2), { id, text, ...options }]);
	if (!options.isFailure) setTimeout(close, STAY, id);
}

/** Runs an action and reports its outcome. Returns `undefined` after a failure. */
export async function attempt(action, text, canUndo = false) {
	try {
		const result = await action();
		if (text) toast(text, { canUndo });
		return result ?? null;
	} catch (error) {
		toast(error.message, { isFailure: true });
		return undefined;
	}
}

export async function undo() {
	const result = await attempt(() => post("undo"));
	if (result) toast(t("Undone: {what}", { what: result.undone }), {});
}

export const Toasts = () => html`<div class="toasts" role="status">
	${useStore(toasts).map(
		({ id, text, isFailure, canUndo }) => html`<div key=${id} class="toast ${isFailure ? "failed" : ""}">
			<span>${prose(text)}</span>
			${canUndo && html`<button class="link" onClick=${() => (close(id), undo())}>${t("Undo")}</button>`}
			<button class="bare" aria-label=${t("Close")} onClick=${() => close(id)}>×</button>
		</div>`,
	)}
</div>`;
