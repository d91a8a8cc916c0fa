// Short messages at the bottom of the page: what was done, and how to undo it.

import { html } from "./vendor/standalone.module.js";
import { post } from "./api.js";
import { t } from "./lang.js";
import { createStore, useStore } from "./store.js";

const toasts = createStore([]);
let next = 0;

/** How long a message stays, in milliseconds. A failure stays until it is closed. */
const STAY = 6000;

export function toast(text, { kind = "done", action } = {}) {
  next += 1;
  const id = next;
  toasts.set([...toasts.get().slice(-2), { id, text, kind, action }]);
  if (kind === "done") setTimeout(() => close(id), STAY);
}

const close = (id) => toasts.set(toasts.get().filter((it) => it.id !== id));

/** Runs an action and reports its failure. Returns the result, or `undefined` after a failure. */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(error.message, { kind: "failed" });
    return undefined;
  }
}

export async function undo() {
  const result = await attempt(() => post("undo"));
  if (result) toast(t("undo.done", { what: result.undone }));
}

/** Reports a change that can be undone. */
export const changed = (text) => toast(text, { action: { title: t("undo"), run: undo } });

export function Toasts() {
  const list = useStore(toasts);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${list.map(
      ({ id, text, kind, action }) => html`<div key=${id} class="toast ${kind}">
        <span>${text}</span>
        ${action &&
        html`<button
          class="link"
          onClick=${() => {
            close(id);
            action.run();
          }}
        >
          ${action.title}
        </button>`}
        <button class="bare" aria-label=${t("close")} onClick=${() => close(id)}>×</button>
      </div>`,
    )}
  </div>`;
}
