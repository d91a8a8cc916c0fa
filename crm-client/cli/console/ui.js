// Pieces that all views share.

import { html, useEffect, useRef, useState } from "./vendor/htm.js";
import { icon } from "./icons.js";
import { tokens, pretty } from "./json.js";
import { t } from "./settings.js";

/** Text with `code` in backticks. Every part is a text node. */
export const prose = (text) =>
	String(text ?? "").split("`").map((part, index) => (index % 2 ? html`<code>${part}</code>` : part));

export const button = (label, onClick, { kind = "", ...rest } = {}) =>
	html`<button type="button" class="button ${kind}" onClick=${onClick} ...${rest}>${label}</button>`;

/** Options are texts or `[value, title]`. */
export const select = (value, options, onChange, rest) => html`
	<select ...${rest} onChange=${(event) => onChange(event.target.value)}>
		${options.map((it) => {
			const [id, title] = Array.isArray(it) ? it : [it, it];
			return html`<option value=${id} selected=${String(id) === String(value)}>${title}</option>`;
		})}
	</select>
`;

export const toggle = (label, isOn, onChange) => html`
	<button class="switch" role="switch" aria-checked=${String(isOn)} aria-label=${label} onClick=${() => onChange(!isOn)}>
		<span></span>
	</button>
`;

export const card = (title, children, { actions, kind = "" } = {}) => html`
	<section key=${title} class="card ${kind}" aria-label=${title}><header><h2>${title}</h2>${actions}</header>${children}</section>
`;

export const page = (title, lead, children, actions) => html`
	<div class="page">
		<header><div><h1>${title}</h1><p class="muted">${prose(lead)}</p></div>${actions}</header>
		${children}
	</div>
`;

export const empty = (title, more) => html`<div class="empty"><strong>${title}</strong><p>${more}</p></div>`;

export const fileButton = (label, onFiles, rest) => html`<label class="button">
	${label}
	<input
		class="hidden"
		type="file"
		...${rest}
		onChange=${({ target }) => {
			const files = [...target.files];
			target.value = "";
			if (files.length) onFiles(files);
		}}
	/>
</label>`;

/** Copies a text, or what an async function returns. */
export function Copy({ text, label = "" }) {
	const [isDone, setDone] = useState(false);
	const copy = async () => {
		await navigator.clipboard.writeText(typeof text === "function" ? await text() : text);
		setDone(true);
		setTimeout(setDone, 1500, false);
	};
	const title = `${t("Copy")} ${label}`;
	return html`<button type="button" class="bare" title=${title} aria-label=${title} onClick=${copy}>
		${icon(isDone ? "done" : "copy")}
	</button>`;
}

export const code = (text, label, { copied = text, parts } = {}) => html`<div class="code">
	<pre tabindex="0" aria-label=${label}>${parts || text}</pre>
	<${Copy} text=${copied} label=${label} />
</div>`;

export const json = (source, label) => {
	const text = pretty(source);
	return code(text, label, { parts: text !== source && tokens(text).map(([kind, part]) => html`<span class=${kind}>${part}</span>`) });
};

export const closeButton = (onClose) =>
	html`<button class="bare" aria-label=${t("Close")} onClick=${onClose}>${icon("close")}</button>`;

/** The browser keeps the focus inside, and closes it with Escape. */
export function Dialog({ title, onClose, children }) {
	const dialog = useRef(null);
	useEffect(() => {
		const opener = document.activeElement;
		dialog.current.showModal();
		return () => opener?.focus?.();
	}, []);
	return html`<dialog ref=${dialog} aria-label=${title} onClose=${onClose}>
		<header>
			<h2>${title}</h2>
			${closeButton(onClose)}
		</header>
		${children}
	</dialog>`;
}

export const search = (label, value, onSearch) => html`<input
	type="search"
	data-search
	class="search"
	placeholder=${label}
	aria-label=${label}
	value=${value}
	onInput=${(event) => onSearch(event.target.value)}
/>`;

/** Tabs in one row. The arrow keys change the tab. */
export function tabs(label, list, current, onChange) {
	const onKeyDown = (event) => {
		const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
		if (!step) return;
		const index = list.findIndex(([id]) => id === current);
		const next = (index + step + list.length) % list.length;
		onChange(list[next][0]);
		event.currentTarget.children[next].focus();
	};
	return html`<div class="tabs" role="tablist" aria-label=${label} onKeyDown=${onKeyDown}>
		${list.map(
			([id, title]) => html`<button
				key=${id}
				role="tab"
				aria-selected=${String(id === current)}
				tabindex=${id === current ? 0 : -1}
				onClick=${() => onChange(id)}
			>
				${title}
			</button>`,
		)}
	</div>`;
}

/** Columns are `[title, cell(row)]`. */
export const table = (label, columns, rows, keyOf) => html`
	<div class="table-box" tabindex="0" role="region" aria-label=${label}>
		<table>
			<thead><tr>${columns.map(([title]) => html`<th scope="col">${title}</th>`)}</tr></thead>
			<tbody>
				${rows.map((row) => html`<tr key=${keyOf(row)}>${columns.map(([, cell]) => html`<td>${cell(row)}</td>`)}</tr>`)}
			</tbody>
		</table>
	</div>
`;

export const facts = (pairs) => html`<dl class="facts">
	${pairs.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}
</dl>`;
