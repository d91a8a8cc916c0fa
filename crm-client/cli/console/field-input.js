// The control for one field of a record, by its data type. Values are edited as text.

import { html, useEffect, useState } from "./vendor/standalone.module.js";
import { get, path } from "./api.js";
import { Icon } from "./icons.js";
import { t } from "./lang.js";
import { href } from "./route.js";

/** A number as JSON writes it. Numbers are sent as they were typed, with all digits. */
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

const NUMERIC = /^(int|integer|long|number|decimal|double|float|money|currency)$/i;
const BOOLEAN = /^bool(ean)?$/i;

/** Returns the text of a value for a control. No value is an empty text. */
export function toText(value) {
  if (value === null || value === undefined) return "";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Returns the JSON of an edited text. The vendor's data types are open, so the old value decides, too. */
export function toJson(field, text, old) {
  if (text === "") return "null";
  const isNumber = NUMERIC.test(field.data_type) || field.items.length > 0 || typeof old === "number";
  if (isNumber && NUMBER.test(text)) return text;
  if ((BOOLEAN.test(field.data_type) || typeof old === "boolean") && /^(true|false)$/.test(text)) return text;
  if (old !== null && typeof old === "object" && isJson(text)) return text;
  return JSON.stringify(text);
}

function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

export function FieldInput({ field, text, isReadOnly, reference, onChange }) {
  const id = `field-${field.field}`;
  const onInput = (event) => onChange(event.target.value);
  if (field.reference_to) {
    return html`<${Reference} ...${{ id, field, text, isReadOnly, reference, onChange }} />`;
  }
  if (isReadOnly) return html`<output id=${id} class="read-only">${label(field, text) || "–"}</output>`;
  if (field.items.length > 0) {
    const isKnown = field.items.some((it) => String(it.value) === text);
    return html`<select id=${id} value=${text} onChange=${onInput}>
      <option value="">–</option>
      ${text && !isKnown && html`<option value=${text}>${text}</option>`}
      ${field.items.map((it) => html`<option value=${String(it.value)}>${it.label} (${it.value})</option>`)}
    </select>`;
  }
  if (BOOLEAN.test(field.data_type)) {
    return html`<select id=${id} value=${text} onChange=${onInput}>
      <option value="">–</option>
      <option value="true">${t("yes")}</option>
      <option value="false">${t("no")}</option>
    </select>`;
  }
  if (text.length > 60 || text.includes("\n")) {
    return html`<textarea id=${id} rows="3" value=${text} onInput=${onInput}></textarea>`;
  }
  const isNumber = NUMERIC.test(field.data_type);
  return html`<input id=${id} value=${text} inputmode=${isNumber ? "decimal" : undefined} onInput=${onInput} />`;
}

const label = (field, text) => field.items.find((it) => String(it.value) === text)?.label ?? text;

/** An id with the name of its record, suggestions by name, and a link to follow it. */
function Reference({ id, field, text, isReadOnly, reference, onChange }) {
  const entity = field.reference_to;
  const [options, setOptions] = useState([]);
  useEffect(() => {
    if (isReadOnly) return undefined;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      try {
        const found = await get(path`records/${entity}`, { q: text.length === 40 ? "" : text, size: 20 });
        if (isCurrent) setOptions(found.items.map((it) => [it[found.key_field], nameOf(it, found.key_field)]));
      } catch {
        // Without suggestions, an id can still be typed.
      }
    }, 200);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [text, entity, isReadOnly]);
  const name = reference?.name ?? options.find(([value]) => value === text)?.[1];
  return html`<span class="reference">
    ${isReadOnly
      ? html`<output id=${id} class="read-only mono">${text || "–"}</output>`
      : html`<input
            id=${id}
            class="mono"
            list=${`${id}-options`}
            placeholder=${t("record.pick", { entity })}
            value=${text}
            onInput=${(event) => onChange(event.target.value)}
          />
          <datalist id=${`${id}-options`}>
            ${options.map(([value, title]) => html`<option value=${value}>${title}</option>`)}
          </datalist>`}
    ${text && html`<a href=${href("records", entity, text)}><${Icon} name="link" /> ${name ?? entity}</a>`}
  </span>`;
}

/** The first text of a record that is not its key: the main field comes first in metadata. */
const nameOf = (record, key) =>
  Object.entries(record).find(([name, value]) => name !== key && typeof value === "string")?.[1] ?? "";
