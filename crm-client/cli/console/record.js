// One record: its fields as a form, what it refers to, and the requests that changed it.

import { html, useState } from "./vendor/standalone.module.js";
import { del, get, path, sendText } from "./api.js";
import { Json } from "./code.js";
import { FieldInput, toJson, toText } from "./field-input.js";
import { Icon } from "./icons.js";
import { useKeys } from "./keys.js";
import { t } from "./lang.js";
import { useLive } from "./load.js";
import { go, href } from "./route.js";
import { attempt, changed } from "./toast.js";
import { Card, Copy, Failure } from "./ui.js";

export const RecordView = ({ entity, id, entities }) =>
  id === "new"
    ? html`<${NewRecord} entity=${entity} />`
    : html`<${OldRecord} entity=${entity} id=${id} entities=${entities} />`;

function NewRecord({ entity }) {
  const back = href("records", entity.entity);
  const save = async (body) => {
    const saved = await attempt(() => sendText("POST", path`records/${entity.entity}`, body));
    if (!saved) return;
    changed(t("record.created"));
    go("records", entity.entity, saved.id);
  };
  return html`
    <${Head} entity=${entity} title=${t("records.new")} back=${back} />
    <div class="record"><${Form} entity=${entity} record=${{}} references=${{}} onSave=${save} isNew /></div>
  `;
}

function OldRecord({ entity, id, entities }) {
  const address = path`records/${entity.entity}/${id}`;
  const { data, error, reload } = useLive(() => get(address), [address]);
  const back = href("records", entity.entity);
  const save = async (body) => {
    const saved = await attempt(() => sendText("PUT", address, body));
    if (!saved) return false;
    changed(t("record.saved"));
    await reload();
    return true;
  };
  const remove = async () => {
    if (!(await attempt(() => del(address)))) return;
    changed(t("record.deleted"));
    location.hash = back;
  };
  const title = data ? (data.record[entity.name_field] ?? id) : "…";
  return html`
    <${Head} entity=${entity} title=${String(title)} back=${back} id=${id}>
      <button class="button danger" onClick=${remove}><${Icon} name="trash" /><span>${t("delete")}</span></button>
    <//>
    <${Failure} error=${error} retry=${reload} />
    ${data &&
    html`<div class="record">
      <${Form} entity=${entity} record=${data.record} references=${data.references} onSave=${save} />
      <aside aria-label=${t("record.related")}>
        <${Related} data=${data} id=${id} entities=${entities} />
        <${Card} id="raw" title="JSON">
          <${Json} text=${JSON.stringify(data.record)} label="JSON" />
        <//>
      </aside>
    </div>`}
  `;
}

function Head({ entity, title, back, id, children }) {
  useKeys([{ keys: "Escape", title: t("keys.back"), run: () => (location.hash = back) }]);
  return html`<header class="toolbar">
    <a class="button" href=${back} title="Esc"><${Icon} name="back" /><span>${entity.name}</span></a>
    <h1 class="record-title">${title}</h1>
    ${id && html`<span class="id"><code>${id}</code><${Copy} text=${id} label=${t("record.copy_id")} /></span>`}
    <span class="spacer"></span>
    ${children}
  </header>`;
}

/** Only changed fields are sent, so that a save does not undo a change that a client makes meanwhile. */
function Form({ entity, record, references, onSave, isNew }) {
  const [draft, setDraft] = useState({});
  const names = Object.keys(draft);
  const fields = entity.fields.filter((it) => it.field !== entity.key_field && (!isNew || it.creatable));
  const submit = async (event) => {
    event.preventDefault();
    const parts = fields
      .filter((it) => it.field in draft)
      .map((it) => `${JSON.stringify(it.field)}:${toJson(it, draft[it.field], record[it.field])}`);
    if (await onSave(`{${parts.join(",")}}`)) setDraft({});
  };
  const change = (field, text) => {
    const next = { ...draft, [field.field]: text };
    if (!isNew && text === toText(record[field.field])) delete next[field.field];
    setDraft(next);
  };
  return html`<form class="card form" onSubmit=${submit} aria-label=${t("record.fields")}>
    <div class="fields">
      ${fields.map((field) => {
        const text = draft[field.field] ?? toText(record[field.field]);
        return html`<div key=${field.field} class="field ${field.field in draft ? "changed" : ""}">
          <label class="label" for=${`field-${field.field}`}>
            ${field.name} ${!field.nullable && html`<span class="required" title=${t("required")}>*</span>`}
            <small>${field.field} · ${field.data_type}</small>
          </label>
          <${FieldInput}
            field=${field}
            text=${text}
            isReadOnly=${!isNew && !field.updatable}
            reference=${field.field in draft ? undefined : references[field.field]}
            onChange=${(value) => change(field, value)}
          />
        </div>`;
      })}
    </div>
    <footer class="form-foot">
      <button class="button primary" disabled=${!isNew && names.length === 0}>${t("save")}</button>
      ${names.length > 0 &&
      html`<button type="button" class="button" onClick=${() => setDraft({})}>${t("discard")}</button>
        <span class="muted">${t("record.changed", { count: names.length })}</span>`}
    </footer>
  </form>`;
}

function Related({ data: { referred_by: referredBy, history }, id, entities }) {
  const nameOf = (entity) => entities.find((it) => it.entity === entity)?.name ?? entity;
  return html`
    <${Card} id="referred" title=${t("record.referred")}>
      ${referredBy.length === 0
        ? html`<p class="muted">${t("record.not_referred")}</p>`
        : html`<ul class="links">
            ${referredBy.map(
              ({ entity, field, count }) => html`<li>
                <a href=${href("records", entity, { q: id })}>${nameOf(entity)}</a>
                <code>${field}</code><span class="count">${count}</span>
              </li>`,
            )}
          </ul>`}
    <//>
    <${Card} id="history" title=${t("record.history")}>
      ${history.length === 0
        ? html`<p class="muted">${t("record.no_history")}</p>`
        : html`<p class="chips">
            ${history.map((it) => html`<a class="chip" href=${href("requests", it)}>#${it}</a>`)}
          </p>`}
    <//>
  `;
}
