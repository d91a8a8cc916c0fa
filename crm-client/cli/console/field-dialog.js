// Editing one field of an entity, with the items of its picklist.

import { html, useState } from "./vendor/standalone.module.js";
import { Icon } from "./icons.js";
import { t } from "./lang.js";
import { Dialog, Field } from "./ui.js";

const NEW = {
  field: "",
  name: "",
  data_type: "string",
  reference_to: null,
  nullable: true,
  creatable: true,
  updatable: true,
  items: [],
};

/** The types that the vendor documents, and those that the sandbox knows. Any other name is allowed. */
const TYPES = ["string", "picklist", "reference"];

export function FieldDialog({ field, entities, onSave, onRemove, onClose }) {
  const isNew = !field.field;
  const [draft, setDraft] = useState({ ...NEW, ...field });
  const set = (changes) => setDraft({ ...draft, ...changes });
  const isReference = draft.data_type === "reference";
  const submit = (event) => {
    event.preventDefault();
    const isPicklist = draft.data_type === "picklist";
    onSave({
      ...draft,
      reference_to: isReference ? draft.reference_to : null,
      items: isPicklist ? draft.items : [],
    });
  };
  return html`<${Dialog} title=${isNew ? t("metadata.new_field") : field.field} onClose=${onClose}>
    <form class="field-form" onSubmit=${submit}>
      ${isNew &&
      html`<${Field} label=${t("metadata.field")}>
        <input required class="mono" value=${draft.field} onInput=${(event) => set({ field: event.target.value })} />
      <//>`}
      <${Field} label=${t("metadata.label")}>
        <input required value=${draft.name} onInput=${(event) => set({ name: event.target.value })} />
      <//>
      <${Field} label=${t("metadata.type")}>
        <input list="types" required value=${draft.data_type} onInput=${(event) => set({ data_type: event.target.value })} />
        <datalist id="types">${TYPES.map((it) => html`<option value=${it} />`)}</datalist>
      <//>
      ${isReference &&
      html`<${Field} label=${t("metadata.refers_to")}>
        <select required value=${draft.reference_to ?? ""} onChange=${(event) => set({ reference_to: event.target.value })}>
          <option value="">–</option>
          ${entities.map(({ entity, name }) => html`<option value=${entity}>${name} · ${entity}</option>`)}
        </select>
      <//>`}
      <div class="checks-row">
        ${[
          ["nullable", t("metadata.nullable")],
          ["creatable", t("metadata.creatable")],
          ["updatable", t("metadata.updatable")],
        ].map(
          ([name, title]) => html`<label class="check">
            <input type="checkbox" checked=${draft[name]} onChange=${(event) => set({ [name]: event.target.checked })} />
            <span>${title}</span>
          </label>`,
        )}
      </div>
      ${draft.data_type === "picklist" && html`<${Items} items=${draft.items} onChange=${(items) => set({ items })} />`}
      <footer class="form-foot">
        <button class="button primary">${t("save")}</button>
        <button type="button" class="button" onClick=${onClose}>${t("cancel")}</button>
        <span class="spacer"></span>
        ${!isNew &&
        html`<button type="button" class="button danger" onClick=${() => onRemove(field.field)}>
          <${Icon} name="trash" /><span>${t("delete")}</span>
        </button>`}
      </footer>
    </form>
  <//>`;
}

function Items({ items, onChange }) {
  const change = (index, changes) => onChange(items.map((it, at) => (at === index ? { ...it, ...changes } : it)));
  const next = Math.max(-1, ...items.map((it) => it.value)) + 1;
  return html`<fieldset class="items-form">
    <legend>${t("metadata.items")}</legend>
    ${items.map(
      ({ value, label }, index) => html`<div key=${index}>
        <input
          type="number"
          aria-label=${t("metadata.value")}
          value=${value}
          onInput=${(event) => change(index, { value: Number(event.target.value) })}
        />
        <input aria-label=${t("metadata.label")} value=${label} onInput=${(event) => change(index, { label: event.target.value })} />
        <button
          type="button"
          class="bare"
          aria-label=${t("delete")}
          onClick=${() => onChange(items.filter((_, at) => at !== index))}
        >
          <${Icon} name="close" />
        </button>
      </div>`,
    )}
    <button type="button" class="button" onClick=${() => onChange([...items, { value: next, label: "" }])}>
      <${Icon} name="plus" /><span>${t("metadata.new_item")}</span>
    </button>
  </fieldset>`;
}
