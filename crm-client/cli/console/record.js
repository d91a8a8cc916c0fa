// One record: its fields, references, and requests.

import { attempt, button, card, Copy, del, get, go, href, html, json, loaded, onSubmit, path, send, t, useKeys, useLive, useState } from "./kit.js";
import { FieldInput, toJson, toText } from "./field.js";

export function NewRecord({ entity }) {
	const save = async (body) => {
		const saved = await attempt(() => send("POST", path`records/${entity.entity}`, body), t("Saved"), true);
		if (saved) go("records", entity.entity, saved.id);
	};
	return html`
		<${Head} entity=${entity} title=${t("New record")} />
		<div class="record"><${Form} entity=${entity} record=${{}} references=${{}} onSave=${save} isNew /></div>
	`;
}

export function OldRecord({ entity, id, entities }) {
	const address = path`records/${entity.entity}/${id}`;
	const state = useLive(() => get(address), [address]);
	const save = async (body) => {
		const saved = await attempt(() => send("PUT", address, body), t("Saved"), true);
		if (saved) await state.reload();
		return saved;
	};
	const remove = async () => {
		// First, or the page would load the deleted record again.
		go("records", entity.entity);
		await new Promise((done) => setTimeout(done, 50));
		await attempt(() => del(address), t("Deleted"), true);
	};
	return html`
		<${Head} entity=${entity} title=${String(state.data?.record[entity.name_field] ?? id)} id=${id}>
			${button(t("Delete"), remove, { kind: "danger" })}
		<//>
		${loaded(
			state,
			(data) => html`<div class="record">
				<${Form} entity=${entity} record=${data.record} references=${data.references} onSave=${save} />
				<aside>
					${related(data, id, entities)}${card("JSON", json(JSON.stringify(data.record), "JSON"))}
				</aside>
			</div>`,
		)}
	`;
}

function Head({ entity, title, id, children }) {
	useKeys(["Escape", t("Back to the list"), () => go("records", entity.entity)]);
	return html`<header class="toolbar">
		<a class="button" href=${href("records", entity.entity)}>← ${entity.name}</a>
		<h1>${title}</h1>
		${id && html`<span class="id"><code>${id}</code><${Copy} text=${id} label="id" /></span>`}
		<span class="spacer"></span>${children}
	</header>`;
}

/** Sends only changed fields, to keep what a client changes meanwhile. */
function Form({ entity, record, references, onSave, isNew }) {
	const [draft, setDraft] = useState({});
	const fields = entity.fields.filter((it) => it.field !== entity.key_field && (!isNew || it.creatable));
	const changed = fields.filter(({ field }) => field in draft);
	const save = async () => {
		const json = changed.map((it) => `${JSON.stringify(it.field)}:${toJson(it, draft[it.field], record[it.field])}`);
		if (await onSave(`{${json}}`)) setDraft({});
	};
	const change = (name, text) => {
		const { [name]: _, ...others } = draft;
		setDraft(!isNew && text === toText(record[name]) ? others : { ...others, [name]: text });
	};
	return html`<form class="card" onSubmit=${onSubmit(save)} aria-label=${t("Fields")}>
		<div class="fields">
			${fields.map((it) => {
				const { field, name, data_type: type, nullable, updatable } = it;
				const isChanged = field in draft;
				return html`<div key=${field} class="field ${isChanged ? "changed" : ""}">
					<label class="label" for=${`field-${field}`}>
						${name} ${!nullable && html`<b title=${t("required")}>*</b>`}<small>${field} · ${type}</small>
					</label>
					<${FieldInput}
						field=${it}
						text=${draft[field] ?? toText(record[field])}
						isReadOnly=${!isNew && !updatable}
						reference=${isChanged ? undefined : references[field]}
						onChange=${(text) => change(field, text)}
					/>
				</div>`;
			})}
		</div>
		<footer class="buttons">
			<button class="button primary" disabled=${!isNew && changed.length === 0}>${t("Save")}</button>
			${changed.length > 0 &&
			html`${button(t("Discard changes"), () => setDraft({}))}
				<small>${t("changed: {count}", { count: changed.length })}</small>`}
		</footer>
	</form>`;
}

function related({ referred_by: referredBy, history }, id, entities) {
	const nameOf = (entity) => entities.find((it) => it.entity === entity)?.name ?? entity;
	const nothing = html`<p class="muted">${t("None")}</p>`;
	const references = referredBy.map(
		({ entity, field, count }) => html`<li>
			<a href=${href("records", entity, { q: id })}>${nameOf(entity)}</a> <code>${field}</code><span class="count">${count}</span>
		</li>`,
	);
	const requests = history.map((it) => html`<a class="chip" href=${href("requests", it)}>#${it}</a>`);
	return html`
		${card(t("Referred to by"), references.length ? html`<ul class="lines">${references}</ul>` : nothing)}
		${card(t("Requests that concern it"), requests.length ? html`<p class="buttons">${requests}</p>` : nothing)}
	`;
}
