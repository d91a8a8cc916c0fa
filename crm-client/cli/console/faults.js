// Faults: a switch for every kind, presets, and what is active.

import { html, useState } from "./vendor/standalone.module.js";
import { del, get, path, post } from "./api.js";
import { FaultForm, initial } from "./fault-form.js";
import { t, useLang } from "./lang.js";
import { useLive, useLoad } from "./load.js";
import { attempt } from "./toast.js";
import { Card, Failure, Page, Switch } from "./ui.js";

export function Faults() {
  useLang();
  const { data, error, reload } = useLive(() => get("faults"), []);
  const { data: endpoints = [] } = useLoad(() => get("endpoints"), []);
  const paths = endpoints.map((it) => it.path);
  const act = async (action) => {
    await attempt(action);
    await reload();
  };
  const add = (fault) => act(() => post("faults", fault));
  const remove = (ids) => act(() => Promise.all(ids.map((id) => del(path`faults/${id}`))));
  return html`<${Page} title=${t("nav.faults")} lead=${t("faults.lead")}>
    <${Failure} error=${error} retry=${reload} />
    ${data &&
    html`
      <${Active} faults=${data.active} applied=${data.applied} onRemove=${remove} onClear=${() => act(() => del("faults"))} />
      <${Card} id="presets" title=${t("faults.presets")}>
        <div class="presets">
          ${data.presets.map(
            ({ preset, title, doc }) => html`<button key=${preset} class="preset" data-preset=${preset} onClick=${() => add({ preset })}>
              <strong>${title}</strong><span>${doc}</span>
            </button>`,
          )}
        </div>
      <//>
      <${Card} id="kinds" title=${t("faults.kinds")}>
        <ul class="kinds">
          ${data.kinds.map(
            (kind) => html`<${Kind}
              key=${kind.kind}
              kind=${kind}
              active=${data.active.filter((it) => it.kind === kind.kind)}
              paths=${paths}
              onAdd=${add}
              onRemove=${remove}
            />`,
          )}
        </ul>
      <//>
    `}
  <//>`;
}

function Kind({ kind, active, paths, onAdd, onRemove }) {
  const [isOpen, setOpen] = useState(false);
  const isOn = active.length > 0;
  const change = (on) => (on ? onAdd(initial(kind)) : onRemove(active.map((it) => it.id)));
  return html`<li data-fault=${kind.kind}>
    <div class="kind">
      <${Switch} checked=${isOn} label=${kind.title} onChange=${change} />
      <div class="kind-text"><strong>${kind.title}</strong><span class="muted">${kind.doc}</span></div>
      <button class="button" aria-expanded=${String(isOpen)} onClick=${() => setOpen(!isOpen)}>${t("faults.options")}</button>
    </div>
    ${isOpen && html`<${FaultForm} kind=${kind} paths=${paths} onAdd=${onAdd} />`}
  </li>`;
}

/** Where and how often a fault applies, in words. */
function scope({ endpoints, after, times, probability, after_completion: afterCompletion }) {
  const chance = probability ?? 1;
  return [
    endpoints.length > 0 ? endpoints.join(", ") : t("faults.every_endpoint"),
    times === null ? t("faults.every_request") : t("faults.times", { count: times }),
    after > 0 && t("faults.skips", { count: after }),
    chance < 1 && `${+(chance * 100).toFixed(1)} %`,
    afterCompletion && t("faults.completed"),
  ]
    .filter(Boolean)
    .join(" · ");
}

const details = (values) =>
  Object.entries(values ?? {})
    .map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");

function Active({ faults, applied, onRemove, onClear }) {
  if (faults.length === 0) {
    return html`<p class="note calm">${t("faults.none")} ${applied > 0 && t("faults.applied", { count: applied })}</p>`;
  }
  return html`<${Card}
    id="active"
    kind="warn"
    title=${t("faults.active", { count: faults.length })}
    actions=${html`<button class="button" onClick=${onClear}>${t("faults.clear")}</button>`}
  >
    <ul class="active-faults">
      ${faults.map(
        (fault) => html`<li key=${fault.id}>
          <div>
            <strong>${fault.title}</strong> <code>${details(fault.arguments)}</code>
            <span class="muted">${scope(fault)}</span>
          </div>
          <span class="chip ${fault.applied > 0 ? "warn" : ""}">${t("faults.applied", { count: fault.applied })}</span>
          <button class="button" onClick=${() => onRemove([fault.id])}>${t("faults.off")}</button>
        </li>`,
      )}
    </ul>
  <//>`;
}
