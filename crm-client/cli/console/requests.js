// The live list of requests, and the opened request beside it.

import { html, useEffect, useRef, useState } from "./vendor/standalone.module.js";
import { get } from "./api.js";
import { clock } from "./format.js";
import { Icon } from "./icons.js";
import { journal, loadOlder, show, togglePause } from "./journal.js";
import { useKeys } from "./keys.js";
import { t, useLang } from "./lang.js";
import { server } from "./live.js";
import { useLoad } from "./load.js";
import { RequestDetail } from "./request.js";
import { Result, kindOf } from "./result.js";
import { go, href, setQuery, useRoute } from "./route.js";
import { useStore } from "./store.js";
import { Empty, Failure } from "./ui.js";
import { VirtualList } from "./virtual.js";

/** The codes of the API's documentation. */
const CODES = ["0", "400", "401", "402", "403", "410", "490", "491", "500"];

/** Below this width, a row has two lines. */
const WIDE = 640;

function useWidth() {
  const box = useRef(null);
  const [width, setWidth] = useState(1000);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width));
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return [box, width];
}

function Filters({ filter }) {
  const { data: endpoints = [] } = useLoad(() => get("endpoints"), []);
  const users = useStore(server)?.users ?? [];
  const { isPaused, waiting } = useStore(journal);
  const change = (name) => (event) => setQuery({ [name]: event.target.value });
  const isFiltered = Object.values(filter).some(Boolean);
  return html`<div class="toolbar" role="search" aria-label=${t("filter")}>
    <input
      data-search
      list="endpoints"
      placeholder=${t("requests.endpoint")}
      aria-label=${t("requests.endpoint")}
      value=${filter.endpoint}
      onChange=${change("endpoint")}
    />
    <datalist id="endpoints">${endpoints.map(({ path }) => html`<option value=${path} />`)}</datalist>
    <select aria-label=${t("requests.code")} value=${filter.code} onChange=${change("code")}>
      <option value="">${t("requests.every_code")}</option>
      ${CODES.map((code) => html`<option value=${code}>${code}</option>`)}
    </select>
    <select aria-label=${t("user")} value=${filter.user} onChange=${change("user")}>
      <option value="">${t("requests.every_user")}</option>
      ${users.map(({ id, name }) => html`<option value=${id}>${name}</option>`)}
    </select>
    ${isFiltered &&
    html`<button class="link" onClick=${() => setQuery({ endpoint: "", code: "", user: "" })}>
      ${t("requests.clear")}
    </button>`}
    <span class="spacer"></span>
    <button class="button" aria-pressed=${String(isPaused)} onClick=${togglePause}>
      <${Icon} name=${isPaused ? "start" : "pause"} />
      <span>${isPaused ? t("requests.resume", { count: waiting }) : t("requests.pause")}</span>
    </button>
  </div>`;
}

const Row = ({ request, isSelected, isWide, onOpen }) => html`<div
  key=${request.number}
  id=${`request-${request.number}`}
  class="row ${kindOf(request)} ${isWide ? "" : "two-lines"}"
  role="option"
  aria-selected=${String(isSelected)}
  onClick=${onOpen}
>
  <span class="when">${clock(request.time)}</span>
  <span class="path"><small>${request.method}</small> ${request.path}</span>
  <${Result} request=${request} />
  <span class="message">${request.message}</span>
  <span class="who">${request.user?.name}</span>
  <span class="millis">${request.millis === null ? "" : `${request.millis} ms`}</span>
</div>`;

function List({ selected, query }) {
  const { items, error, isLoaded } = useStore(journal);
  const [box, width] = useWidth();
  const isWide = width >= WIDE;
  const open = (number) => go("requests", number, query);
  const move = (step) => {
    const index = items.findIndex((it) => it.number === selected);
    const next = items[index < 0 ? 0 : index + step];
    if (next) open(next.number);
  };
  useKeys([
    { keys: "j", title: t("keys.next"), run: () => move(1) },
    { keys: "k", title: t("keys.previous"), run: () => move(-1) },
    { keys: "p", title: t("requests.pause"), run: togglePause },
  ]);
  const onKeyDown = (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    move(step);
  };
  return html`<div class="list" ref=${box}>
    <${Failure} error=${error} />
    ${isWide &&
    items.length > 0 &&
    html`<div class="row head" aria-hidden="true">
      <span>${t("time")}</span><span>${t("requests.endpoint")}</span><span>${t("result")}</span>
      <span>${t("message")}</span><span>${t("user")}</span><span>ms</span>
    </div>`}
    ${isLoaded && items.length === 0
      ? html`<${Empty} title=${t("requests.empty")}>
          <a href=${href("start")}>${t("requests.empty_text")}</a>
        <//>`
      : html`<${VirtualList}
          items=${items}
          height=${isWide ? 32 : 52}
          keyOf=${(it) => it.number}
          selected=${selected}
          onEnd=${loadOlder}
          role="listbox"
          tabindex="0"
          aria-label=${t("nav.requests")}
          aria-activedescendant=${selected ? `request-${selected}` : undefined}
          onKeyDown=${onKeyDown}
          row=${(request) =>
            Row({
              request,
              isWide,
              isSelected: request.number === selected,
              onOpen: () => open(request.number),
            })}
        />`}
  </div>`;
}

export function Requests() {
  useLang();
  const { parts, query } = useRoute();
  const selected = parts[0] ? Number(parts[0]) : undefined;
  const filter = Object.fromEntries(["endpoint", "code", "user"].map((it) => [it, query.get(it) ?? ""]));
  useEffect(() => {
    show(filter);
  }, [filter.endpoint, filter.code, filter.user]);
  const close = () => go("requests", filter);
  return html`<div class="split ${selected ? "open" : ""}">
    <section class="master" aria-label=${t("nav.requests")}>
      <h1 class="hidden">${t("nav.requests")}</h1>
      <${Filters} filter=${filter} />
      <${List} selected=${selected} query=${filter} />
    </section>
    ${selected && html`<${RequestDetail} key=${selected} number=${selected} onClose=${close} />`}
  </div>`;
}
