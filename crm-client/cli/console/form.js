// Forms: a draft of an object, and controls bound to its values.

import { html, useState } from "./vendor/htm.js";
import { select } from "./ui.js";

export function useDraft(initial) {
  const [draft, setDraft] = useState(initial);
  const set = (changes) => setDraft((old) => ({ ...old, ...changes }));
  const input = (name, read, rest) =>
    html`<input value=${draft[name] ?? ""} onInput=${({ target }) => set({ [name]: read(target.value) })} ...${rest} />`;
  return {
    draft,
    set,
    text: (name, rest) => input(name, (text) => text, rest),
    /** No text is `null`. */
    number: (name, rest) => input(name, (text) => (text === "" ? null : Number(text)), { type: "number", ...rest }),
    choice: (name, options, rest) => select(draft[name], options, (value) => set({ [name]: value }), rest),
    check: (name, label) => html`<label class="check">
      <input type="checkbox" checked=${draft[name]} onChange=${({ target }) => set({ [name]: target.checked })} />
      <span>${label}</span>
    </label>`,
  };
}

/** A control with its label. */
export const field = (label, control, hint) => html`<label class="field">
  <span class="label">${label}</span>${control}${hint && html`<small class="muted">${hint}</small>`}
</label>`;

/** Suggestions for a text field, by the id of the list. */
export const suggestions = (id, values) => html`<datalist id=${id}>
  ${values.map((it) => html`<option value=${it[0]}>${it[1]}</option>`)}
</datalist>`;

/** Calls `run` instead of sending a form. */
export const onSubmit = (run) => (event) => {
  event.preventDefault();
  run();
};
