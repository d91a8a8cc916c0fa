// The frame of the console: navigation, the state of the server at the top, and the current view.

import { html, render, useEffect, useErrorBoundary, useState } from "./vendor/standalone.module.js";
import { Faults } from "./faults.js";
import { number, offset } from "./format.js";
import { Help } from "./help.js";
import { Icon } from "./icons.js";
import { useKeys } from "./keys.js";
import { t, toggleLang, useLang } from "./lang.js";
import { connect, connection, server } from "./live.js";
import { useLive } from "./load.js";
import { get } from "./api.js";
import { Metadata } from "./metadata.js";
import { Records } from "./records.js";
import { Reference } from "./reference.js";
import { Requests } from "./requests.js";
import { go, href, useRoute } from "./route.js";
import { Server } from "./server.js";
import { Start } from "./start.js";
import { useStore } from "./store.js";
import { cycleTheme, useTheme } from "./theme.js";
import { Toasts, undo } from "./toast.js";
import { Copy, Empty, Failure, focusSearch } from "./ui.js";

/** View, key after `g`, component. */
const VIEWS = [
  ["start", "s", Start],
  ["requests", "r", Requests],
  ["records", "d", Records],
  ["faults", "f", Faults],
  ["server", "c", Server],
  ["metadata", "m", Metadata],
  ["reference", "a", Reference],
];

function Navigation({ current }) {
  return html`<nav class="nav" aria-label=${t("nav")}>
    ${VIEWS.map(
      ([view, key]) => html`<a
        key=${view}
        href=${href(view)}
        aria-current=${view === current ? "page" : undefined}
        title=${`${t(`nav.${view}`)} (g ${key})`}
      >
        <${Icon} name=${view} /><span>${t(`nav.${view}`)}</span>
      </a>`,
    )}
  </nav>`;
}

/** Settings that change how requests are answered. The reader must not overlook them. */
function Notices({ state }) {
  const { data: faults } = useLive(() => get("faults"), []);
  const active = faults?.active.length ?? 0;
  return html`
    ${active > 0 && html`<a class="chip warn" href=${href("faults")}>${t("top.faults", { count: active })}</a>`}
    ${!state.is_enabled && html`<a class="chip bad" href=${href("server")}>${t("top.disabled")}</a>`}
    ${state.quota !== null &&
    html`<a class="chip warn" href=${href("server")}>${t("server.left", { count: number(state.quota) })}</a>`}
    ${state.offset_ms !== 0 &&
    html`<a class="chip warn" href=${href("server")}>${t("top.clock", { offset: offset(state.offset_ms) })}</a>`}
  `;
}

function Top({ onHelp }) {
  const state = useStore(server);
  const status = useStore(connection);
  const theme = useTheme();
  return html`<header class="top">
    <a class="brand" href=${href("start")}><img src="/icon.svg" alt="" width="20" height="20" /><span>${t("title")}</span></a>
    <span class="connection ${status}" role="status"><i></i><span>${t(`connection.${status}`)}</span></span>
    ${state && html`<span class="base"><code>${state.base_url}</code><${Copy} text=${state.base_url} label=${t("copy.what", { what: t("base_url") })} /></span>`}
    <span class="notices">${state && html`<${Notices} state=${state} />`}</span>
    <span class="spacer"></span>
    <button class="bare" id="lang" lang=${t("other_lang.code")} aria-label=${t("other_lang.label")} onClick=${toggleLang}>${t("other_lang")}</button>
    <button class="bare" aria-label=${t(`theme.${theme}`)} title=${t(`theme.${theme}`)} onClick=${cycleTheme}><${Icon} name="theme" /></button>
    <button class="bare" aria-label=${t("help.title")} title="?" onClick=${onHelp}><${Icon} name="help" /></button>
  </header>`;
}

function Content({ view }) {
  const [error] = useErrorBoundary();
  if (error) return html`<${Failure} error=${error} retry=${() => location.reload()} />`;
  const View = VIEWS.find(([name]) => name === view)?.[2];
  return View ? html`<${View} />` : html`<${Empty} title=${t("not_found")} />`;
}

function App() {
  useLang();
  const { view } = useRoute();
  const status = useStore(connection);
  const [isHelp, setHelp] = useState(false);
  useKeys([
    { keys: "?", title: t("help.title"), run: () => setHelp(true) },
    { keys: "/", title: t("keys.search"), run: focusSearch },
    { keys: "u", title: t("undo"), run: undo },
    { keys: "l", title: t("other_lang.label"), run: toggleLang },
    { keys: "t", title: t("keys.theme"), run: cycleTheme },
    ...VIEWS.map(([name, key]) => ({ keys: `g ${key}`, title: t(`nav.${name}`), run: () => go(name) })),
  ]);
  useEffect(() => {
    const name = VIEWS.some(([it]) => it === view) ? `${t(`nav.${view}`)} · ` : "";
    document.title = name + t("title");
  });
  const skip = () => document.querySelector("main").focus();
  return html`
    <button class="skip" onClick=${skip}>${t("skip")}</button>
    <${Top} onHelp=${() => setHelp(true)} />
    <${Navigation} current=${view} />
    <main tabindex="-1">
      ${status === "lost" && html`<div class="note bad lost" role="alert"><span>${t("lost")}</span></div>`}
      <${Content} key=${view} view=${view} />
    </main>
    <${Toasts} />
    ${isHelp && html`<${Help} onClose=${() => setHelp(false)} />`}
  `;
}

render(html`<${App} />`, document.querySelector("#app"));
connect();
