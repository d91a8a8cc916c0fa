// Faults: a switch for every kind, presets, and what is active.

import { attempt, button, card, del, field, get, html, loaded, onSubmit, page, path, post, prose, suggestions, t, toggle, useDraft, useLive, useLoad, useState } from "./kit.js";

export function Faults() {
	const state = useLive(() => get("faults"));
	const { data: endpoints = [] } = useLoad(() => get("endpoints"), []);
	const act = async (action) => {
		await attempt(action);
		await state.reload();
	};
	const add = (fault) => act(() => post("faults", fault));
	const remove = (faults) => act(() => Promise.all(faults.map(({ id }) => del(path`faults/${id}`))));
	const preset = ({ preset, title, doc }) => html`<button key=${preset} data-preset=${preset} onClick=${() => add({ preset })}>
		<strong>${title}</strong><small>${prose(doc)}</small>
	</button>`;
	const show = ({ kinds, presets, active, applied }) => html`
		${activeFaults(active, applied, remove, () => act(() => del("faults")))}
		${card(t("Situations"), html`<div class="presets">${presets.map(preset)}</div>`)}
		${card(
			t("Single faults"),
			html`<ul class="lines">
				${kinds.map((kind) => {
					const own = active.filter((it) => it.kind === kind.kind);
					return html`<${Kind} key=${kind.kind} kind=${kind} own=${own} endpoints=${endpoints} onAdd=${add} onRemove=${remove} />`;
				})}
			</ul>`,
		)}
	`;
	return page(t("Faults"), t("Break replies on purpose, and see how your program reacts."), loaded(state, show));
}

const isNumber = ({ type }) => type === "integer";

/** A fault as its switch creates it: every request of every endpoint. */
const initial = ({ kind, arguments: list }) => ({
	kind,
	arguments: Object.fromEntries(list.map((it) => [it.name, isNumber(it) ? Number(it.default) : it.default])),
	endpoints: [],
	after: 0,
	times: null,
	probability: 1,
	after_completion: false,
});

function Kind({ kind, own, endpoints, onAdd, onRemove }) {
	const [isOpen, setOpen] = useState(false);
	const change = (isOn) => (isOn ? onAdd(initial(kind)) : onRemove(own));
	return html`<li class="kind" data-fault=${kind.kind}>
		${toggle(kind.title, own.length > 0, change)}
		<div><strong>${kind.title}</strong><small>${prose(kind.doc)}</small></div>
		${button(t("Options"), () => setOpen(!isOpen), { "aria-expanded": String(isOpen) })}
		${isOpen && html`<${Options} kind=${kind} endpoints=${endpoints} onAdd=${onAdd} />`}
	</li>`;
}

function Options({ kind, endpoints, onAdd }) {
	const { draft, text, number, check } = useDraft({ ...initial(kind), endpoints: "", percent: 100 });
	const values = useDraft(draft.arguments);
	const add = () => {
		const { percent, endpoints, ...fault } = draft;
		onAdd({
			...fault,
			endpoints: endpoints.split(/[\s,]+/).filter(Boolean),
			after: fault.after ?? 0,
			arguments: values.draft,
			probability: (percent ?? 100) / 100,
		});
	};
	const list = `endpoints-${kind.kind}`;
	return html`<form onSubmit=${onSubmit(add)}>
		${kind.arguments.map((it) => field(it.name, isNumber(it) ? values.number(it.name) : values.text(it.name)))}
		${field(t("Endpoints, with commas"), text("endpoints", { list, placeholder: t("every endpoint") }))}
		${suggestions(list, endpoints.map(({ path, title }) => [path, title]))}
		${field(t("Number of requests"), number("times", { min: 1, placeholder: t("unlimited") }))}
		${field(t("Let pass first"), number("after", { min: 0 }))}
		${field(t("Probability in %"), number("percent", { min: 1, max: 100 }))}
		${check("after_completion", t("Carry out the call first"))}
		<button class="button primary">${t("Turn on")}</button>
	</form>`;
}

function scope({ arguments: values, endpoints, after, times, probability, after_completion: isAfter }) {
	return [
		...Object.entries(values ?? {}).map(([name, value]) => `${name} = ${value}`),
		endpoints.join(", ") || t("every endpoint"),
		times === null ? t("every request") : t("requests: {count}", { count: times }),
		after > 0 && t("let pass first: {count}", { count: after }),
		(probability ?? 1) < 1 && `${+(probability * 100).toFixed(1)} %`,
		isAfter && t("after the call is carried out"),
	]
		.filter(Boolean)
		.join(" · ");
}

function activeFaults(faults, applied, onRemove, onClear) {
	const times = (count) => t("applied {count}×", { count });
	if (faults.length === 0) return html`<p class="note">${t("No fault is active.")} ${applied > 0 && times(applied)}</p>`;
	const line = (fault) => html`<li key=${fault.id}>
		<div><strong>${fault.title}</strong><small>${scope(fault)}</small></div>
		<span class="chip ${fault.applied > 0 ? "warn" : ""}">${times(fault.applied)}</span>
		${button(t("Turn off"), () => onRemove([fault]))}
	</li>`;
	return card(t("Active faults"), html`<ul class="lines">${faults.map(line)}</ul>`, {
		kind: "warn",
		actions: button(t("Turn all off"), onClear),
	});
}
