// The options of a fault: its arguments, the endpoints, how often, and whether the call is carried out.

import { html, useState } from "./vendor/standalone.module.js";
import { t } from "./lang.js";
import { Field } from "./ui.js";

/** A fault of a kind as its switch creates it: every request of every endpoint. */
export const initial = (kind) => ({
  kind: kind.kind,
  arguments: Object.fromEntries(kind.arguments.map(({ name, default: value }) => [name, value])),
  endpoints: [],
  after: 0,
  times: null,
  probability: 1,
  after_completion: false,
});

const isNumber = (type) => /int|number|float|u\d+|millis/i.test(type);

export function FaultForm({ kind, paths, onAdd }) {
  const [fault, setFault] = useState(initial(kind));
  const set = (changes) => setFault({ ...fault, ...changes });
  const setArgument = (name, value) => set({ arguments: { ...fault.arguments, [name]: value } });
  const submit = (event) => {
    event.preventDefault();
    onAdd(fault);
  };
  return html`<form class="fault-form" onSubmit=${submit}>
    ${kind.arguments.map(
      ({ name, type }) => html`<${Field} key=${name} label=${name}>
        <input
          value=${String(fault.arguments[name] ?? "")}
          inputmode=${isNumber(type) ? "numeric" : undefined}
          onInput=${({ target: { value } }) =>
            setArgument(name, isNumber(type) && value !== "" && !isNaN(value) ? Number(value) : value)}
        />
      <//>`,
    )}
    <${Endpoints} chosen=${fault.endpoints} paths=${paths} onChange=${(endpoints) => set({ endpoints })} id=${kind.kind} />
    <${Field} label=${t("faults.how_often")} hint=${t("faults.how_often_hint")}>
      <input
        type="number"
        min="1"
        placeholder=${t("faults.always")}
        value=${fault.times ?? ""}
        onInput=${({ target: { value } }) => set({ times: value ? Number(value) : null })}
      />
    <//>
    <${Field} label=${t("faults.after")} hint=${t("faults.after_hint")}>
      <input type="number" min="0" value=${fault.after} onInput=${({ target: { value } }) => set({ after: Number(value) })} />
    <//>
    <${Field} label=${t("faults.probability")}>
      <input
        type="number"
        min="1"
        max="100"
        value=${+(fault.probability * 100).toFixed(1)}
        onInput=${({ target: { value } }) => set({ probability: Math.min(100, Math.max(0, Number(value))) / 100 })}
      />
    <//>
    <label class="check">
      <input
        type="checkbox"
        checked=${fault.after_completion}
        onChange=${({ target: { checked } }) => set({ after_completion: checked })}
      />
      <span>${t("faults.after_completion")}</span>
    </label>
    <button class="button primary">${t("faults.inject")}</button>
  </form>`;
}

/** Endpoints as removable chips. No endpoint means every endpoint. */
function Endpoints({ chosen, paths, onChange, id }) {
  const add = (event) => {
    const path = event.target.value.trim();
    if (!paths.includes(path)) return;
    if (!chosen.includes(path)) onChange([...chosen, path]);
    event.target.value = "";
  };
  return html`<div class="field">
    <label class="label" for=${`endpoints-${id}`}>${t("faults.endpoints")}</label>
    <input id=${`endpoints-${id}`} list=${`paths-${id}`} placeholder=${t("faults.every_endpoint")} onInput=${add} />
    <datalist id=${`paths-${id}`}>${paths.map((path) => html`<option value=${path} />`)}</datalist>
    ${chosen.length > 0 &&
    html`<span class="chips">
      ${chosen.map(
        (path) => html`<button
          type="button"
          class="chip"
          aria-label=${t("faults.remove_endpoint", { path })}
          onClick=${() => onChange(chosen.filter((it) => it !== path))}
        >
          ${path} ×
        </button>`,
      )}
    </span>`}
  </div>`;
}
