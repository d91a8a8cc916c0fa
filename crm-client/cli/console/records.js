// Records of one entity as a table: search, sort, pages.

import { button, empty, entityList, failure, get, go, href, html, loaded, path, replace, search, setQuery, shortId, t, table, useEffect, useKeys, useLive, useRoute } from "./kit.js";
import { NewRecord, OldRecord } from "./record.js";

const SIZE = 50;

export function Records() {
	const [name, id] = useRoute().parts;
	const { data: entities = [], error } = useLive(() => get("entities"));
	useEffect(() => {
		if (entities.length && !name) replace("records", entities[0].entity);
	}, [entities, name]);
	const entity = entities.find((it) => it.entity === name);
	const View = !id ? Table : id === "new" ? NewRecord : OldRecord;
	return html`<div class="sidebar-view">
		${entityList("records", t("Entities"), entities, name)}
		<section class="content">
			${failure(error)}
			${entities.length > 0 && name && !entity && empty(t("not found: {name}", { name }))}
			${entity && html`<${View} key=${`${name}/${id}`} entity=${entity} id=${id} entities=${entities} />`}
		</section>
	</div>`;
}

function columns({ fields, name_field: name, key_field: key }) {
	const rank = ({ field }) => (field === name ? 0 : field === key ? 2 : 1);
	return [...fields].sort((left, right) => rank(left) - rank(right));
}

/** A value in a cell. Everything is a text node. */
function cell({ items, reference_to: entity }, value) {
	if (value === null || value === undefined) return html`<i>–</i>`;
	if (items.length > 0) return items.find((it) => it.value === value)?.label ?? String(value);
	if (entity && typeof value === "string") {
		return html`<a class="mono" title=${value} href=${href("records", entity, value)}>${shortId(value)}</a>`;
	}
	if (typeof value === "boolean") return value ? "✓" : html`<i>✗</i>`;
	return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function Table({ entity }) {
	const { q = "", sort = "", page = 1 } = useRoute().query;
	const { entity: name } = entity;
	const list = useLive(() => get(path`records/${name}`, { q, sort, page, size: SIZE }), [name, q, sort, page]);
	const create = () => go("records", name, "new");
	useKeys(["n", t("New record"), create]);
	return html`
		<header class="toolbar">
			<h1>${entity.name} <small>${name}</small></h1>
			${search(t("Search"), q, (q) => setQuery({ q, page: "" }))}
			<span class="spacer"></span>
			<a class="button" href=${href("metadata", name)}>${t("Fields")}</a>
			${button(t("New record"), create, { kind: "primary" })}
		</header>
		${loaded(list, (data) =>
			data.items.length === 0 ? empty(q ? t("Nothing found") : t("No records")) : html`${rows(entity, data, sort)}${pager(data)}`,
		)}
	`;
}

function rows(entity, { items, key_field: key }, sort) {
	const [sorted, direction] = sort.split(":");
	const open = (record, text) => html`<a href=${href("records", entity.entity, record[key])}>${text}</a>`;
	const list = columns(entity).map((field, index) => {
		const { field: id, name } = field;
		const isDown = id === sorted && direction !== "desc";
		const arrow = id !== sorted ? "" : isDown ? " ↑" : " ↓";
		const order = () => setQuery({ sort: `${id}:${isDown ? "desc" : "asc"}`, page: "" });
		return [
			html`<button class="link" title=${id} onClick=${order}>${name}${arrow}</button>`,
			(record) => (index > 0 ? cell(field, record[id]) : open(record, String(record[id] ?? shortId(record[key])))),
		];
	});
	return table(entity.name, list, items, (record) => record[key]);
}

function pager({ total, page, size }) {
	const last = Math.max(1, Math.ceil(total / size));
	const range = `${(page - 1) * size + 1}–${Math.min(page * size, total)}`;
	const turn = (to, sign, label) =>
		button(sign, () => setQuery({ page: to }), { "aria-label": label, disabled: to < 1 || to > last });
	return html`<footer class="toolbar">
		<small>${t("{range} of {total}", { range, total })}</small><span class="spacer"></span>
		${turn(page - 1, "←", t("Previous page"))}<small>${page} / ${last}</small>
		${turn(page + 1, "→", t("Next page"))}
	</footer>`;
}
