// Entities with their fields, the diagram of references, and loading a tenant's metadata.

import { address, attempt, button, changes, del, empty, entityList, field, fileButton, get, href, html, loaded, onValue, page, path, post, put, select, setQuery, t, table, useLive, useRoute, useState, useStore } from "./kit.js";
import { FieldDialog } from "./field-dialog.js";

export function Metadata() {
	const [name] = useRoute().parts;
	const state = useLive(() => get("entities"));
	const { data: entities = [], reload } = state;
	const entity = entities.find((it) => it.entity === name);
	const show = () => {
		if (!name) return html`<${Overview} entities=${entities} onChange=${reload} />`;
		if (!entity) return empty(t("not found: {name}", { name }));
		return html`<${Entity} key=${name} entity=${entity} entities=${entities} onChange=${reload} />`;
	};
	return html`<div class="sidebar-view">
		${entityList("metadata", t("Entities"), entities, name)}
		<section class="content">${loaded(state, show)}</section>
	</div>`;
}

/** Reads the files of `crm schema save`, by their names inside the folder. */
async function readFiles(list) {
	const files = {};
	for (const file of list.filter(({ name }) => name.endsWith(".json"))) {
		const name = file.webkitRelativePath.split("/").slice(1).join("/") || file.name;
		files[name] = JSON.parse(await file.text());
	}
	return { files };
}

function Overview({ entities, onChange }) {
	const { query } = useRoute();
	const version = useStore(changes);
	const chosen = (query.entities ?? "").split(",").filter(Boolean);
	const load = async (list) => {
		if (await attempt(async () => post("entities/load", await readFiles(list)), t("Loaded"))) onChange();
	};
	const chip = ({ entity, name }) => {
		const isOn = chosen.includes(entity);
		const names = isOn ? chosen.filter((it) => it !== entity) : [...chosen, entity];
		const change = () => setQuery({ entities: names.join() });
		return html`<button class="chip" aria-pressed=${String(isOn)} title=${entity} onClick=${change}>${name}</button>`;
	};
	const source = address("diagram.svg", { entities: query.entities, version });
	return page(
		t("Metadata"),
		t("To use the entities of your CRM, run `crm schema save FOLDER`, then load the folder."),
		html`
			<p class="buttons" role="group" aria-label=${t("Entities")}>
				${entities.map(chip)}
			</p>
			<a class="card diagram" href=${source} target="_blank" rel="noopener"><img src=${source} alt=${t("Diagram")} /></a>
		`,
		fileButton(t("Load a folder …"), load, { webkitdirectory: true, multiple: true }),
	);
}

function Entity({ entity, entities, onChange }) {
	const [edited, setEdited] = useState(null);
	const { entity: id, name, name_field, key_field: key } = entity;
	const base = path`entities/${id}`;
	const act = async (action) => {
		if ((await attempt(action, t("Saved"))) === undefined) return;
		setEdited(null);
		onChange();
	};
	const save = (changes) => act(() => put(base, { name, name_field, ...changes }));
	const saveField = ({ field, ...rest }) => act(() => put(`${base}/${path`fields/${field}`}`, rest));
	const removeField = (field) => act(() => del(`${base}/${path`fields/${field}`}`));
	return html`
		<header class="toolbar">
			<h1>${name} <small>${id} · ${String(entity.code).padStart(3, "0")}</small></h1>
			<span class="spacer"></span>
			<a class="button" href=${href("metadata")}>${t("Diagram")}</a>
			<a class="button" href=${href("records", id)}>${t("Records")}</a>
			${button(t("New field"), () => setEdited({}), { kind: "primary" })}
		</header>
		<div class="toolbar">
			${field(t("Name"), html`<input value=${name} onChange=${onValue((name) => save({ name }))} />`)}
			${field(t("Main field"), select(name_field, entity.fields.map((it) => it.field), (name_field) => save({ name_field })))}
		</div>
		${fields(entity, key, setEdited)}
		${edited &&
		html`<${FieldDialog}
			field=${edited}
			entities=${entities}
			onSave=${saveField}
			onRemove=${removeField}
			onClose=${() => setEdited(null)}
		/>`}
	`;
}

const mark = (value) => (value ? "✓" : html`<i>–</i>`);

const fields = (entity, key, onEdit) =>
	table(
		t("Fields"),
		[
			[
				t("Internal name"),
				(it) =>
					it.field === key
						? html`<code>${key}</code>`
						: html`<button class="link mono" onClick=${() => onEdit(it)}>${it.field}</button>`,
			],
			[t("Name"), (it) => it.name],
			[
				t("Type"),
				({ data_type: type, reference_to: to }) => html`${type}${to && html` → <a href=${href("metadata", to)}><u>${to}</u></a>`}`,
			],
			[t("required"), (it) => mark(!it.nullable)],
			[t("Creatable"), (it) => mark(it.creatable)],
			[t("Updatable"), (it) => mark(it.updatable)],
			[t("Picklist items"), (it) => it.items.map(({ label }) => label).join(", ")],
		],
		entity.fields,
		(it) => it.field,
	);
