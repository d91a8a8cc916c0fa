// Small controls that all views share.

import { html, useEffect, useRef, useState } from "./vendor/standalone.module.js";
import { Icon } from "./icons.js";
import { t } from "./lang.js";

/** Copies a text, or what an async function returns, and confirms it for a moment. */
export function Copy({ text, label = t("copy"), wide = false }) {
  const [isDone, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(typeof text === "function" ? await text() : text);
    setDone(true);
    setTimeout(() => setDone(false), 1500);
  };
  return html`<button class=${wide ? "button" : "bare"} title=${label} aria-label=${label} onClick=${copy}>
    <${Icon} name=${isDone ? "done" : "copy"} />${wide && html`<span>${isDone ? t("copied") : label}</span>`}
  </button>`;
}

/** A switch. `onChange` gets the new value. */
export const Switch = ({ checked, onChange, label, disabled }) => html`
  <button
    class="switch"
    role="switch"
    aria-checked=${String(Boolean(checked))}
    aria-label=${label}
    disabled=${disabled}
    onClick=${() => onChange(!checked)}
  >
    <span></span>
  </button>
`;

/** A label above its control. */
export const Field = ({ label, hint, children, wide }) => html`
  <label class="field ${wide ? "wide" : ""}">
    <span class="label">${label}</span>
    ${children}${hint && html`<small class="hint">${hint}</small>`}
  </label>
`;

export const Empty = ({ title, children }) => html`
  <div class="empty"><strong>${title}</strong>${children && html`<p>${children}</p>`}</div>
`;

/** A failure of the API, in its own words. */
export const Failure = ({ error, retry }) =>
  error &&
  html`<div class="note bad" role="alert">
    <${Icon} name="fail" /><span>${error.message}</span>
    ${retry && html`<button class="link" onClick=${retry}>${t("retry")}</button>`}
  </div>`;

/** The page of a view: a heading, actions at its right, and what follows. */
export const Page = ({ title, lead, actions, children, wide }) => html`
  <div class="page ${wide ? "wide" : ""}">
    <header class="page-head">
      <div><h1>${title}</h1>${lead && html`<p class="lead">${lead}</p>`}</div>
      ${actions && html`<div class="actions">${actions}</div>`}
    </header>
    ${children}
  </div>
`;

export const Card = ({ title, actions, children, id, kind = "" }) => html`
  <section class="card ${kind}" aria-labelledby=${id}>
    <header><h2 id=${id}>${title}</h2>${actions}</header>
    ${children}
  </section>
`;

/** A modal dialog. The browser keeps the focus inside and closes it with Escape. */
export function Dialog({ title, onClose, children }) {
  const dialog = useRef(null);
  useEffect(() => {
    const opener = document.activeElement;
    dialog.current.showModal();
    return () => opener?.focus?.();
  }, []);
  const onClick = (event) => event.target === dialog.current && onClose();
  return html`<dialog ref=${dialog} aria-label=${title} onClose=${onClose} onClick=${onClick}>
    <header>
      <h2>${title}</h2>
      <button class="bare" aria-label=${t("close")} onClick=${onClose}><${Icon} name="close" /></button>
    </header>
    <div class="dialog-body">${children}</div>
  </dialog>`;
}

/** A text field that reports its value when the reader pauses. */
export function Search({ value, onSearch, label }) {
  const timer = useRef(0);
  const input = useRef(null);
  useEffect(() => {
    if (document.activeElement !== input.current) input.current.value = value;
  }, [value]);
  const onInput = () => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => onSearch(input.current.value), 200);
  };
  return html`<span class="search">
    <${Icon} name="search" />
    <input ref=${input} type="search" data-search placeholder=${label} aria-label=${label} onInput=${onInput} />
  </span>`;
}

/** Puts the focus into the search field of the current view. */
export const focusSearch = () => document.querySelector("[data-search]")?.focus();

/** Puts the tabs of a view into one row. The arrow keys change the tab. */
export function Tabs({ tabs, current, onChange, label }) {
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const index = tabs.findIndex(([id]) => id === current);
    onChange(tabs[(index + step + tabs.length) % tabs.length][0]);
    const list = event.currentTarget;
    requestAnimationFrame(() => list.querySelector("[aria-selected=true]")?.focus());
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} onKeyDown=${move}>
    ${tabs.map(
      ([id, title]) => html`<button
        key=${id}
        role="tab"
        aria-selected=${String(id === current)}
        tabindex=${id === current ? 0 : -1}
        onClick=${() => onChange(id)}
      >
        ${title}
      </button>`,
    )}
  </div>`;
}
