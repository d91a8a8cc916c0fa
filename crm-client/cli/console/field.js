// The control for one field of a record. Values are edited as text.

import { get, href, html, onValue, path, select, suggestions, t, useEffect, useState } from "./kit.js";

/** Numbers are sent as they were typed, with all digits. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const NUMERIC = /int|long|number|decimal|double|float|money|currency/i;
const BOOLEAN = /^bool/i;

export const toText = (value) => (typeof value === "object" && value ? JSON.stringify(value) : String(value ?? ""));

/** The vendor's data types are open, so the old value decides, too. */
export function toJson({ data_type: type, items }, text, old) {
	if (text === "") return "null";
	const isNumber = NUMERIC.test(type) || items.length > 0 || typeof old === "number";
	const isBoolean = BOOLEAN.test(type) || typeof old === "boolean";
	if ((isNumber && NUMBER.test(text)) || (isBoolean && /^(true|false)$/.test(text))) return text;
	return isNumber || typeof old !== "object" || !old ? JSON.stringify(text) : text;
}

export function FieldInput({ field, text, isReadOnly, reference, onChange }) {
	const id = `field-${field.field}`;
	const { items, data_type: type } = field;
	if (field.reference_to) return html`<${Reference} ...${{ id, field, text, isReadOnly, reference, onChange }} />`;
	if (isReadOnly) {
		return html`<output id=${id}>${items.find((it) => String(it.value) === text)?.label ?? (text || "–")}</output>`;
	}
	const onInput = onValue(onChange);
	if (items.length > 0) {
		const known = items.map(({ value, label }) => [value, `${label} (${value})`]);
		const isKnown = text === "" || items.some(({ value }) => String(value) === text);
		return select(text, [["", "–"], ...known, ...(isKnown ? [] : [text])], onChange, { id });
	}
	if (BOOLEAN.test(type)) return select(text, [["", "–"], ["true", t("Yes")], ["false", t("No")]], onChange, { id });
	if (text.length > 60 || text.includes("\n")) return html`<textarea id=${id} rows="3" value=${text} onInput=${onInput}></textarea>`;
	return html`<input id=${id} value=${text} inputmode=${NUMERIC.test(type) ? "decimal" : undefined} onInput=${onInput} />`;
}

const nameOf = (record, key) =>
	Object.entries(record).find(([name, value]) => name !== key && typeof value === "string")?.[1] ?? "";

function Reference({ id, field: { reference_to: entity }, text, isReadOnly, reference, onChange }) {
	const [options, setOptions] = useState([]);
	const search = async (q) => {
		try {
			const { items, key_field: key } = await get(path`records/${entity}`, { q, size: 20 });
			setOptions(items.map((it) => [it[key], nameOf(it, key)]));
		} catch {
			// Without suggestions, an id can still be typed.
		}
	};
	useEffect(() => {
		if (isReadOnly || text.length === 40) return undefined;
		const timer = setTimeout(search, 200, text);
		return () => clearTimeout(timer);
	}, [text]);
	const name = reference?.name ?? options.find(([value]) => value === text)?.[1] ?? entity;
	return html`
		${isReadOnly
			? html`<output id=${id} class="mono">${text || "–"}</output>`
			: html`<input id=${id} class="mono" list=${`${id}-list`} value=${text} placeholder=${t("Name or id")} onInput=${onValue(onChange)} />
					${suggestions(`${id}-list`, options)}`}
		${text && html`<a href=${href("records", entity, text)}>${name} →</a>`}
	`;
}
