// Records of one entity as a table: search, sort, pages.

import { html, useEffect } from "./vendor/standalone.module.js";
import { get, path } from "./api.js";
import { number, shortId } from "./format.js";
import { Icon } from "./icons.js";
import { useKeys } from "./keys.js";
import { t, useLang } from "./lang.js";
import { useLive } from "./load.js";
import { RecordView } from "./record.js";
import { go, href, setQuery, useRoute } from "./route.js";
import { Empty, Failure, Search } from "./ui.js";

const SIZE = 50;

export function Records() {
  useLang();
  const { parts } = useRoute();
  const [name, id] = parts;
  const { data: entities, error } = useLive(() => get("entities"), []);
  useEffect(() => {
    // Most readers look for customers first.
    if (entities?.length && !name) location.replace(href("records", entities[0].entity));
  }, [entities, name]);
  const entity = entities?.find((it) => it.entity === name);
  return html`<div class="sidebar-view">
    <${Entities} entities=${entities ?? []} current=${name} view="records" />
    <section class="content" aria-label=${entity?.name ?? t("nav.records")}>
      <${Failure} error=${error} />
      ${entities && name && !entity && html`<${Empty} title=${t("records.no_entity", { name })} />`}
      ${entity &&
      (id
        ? html`<${RecordView} key=${`${name}/${id}`} entity=${entity} id=${id} entities=${entities} />`
        : html`<${Table} key=${name} entity=${entity} />`)}
    </section>
  </div>`;
}

/** The entities at the left, or as a selection on a narrow screen. */
export function Entities({ entities, current, view }) {
  return html`
    <nav class="side" aria-label=${t("entities")}>
      <ul>
        ${entities.map(
          ({ entity, name, records }) => html`<li key=${entity}>
            <a href=${href(view, entity)} aria-current=${entity === current ? "page" : undefined}>
              <span>${name}</span><small>${entity}</small><span class="count">${number(records)}</span>
            </a>
          </li>`,
        )}
      </ul>
    </nav>
    <label class="side-select">
      <span class="hidden">${t("entities")}</span>
      <select value=${current} onChange=${(event) => go(view, event.target.value)}>
        ${entities.map(
          ({ entity, name, records }) => html`<option value=${entity}>${name} · ${entity} (${records})</option>`,
        )}
      </select>
    </label>
  `;
}

/** The name of a record first, then the fields of the entity; the key at the end. */
function columns({ fields, name_field: nameField, key_field: keyField }) {
  const isNamed = ({ field }) => field === nameField;
  const isKey = ({ field }) => field === keyField;
  return [
    ...fields.filter(isNamed),
    ...fields.filter((it) => !isNamed(it) && !isKey(it)),
    ...fields.filter((it) => isKey(it) && !isNamed(it)),
  ];
}

/** A value in a cell. Everything is a text node. */
export function Value({ field, value }) {
  if (value === null || value === undefined) return html`<span class="nothing">–</span>`;
  if (field.items.length > 0) return field.items.find((it) => it.value === value)?.label ?? String(value);
  if (field.reference_to && typeof value === "string") {
    return html`<a class="mono" title=${value} href=${href("records", field.reference_to, value)}>${shortId(value)}</a>`;
  }
  if (value === true) return "✓";
  if (value === false) return html`<span class="nothing">✗</span>`;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function Table({ entity }) {
  const { query } = useRoute();
  const q = query.get("q") ?? "";
  const sort = query.get("sort") ?? "";
  const page = Number(query.get("page") ?? 1);
  const { data, error, reload } = useLive(
    () => get(path`records/${entity.entity}`, { q, sort, page, size: SIZE }),
    [entity.entity, q, sort, page],
  );
  const create = () => go("records", entity.entity, "new");
  useKeys([{ keys: "n", title: t("records.new"), run: create }]);
  return html`
    <header class="toolbar">
      <h1>${entity.name} <small>${entity.entity}</small></h1>
      <${Search} value=${q} label=${t("records.search")} onSearch=${(text) => setQuery({ q: text, page: "" })} />
      <span class="spacer"></span>
      <a class="button" href=${href("metadata", entity.entity)}>${t("records.fields")}</a>
      <button class="button primary" onClick=${create}><${Icon} name="plus" /><span>${t("records.new")}</span></button>
    </header>
    <${Failure} error=${error} retry=${reload} />
    ${data &&
    (data.items.length === 0
      ? html`<${Empty} title=${q ? t("records.none_found") : t("records.none")}>${!q && t("records.none_text")}<//>`
      : html`<${Rows} entity=${entity} data=${data} sort=${sort} />
          <${Pager} data=${data} />`)}
  `;
}

const OPPOSITE = { asc: "desc", desc: "asc" };

function Rows({ entity, data, sort }) {
  const shown = columns(entity);
  const [sorted, direction = "asc"] = sort.split(":");
  const sortBy = (field) =>
    setQuery({ sort: `${field}:${field === sorted ? OPPOSITE[direction] : "asc"}`, page: "" });
  return html`<div class="table-box" tabindex="0" role="region" aria-label=${entity.name}>
    <table class="records">
      <thead>
        <tr>
          ${shown.map(
            ({ field, name }) => html`<th
              key=${field}
              scope="col"
              aria-sort=${field === sorted ? (direction === "asc" ? "ascending" : "descending") : undefined}
            >
              <button title=${field} onClick=${() => sortBy(field)}>${name}</button>
            </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${data.items.map((record) => {
          const id = record[data.key_field];
          return html`<tr key=${id}>
            ${shown.map(
              (field, index) => html`<td key=${field.field} class=${typeof record[field.field] === "number" && field.items.length === 0 ? "right" : ""}>
                ${index === 0
                  ? html`<a href=${href("records", entity.entity, id)}>
                      ${record[field.field] === null ? shortId(id) : String(record[field.field] ?? shortId(id))}
                    </a>`
                  : html`<${Value} field=${field} value=${record[field.field]} />`}
              </td>`,
            )}
          </tr>`;
        })}
      </tbody>
    </table>
  </div>`;
}

function Pager({ data: { total, page, size } }) {
  const last = Math.max(1, Math.ceil(total / size));
  const turn = (to) => setQuery({ page: to === 1 ? "" : to });
  return html`<footer class="pager">
    <span class="muted">
      ${t("records.range", {
        from: number((page - 1) * size + 1),
        to: number(Math.min(page * size, total)),
        total: number(total),
      })}
    </span>
    <span class="spacer"></span>
    <button class="button" disabled=${page <= 1} aria-label=${t("previous")} onClick=${() => turn(page - 1)}>
      <${Icon} name="back" />
    </button>
    <span class="muted">${page} / ${last}</span>
    <button class="button" disabled=${page >= last} aria-label=${t("next")} onClick=${() => turn(page + 1)}>
      <${Icon} name="next" />
    </button>
  </footer>`;
}
