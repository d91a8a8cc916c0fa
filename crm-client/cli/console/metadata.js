// Entities, fields and picklists of the sandbox, the diagram of their references, and loading a tenant's.

import { html, useState } from "./vendor/standalone.module.js";
import { address, del, get, path, post, put } from "./api.js";
import { FieldDialog } from "./field-dialog.js";
import { Icon } from "./icons.js";
import { t, useLang } from "./lang.js";
import { changes } from "./live.js";
import { useLive } from "./load.js";
import { Entities } from "./records.js";
import { href, setQuery, useRoute } from "./route.js";
import { useStore } from "./store.js";
import { attempt, toast } from "./toast.js";
import { Empty, Failure, Page } from "./ui.js";

export function Metadata() {
  useLang();
  const { parts } = useRoute();
  const [name] = parts;
  const { data: entities, error, reload } = useLive(() => get("entities"), []);
  const entity = entities?.find((it) => it.entity === name);
  return html`<div class="sidebar-view">
    <${Entities} entities=${entities ?? []} current=${name} view="metadata" />
    <section class="content" aria-label=${entity?.name ?? t("nav.metadata")}>
      <${Failure} error=${error} retry=${reload} />
      ${entities && !name && html`<${Overview} entities=${entities} onLoaded=${reload} />`}
      ${entities && name && !entity && html`<${Empty} title=${t("records.no_entity", { name })} />`}
      ${entity && html`<${Entity} key=${name} entity=${entity} entities=${entities} onChange=${reload} />`}
    </section>
  </div>`;
}

/** Reads the files of `crm schema save`: names relative to the chosen folder, contents as JSON. */
async function readFiles(list) {
  const files = {};
  for (const file of list) {
    if (!file.name.endsWith(".json")) continue;
    const [, ...inside] = (file.webkitRelativePath || file.name).split("/");
    files[inside.join("/") || file.name] = JSON.parse(await file.text());
  }
  return files;
}

function Overview({ entities, onLoaded }) {
  const load = async (event) => {
    const list = [...event.target.files];
    event.target.value = "";
    const result = await attempt(async () => post("entities/load", { files: await readFiles(list) }));
    if (!result) return;
    toast(t("metadata.loaded", { count: result.entities }));
    onLoaded();
  };
  return html`<${Page} title=${t("nav.metadata")} lead=${t("metadata.lead")} wide
    actions=${html`<label class="button">
      ${t("metadata.load")}<input class="hidden" type="file" webkitdirectory multiple onChange=${load} />
    </label>`}
  >
    <p class="muted">${t("metadata.load_text")}</p>
    <${Diagram} entities=${entities} />
  <//>`;
}

function Diagram({ entities }) {
  const { query } = useRoute();
  const version = useStore(changes);
  const chosen = (query.get("entities") ?? "").split(",").filter(Boolean);
  const toggle = (name) => {
    const next = chosen.includes(name) ? chosen.filter((it) => it !== name) : [...chosen, name];
    setQuery({ entities: next.join(",") });
  };
  const source = address("diagram.svg", { entities: chosen.join(","), v: version });
  return html`
    <h2>${t("metadata.diagram")}</h2>
    <p class="chips" role="group" aria-label=${t("entities")}>
      ${entities.map(
        ({ entity, name }) => html`<button
          class="chip"
          aria-pressed=${String(chosen.includes(entity))}
          title=${entity}
          onClick=${() => toggle(entity)}
        >
          ${name}
        </button>`,
      )}
      ${chosen.length > 0 && html`<button class="link" onClick=${() => setQuery({ entities: "" })}>${t("metadata.all")}</button>`}
    </p>
    <a class="diagram" href=${source} target="_blank" rel="noopener"><img src=${source} alt=${t("metadata.diagram")} /></a>
  `;
}

function Entity({ entity, entities, onChange }) {
  const [edited, setEdited] = useState(null);
  const base = path`entities/${entity.entity}`;
  const act = async (action, text) => {
    if (!(await attempt(action))) return;
    toast(text);
    setEdited(null);
    onChange();
  };
  const saveField = ({ field, ...rest }) =>
    act(() => put(`${base}/${path`fields/${field}`}`, rest), t("metadata.saved", { name: field }));
  const removeField = (field) =>
    act(() => del(`${base}/${path`fields/${field}`}`), t("metadata.removed", { name: field }));
  const saveEntity = (changes) =>
    act(() => put(base, { name: entity.name, name_field: entity.name_field, ...changes }), t("metadata.saved", { name: entity.entity }));
  return html`
    <header class="toolbar">
      <h1>${entity.name} <small>${entity.entity} · ${String(entity.code).padStart(3, "0")}</small></h1>
      <span class="spacer"></span>
      <a class="button" href=${href("metadata")}>${t("metadata.diagram")}</a>
      <a class="button" href=${href("records", entity.entity)}>${t("nav.records")}</a>
      <button class="button primary" onClick=${() => setEdited({})}><${Icon} name="plus" /><span>${t("metadata.new_field")}</span></button>
    </header>
    <div class="entity-form">
      <label>${t("metadata.label")} <input value=${entity.name} onChange=${(event) => saveEntity({ name: event.target.value })} /></label>
      <label>
        ${t("metadata.name_field")}
        <select value=${entity.name_field} onChange=${(event) => saveEntity({ name_field: event.target.value })}>
          ${entity.fields.map(({ field }) => html`<option value=${field}>${field}</option>`)}
        </select>
      </label>
    </div>
    <${Fields} entity=${entity} onEdit=${setEdited} />
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

const Mark = ({ value }) => (value ? "✓" : html`<span class="nothing">–</span>`);

const Fields = ({ entity, onEdit }) => html`<div class="table-box" tabindex="0" role="region" aria-label=${t("record.fields")}>
  <table class="records">
    <thead>
      <tr>
        <th scope="col">${t("metadata.field")}</th><th scope="col">${t("metadata.label")}</th>
        <th scope="col">${t("metadata.type")}</th><th scope="col">${t("required")}</th>
        <th scope="col">${t("metadata.creatable")}</th><th scope="col">${t("metadata.updatable")}</th>
        <th scope="col">${t("metadata.items")}</th>
      </tr>
    </thead>
    <tbody>
      ${entity.fields.map(
        (field) => html`<tr key=${field.field}>
          <td>
            ${field.field === entity.key_field
              ? html`<code>${field.field}</code>`
              : html`<button class="link mono" onClick=${() => onEdit(field)}>${field.field}</button>`}
          </td>
          <td>${field.name}</td>
          <td>
            ${field.data_type}${field.reference_to &&
            html` → <a href=${href("metadata", field.reference_to)}>${field.reference_to}</a>`}
          </td>
          <td><${Mark} value=${!field.nullable} /></td>
          <td><${Mark} value=${field.creatable} /></td>
          <td><${Mark} value=${field.updatable} /></td>
          <td class="items">${field.items.map((it) => it.label).join("、")}</td>
        </tr>`,
      )}
    </tbody>
  </table>
</div>`;
