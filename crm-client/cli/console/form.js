// Forms: a draft of an object, and controls for its values.

import { html, useState } from "./vendor/htm.js";
import { select } from "./ui.js";

export function useDraft(initial) {
	const [draft, setDraft] = useState(initial);
	const set = (changes) => setDraft((old) => ({ ...old, ...changes }));
	const input = (name, read, rest) =>
		html`<input value=${draft[name] ?? ""} onInput=${onValue((text) => set({ [name]: read(text) }))} ...${rest} />`;
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

export const field = (label, control) => html`<label class="field">
	<span class="label">${label}</span>${control}
</label>`;

export const suggestions = (id, values) => html`<datalist id=${id}>
	${values.map((it) => html`<option value=${it[0]}>${it[1]}</option>`)}
</datalist>`;

/** Calls `run` with the value of a control. */
export const onValue = (run) => (event) => run(event.target.value);

export const onSubmit = (run) => (event) => {
	event.preventDefault();
	run();
};
